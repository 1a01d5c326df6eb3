import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { runTool } from '../helper/run-tool.ts'
import { allOf, namespaceFile } from './namespaces.ts'

/**
 * The filter table of a host before any rule: it is there to be seen, and its policies count. iptables-nft counts the packets of a
 * policy only where the built-in chain was made with a counter, as iptables-restore does; one made by the first `-I` never counts.
 */
const EMPTY = ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', 'COMMIT', ''].join('\n')

export const makeEmptyTables = (namespace: string): Promise<Result<null, TapwallError>> =>
  allOf([makeTable(namespace, 'iptables-restore'), makeTable(namespace, 'ip6tables-restore')])

async function makeTable(namespace: string, tool: 'iptables-restore' | 'ip6tables-restore'): Promise<Result<null, TapwallError>> {
  const ended = await runTool({ tool, args: [], within: namespaceFile(namespace), input: EMPTY })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool, exitCode, input: EMPTY, stderr })
}
