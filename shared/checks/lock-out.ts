import type { Dump } from '../netfilter/dump.ts'
import type { OwnConnection } from '../netfilter/own-connection.ts'
import type { State } from '../traffic/dimensions.ts'
import { flowJudge, type Judgement } from '../traffic/flow-verdict.ts'
import type { Packet } from '../traffic/packet.ts'
import type { Check } from './check.ts'

/**
 * Whether a connection that works now would still work: its packets in both directions, as an established one, and as a new one that
 * the other end opens. What is cut already is not blamed on the apply.
 */
export function checkLockOut(before: Dump, after: Dump, connections: readonly OwnConnection[]): Check[] {
  // Reading all rules takes a while.
  if (connections.length === 0) return []
  const [was, is] = [flowJudge(before), flowJudge(after)]
  const found = connections.flatMap((connection): Check[] => {
    const values = { connection: shown(connection) }
    const works = (state: State, judge: typeof was): Judgement => {
      const [into, out] = bothWays(connection, state).map(judge)
      return worse(into, out)
    }
    const [established, opened] = [works('ESTABLISHED', is), works('NEW', is)]
    if (works('ESTABLISHED', was).verdict === 'drop') return []
    if (established.verdict === 'drop')
      return [{ code: 'connection.cut', level: 'refuse', values: { ...values, ...rule(established) } }]
    if (established.verdict === 'unsure' && works('ESTABLISHED', was).verdict === 'pass')
      return [{ code: 'connection.unsure', level: 'caution', values: { ...values, ...rule(established) } }]
    if (opened.verdict === 'drop' && works('NEW', was).verdict !== 'drop')
      return [{ code: 'connection.no-new', level: 'caution', values: { ...values, ...rule(opened) } }]
    return []
  })
  if (found.length > 0) return found
  return [{ code: 'connection.kept', level: 'good', values: { count: connections.length } }]
}

function bothWays({ family, protocol, ...ends }: OwnConnection, state: State): [Packet, Packet] {
  const { localAddress, localPort, remoteAddress, remotePort } = ends
  const shared = { family, protocol, tap: ends.interface }
  return [
    {
      ...{ ...shared, direction: 'to-host', state, source: remoteAddress, sourcePort: remotePort },
      ...{ destination: localAddress, destinationPort: localPort },
    },
    // What answers a new connection belongs to a known one.
    {
      ...{ ...shared, direction: 'from-host', state: 'ESTABLISHED', source: localAddress, sourcePort: localPort },
      ...{ destination: remoteAddress, destinationPort: remotePort },
    },
  ]
}

function worse(a: Judgement | undefined, b: Judgement | undefined): Judgement {
  const all = [a, b].filter((each) => each !== undefined)
  return (
    all.find(({ verdict }) => verdict === 'drop') ??
    all.find(({ verdict }) => verdict === 'unsure') ?? { verdict: 'pass', by: null }
  )
}

function rule({ by }: Judgement): Check['values'] {
  if (by === null) return { chain: '', rule: '', text: '' }
  return { table: by.table, chain: by.chain, rule: by.rule ?? 0, text: by.text }
}

const end = (address: string, port: number): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)

const shown = (c: OwnConnection): string => `${end(c.remoteAddress, c.remotePort)} - ${end(c.localAddress, c.localPort)}`
