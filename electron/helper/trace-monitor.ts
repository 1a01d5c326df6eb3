import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Family } from '#shared/netfilter/rule-spec'
import { err, ok, type Result } from '#shared/result'
import { type FollowedTool, findTool, followTool, missingTools, type Within } from './run-tool.ts'

/** `xtables-monitor --trace`, which prints what the kernel tells of traced packets in its network namespace. */

/** Programs that write the kernel's ip_tables, whose traces go to the kernel's log and not to the monitor. */
const LEGACY: readonly string[] = ['xtables-legacy-multi', 'xtables-multi']

/** Why nothing can be traced with the tools that are installed; null when it can. Which iptables is used is told by where its link ends. */
export function withoutTracing(family: Family): TapwallError | null {
  const tool = family === 'ipv4' ? 'iptables' : 'ip6tables'
  const missing = missingTools([tool, 'xtables-monitor'])
  if (missing !== null) return missing
  const program = programOf(findTool(tool) ?? '')
  if (!LEGACY.includes(program)) return null
  return invalid([
    issue(
      [],
      'trace.legacy',
      `${tool} is ${program} here. It writes tables of the legacy kind, whose traces the kernel only writes into its log. Choose the nf_tables variant to follow packets: update-alternatives --set ${tool} /usr/sbin/${tool}-nft`,
      { tool, program },
    ),
  ])
}

function programOf(path: string): string {
  try {
    return basename(realpathSync(path))
  } catch {
    return ''
  }
}

const LOOK_MS = 10
const PATIENCE_MS = 5000

/** Starts it and waits until the kernel has it on its list: what is traced before that nobody hears. */
export async function startMonitor(within: Within, onLine: (line: string) => void): Promise<Result<FollowedTool, TapwallError>> {
  const args = ['--trace']
  // It may end in the middle of a line, by a rule that it cannot print.
  const started = followTool({ tool: 'xtables-monitor', args, within, endsWithUs: true }, onLine, onLine)
  if (!started.ok) return started
  const monitor = started.value
  let end: { exitCode: number | null; stderr: string } | null = null
  void monitor.ended.then((ended) => {
    end = ended
  })
  const begun = performance.now()
  while (performance.now() - begun < PATIENCE_MS) {
    if (isListening(monitor.pid)) return ok(monitor)
    const { exitCode, stderr } = end ?? { exitCode: 0, stderr: null }
    if (stderr !== null) return err({ kind: 'kernel-refused', tool: 'xtables-monitor', exitCode, input: args.join(' '), stderr })
    await delay(LOOK_MS)
  }
  monitor.stop()
  return err(
    invalid([
      issue(
        [],
        'trace.not-heard',
        'xtables-monitor runs but does not listen: this kernel tells nothing of traced packets (nfnetlink, nf_tables).',
      ),
    ]),
  )
}

/** linux/netlink.h, linux/netfilter/nfnetlink.h: groups are counted from 1. */
const NETLINK_NETFILTER = 12
const TRACE_GROUP = 1 << (9 - 1)

/** A netlink socket of the process hears the kernel's traces: /proc/PID/net/netlink has its groups as bits, and the socket's inode. */
export function isListening(pid: number): boolean {
  try {
    const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)))
    return readFileSync(`/proc/${pid}/net/netlink`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .some(
        ([, protocol, , groups = '', ...rest]) =>
          Number(protocol) === NETLINK_NETFILTER &&
          (Number.parseInt(groups, 16) & TRACE_GROUP) !== 0 &&
          own.has(`socket:[${rest.at(-1)}]`),
      )
  } catch {
    return false
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
