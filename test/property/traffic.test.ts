import fc from 'fast-check'
import { test } from 'vitest'
import type { Packet } from '#shared/traffic/packet'
import { dumpOfTexts } from '../support/dump-of.ts'
import { judgeTraffic } from '../support/judge-traffic.ts'
import { ADDRESSES, BRIDGES, DEVICES, dumpPair, MACS, PORTS, type Texts } from './flow-dumps.ts'

/** Everything but what is swept. */
const corner = fc.record({
  direction: fc.constantFrom('ingress', 'egress', 'egress-to-host'),
  tap: fc.constantFrom('tapa', 'tapa', 'tapb'),
  protocol: fc.constantFrom(6, 6, 17, 132),
  source: fc.constantFrom(...ADDRESSES),
  destination: fc.constantFrom(...ADDRESSES),
  sourcePort: fc.constantFrom(...PORTS),
  destinationPort: fc.constantFrom(...PORTS),
  icmpType: fc.constantFrom<number[]>(0, 3, 8, 11),
  icmpCode: fc.constantFrom<number[]>(0, 4),
  sourceMac: fc.constantFrom(...MACS),
  device: fc.constantFrom(...DEVICES),
  bridge: fc.constantFrom(...BRIDGES),
  state: fc.constantFrom('NEW', 'NEW', 'INVALID'),
})
type Corner = typeof corner extends fc.Arbitrary<infer T> ? T : never

const HAVE_PORTS = [6, 17, 33, 132, 136]

/** Ports and types only where the protocol has them. */
function packetOf({ sourcePort, destinationPort, icmpType, icmpCode, ...all }: Corner, protocol: number): Packet {
  return {
    ...{ ...all, family: 'ipv4', protocol },
    ...(HAVE_PORTS.includes(protocol) ? { sourcePort, destinationPort } : {}),
    ...(protocol === 1 ? { icmpType, icmpCode } : {}),
  } as const
}

function judge(first: Texts, second: Texts): (packet: Packet) => void {
  const [before, after] = [first, second].map(({ rules, sets }) => dumpOfTexts(rules, '', sets))
  if (before === undefined || after === undefined) throw new Error('a dump was lost')
  return judgeTraffic(before, after, ['tapa', 'tapb'])
}

test('equals brute force over every port and protocol', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(
      dumpPair,
      fc.array(corner, { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      ({ before, after }, corners, isSource) => {
        const ask = judge(before, after)
        for (const each of corners) for (let protocol = 0; protocol < 256; protocol++) ask(packetOf(each, protocol))
        const [first] = corners
        if (first === undefined) return
        // One object for all of them, since making it takes longer than asking.
        const packet: { sourcePort?: number; destinationPort?: number } & Packet = packetOf(first, first.protocol)
        for (let port = 0; port < 65536; port++) {
          if (isSource) packet.sourcePort = port
          else packet.destinationPort = port
          ask(packet)
        }
        for (let type = 0; type < 256; type++)
          for (const icmpCode of [0, 1, 3, 4, 5]) ask(packetOf({ ...first, icmpType: type, icmpCode }, 1))
      },
    ),
    { numRuns: 500 },
  )
})
