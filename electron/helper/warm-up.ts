import { setImmediate as pause } from 'node:timers/promises'
import { HostRequest } from '#shared/helper/host-protocol'
import { packPlan } from '#shared/sync/packed-plan'
import type { Plan, TableStep } from '#shared/sync/plan'
import { printTransaction } from '#shared/sync/print-restore'
import { foreignParts } from './ours.ts'

/**
 * Runs a made-up plan through all that an apply does before it calls a tool, and throws the result away. What JavaScript does for the first
 * time is slow: decoding and printing the first plan of 50,000 rules took 290 ms, the third 140 ms. A helper has time before anybody
 * asks it to write.
 */
export async function warmUp(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const line = JSON.stringify({ id: 0, verb: 'apply', plan: packPlan(madeUp(round)), trial: null })
    await pause()
    const decoded = HostRequest.safeParse(JSON.parse(line))
    await pause()
    if (!decoded.success || decoded.data.verb !== 'apply') return
    const { transactions } = decoded.data.plan
    if (transactions.flatMap(foreignParts).length > 0) return
    // A request that came meanwhile goes first.
    await pause()
    for (const transaction of transactions) printTransaction(transaction)
    await pause()
  }
}

/** Each takes some 10 ms. */
const ROUNDS = 30
const CHAINS = 100

/** Nothing in it is ever written. */
function madeUp(round: number): Plan {
  const steps = Array.from({ length: CHAINS }, (_, nth): TableStep[] => {
    const chain = `neutron-openvswi-i${round}-${nth}`
    const device = `tap${round}-${nth}`
    const mark = `tw:w${nth}.${round}`
    const rules: Extract<TableStep, { do: 'append' }>['spec'][] = [
      { matches: [{ kind: 'physdev', in: device, isBridged: true }], target: { kind: 'jump', chain } },
      { matches: [{ kind: 'state', states: ['RELATED', 'ESTABLISHED'] }], target: { kind: 'return' } },
      {
        protocol: 'tcp',
        source: `10.0.${nth}.0/24`,
        matches: [{ kind: 'ports', protocol: 'tcp', destination: { from: nth, to: nth + round } }],
        target: { kind: 'return' },
      },
      {
        protocol: 'tcp',
        matches: [{ kind: 'multiport-destination', ports: [{ from: nth, to: nth + 1 }] }],
        target: { kind: 'return' },
      },
      { protocol: 'ipv6-icmp', matches: [{ kind: 'icmp', version: 6, type: nth }], target: { kind: 'return' } },
      { matches: [{ kind: 'set', name: 'NIPv4w', flag: 'src' }], target: { kind: 'return' } },
      {
        source: `10.0.0.${nth}`,
        matches: [
          { kind: 'mac-source', mac: 'FA:16:3E:00:00:00' },
          { kind: 'comment', text: `Accept ${nth}` },
        ],
        target: { kind: 'return' },
      },
      { inInterface: device, matches: [], target: { kind: 'zone', zone: nth + 1 } },
      { matches: [], target: { kind: 'drop' } },
    ]
    return [
      { do: 'new-chain', chain },
      ...rules.map((spec): TableStep => ({ do: 'append', chain, spec, mark })),
      { do: 'insert', chain: 'FORWARD', at: 1, spec: { matches: [], target: { kind: 'jump', chain } }, mark },
    ]
  })
  return { host: '', from: [], transactions: [{ on: 'table', family: 'ipv4', table: 'filter', steps: steps.flat() }] }
}
