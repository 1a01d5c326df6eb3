import { z } from 'zod'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { runTool } from '../helper/run-tool.ts'
import { namespaceFile } from './namespaces.ts'

/** What is used of `ip -j link show` (iproute2, ip/ipaddress.c): `master` is the bridge that a device is plugged into. */
const Links = z.array(z.object({ ifname: z.string(), master: z.string().optional() }))

/** Devices of a namespace by name, with the bridge that each is in, or null. */
export async function readLinks(namespace: string): Promise<Result<ReadonlyMap<string, string | null>, TapwallError>> {
  const args = ['-j', 'link', 'show']
  const ended = await runTool({ tool: 'ip', args, within: namespaceFile(namespace) })
  if (!ended.ok) return ended
  const { exitCode, stdout, stderr } = ended.value
  const links = exitCode === 0 ? Links.safeParse(parse(stdout)) : null
  if (links?.success !== true) return err({ kind: 'kernel-refused', tool: 'ip', exitCode, input: args.join(' '), stderr })
  return ok(new Map(links.data.map(({ ifname, master }) => [ifname, master ?? null])))
}

function parse(text: string): unknown {
  try {
    // Nothing at all is said of a namespace without devices.
    return text.trim() === '' ? [] : JSON.parse(text)
  } catch {
    return null
  }
}
