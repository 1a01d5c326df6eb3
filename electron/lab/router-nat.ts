import type { TapwallError } from '#shared/errors'
import { natTable, type RouterNat } from '#shared/helper/nat-table'
import { err, ok, type Result } from '#shared/result'
import { runTool } from '../helper/run-tool.ts'
import { namespaceFile } from './namespaces.ts'

/** Writes the table into the router's own, fresh namespace. */
export async function writeNat(namespace: string, nat: RouterNat): Promise<Result<null, TapwallError>> {
  const input = natTable(nat)
  const ended = await runTool({ tool: 'iptables-restore', args: [], within: namespaceFile(namespace), input })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool: 'iptables-restore', exitCode, input, stderr })
}
