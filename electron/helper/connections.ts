import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TapwallError } from '#shared/errors'
import { type ConntrackEntry, deleteWords, parseConntrackEntries } from '#shared/netfilter/conntrack-entries'
import { err, ok, type Result } from '#shared/result'
import { runTool, type Within } from './run-tool.ts'

/** Entries of connection tracking of one network namespace. */

/** More are not told. A busy host has hundreds of thousands, of which few are in zones of ports. */
const MOST = 20_000

/** Neutron's first zone (ip_conntrack.py, ZONE_START). Entries of other zones, 0 among them, are those of others. */
export const FIRST_ZONE = 4097

export async function readConnections(within: Within): Promise<Result<{ entries: ConntrackEntry[]; more: number }, TapwallError>> {
  const found: ConntrackEntry[] = []
  let unread = 0
  for (const family of ['ipv4', 'ipv6']) {
    const args = ['-L', '-f', family, '-o', 'extended']
    const listed = await runTool({ tool: 'conntrack', args, within })
    if (!listed.ok) return listed
    const { exitCode, stdout, stderr } = listed.value
    if (exitCode !== 0) return err({ kind: 'kernel-refused', tool: 'conntrack', exitCode, input: args.join(' '), stderr })
    const parsed = parseConntrackEntries(stdout)
    found.push(...parsed.entries)
    unread += parsed.unread
  }
  return ok({ entries: found.slice(0, MOST), more: Math.max(0, found.length - MOST) + unread })
}

/** Deletes exactly these entries, and tells how many were still there. Those outside of ports' zones are left alone. */
export async function endConnections(
  within: Within,
  entries: readonly ConntrackEntry[],
): Promise<Result<{ ended: number }, TapwallError>> {
  const own = entries.filter(({ zone }) => zone >= FIRST_ZONE)
  if (own.length === 0) return ok({ ended: 0 })
  const input = `${own.map(deleteWords).join('\n')}\n`
  const folder = mkdtempSync('/run/tapwall-')
  try {
    // It opens what it reads by name, which a socket, such as Node gives to its children, does not let it.
    const file = join(folder, 'entries')
    writeFileSync(file, input, { mode: 0o600 })
    const done = await runTool({ tool: 'conntrack', args: ['-R', file], within })
    if (!done.ok) return done
    const { exitCode, stdout, stderr } = done.value
    // It prints each entry that it deletes; one that is gone already is no error.
    if (exitCode !== 0) return err({ kind: 'kernel-refused', tool: 'conntrack', exitCode, input, stderr })
    return ok({ ended: stdout.split('\n').filter((line) => line !== '').length })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
