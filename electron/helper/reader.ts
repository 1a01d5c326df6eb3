import type { TapwallError } from '#shared/errors'
import { LONGEST_LINE } from '#shared/helper/firewall-verbs'
import { HOST_PROTOCOL, type HostMessage, HostRequest } from '#shared/helper/host-protocol'
import { bridgeNetfilter } from './bridge-netfilter.ts'
import { hearRequest } from './hear-request.ts'
import { readLines } from './lines.ts'
import { tableReader } from './tables.ts'

/**
 * The helper for who only looks: it answers `read` and refuses all else. It takes no lock, so that it stands beside a helper that writes,
 * looks for nothing that was left on trial, and writes nothing. It leaves with its standard input.
 */
export function runReader(send: (message: HostMessage) => void): void {
  let version = 0
  const tables = tableReader(null, () => ++version)
  const refuse = (id: number | null, error: TapwallError): void => send({ kind: 'refusal', id, error })
  const read = async ({ id, verb }: HostRequest): Promise<void> => {
    if (verb !== 'read') return refuse(id, { kind: 'bug', detail: `A helper that only reads was asked to ${verb}.` })
    const reading = await tables()
    if (!reading.ok) return refuse(id, reading.error)
    send({ kind: 'answer', id, value: { ...reading.value, bridgeNfCallIptables: bridgeNetfilter() } })
  }
  process.stdin.on('end', () => process.exit(0))
  send({
    kind: 'greeting',
    greeting: { host: HOST_PROTOCOL, pid: process.pid, uid: process.getuid?.() ?? -1, recovered: false },
  })
  readLines(
    process.stdin,
    LONGEST_LINE,
    (line) => hearRequest(HostRequest, line, (request) => void read(request), refuse),
    () => process.exit(1),
  )
}
