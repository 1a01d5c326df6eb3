import type { TapwallError } from '#shared/errors'
import type { LabAnswers } from '#shared/helper/lab-protocol'
import { err, ok, type Result } from '#shared/result'
import { runTool } from '../helper/run-tool.ts'
import type { ReadTables } from '../helper/tables.ts'
import { namespaceFile } from './namespaces.ts'

const BRIDGE_NF = '/proc/sys/net/bridge/bridge-nf-call-iptables'

/** Rules, sets and counters of a host, and whether its bridges show their packets to iptables at all. */
export async function readHost(
  namespace: string,
  tables: ReadTables,
  known: number | null,
): Promise<Result<LabAnswers['read'], TapwallError>> {
  const [reading, setting] = await Promise.all([
    tables(),
    runTool({ tool: 'cat', args: [BRIDGE_NF], within: namespaceFile(namespace) }),
  ])
  if (!reading.ok) return reading
  if (!setting.ok) return setting
  const { exitCode, stdout, stderr } = setting.value
  if (exitCode !== 0) return err({ kind: 'kernel-refused', tool: 'cat', exitCode, input: BRIDGE_NF, stderr })
  const { version, at, cost, dump, packets, bytes } = reading.value
  const bridgeNfCallIptables = stdout.trim() !== '0'
  return ok({ version, at, cost, dump: version === known ? null : dump, packets, bytes, bridgeNfCallIptables })
}
