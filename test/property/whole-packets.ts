import fc from 'fast-check'
import { addressOf } from '#shared/net/address'
import { type QuotedPacket, TcpFlag, type WalkPacket } from '#shared/walk/packet'

/** Packets that a frame holds whole: nothing of them is left out, and nothing is in them that their protocol does not have. */

type Family = WalkPacket['family']
const byte = fc.nat(255)
const port = fc.nat(65535)
const mac = fc.array(byte, { minLength: 6, maxLength: 6 }).map((all) => all.map((n) => n.toString(16).padStart(2, '0')).join(':'))
const address = (family: Family) => {
  const length = family === 'ipv4' ? 4 : 16
  return fc.array(fc.oneof(fc.constant(0), byte), { minLength: length, maxLength: length }).map((bytes) => addressOf(bytes).text)
}

const WITH_PORTS = [6, 17, 33, 132, 136]
const QUOTING = { ipv4: [3, 4, 5, 11, 12], ipv6: [1, 2, 3, 4] }
const IDENTIFIED = { ipv4: [0, 8, 13, 14, 15, 16, 17, 18], ipv6: [128, 129] }
/** Of IPv6 these are headers between, and the last of no next header. */
const bare = (family: Family) =>
  byte.filter(
    (n) => ![...WITH_PORTS, family === 'ipv4' ? 1 : 58].includes(n) && (family === 'ipv4' || ![0, 43, 44, 51, 60, 135].includes(n)),
  )

interface Upper extends QuotedPacket {
  readonly flags?: TcpFlag[]
}

const upper = (family: Family, inQuote: boolean): fc.Arbitrary<Omit<Upper, 'source' | 'destination'>> => {
  const ports = fc.record({ protocol: fc.constantFrom(...WITH_PORTS), sourcePort: port, destinationPort: port })
  const flags = fc.subarray([...TcpFlag.options])
  const icmp = fc
    .record({ icmpType: byte, icmpCode: byte, icmpId: port })
    .filter(({ icmpType }) => !QUOTING[family].includes(icmpType))
    .map(({ icmpId, ...rest }) => ({
      ...{ protocol: family === 'ipv4' ? 1 : 58, ...rest },
      ...(IDENTIFIED[family].includes(rest.icmpType) ? { icmpId } : {}),
    }))
  return fc.oneof(
    fc.tuple(ports, flags).map(([all, some]) => (all.protocol === 6 && !inQuote ? { ...all, flags: some } : all)),
    icmp,
    bare(family).map((protocol) => ({ protocol })),
  )
}

const ends = (family: Family) => fc.record({ source: address(family), destination: address(family) })

const quoted = (family: Family): fc.Arbitrary<QuotedPacket> =>
  fc.tuple(ends(family), upper(family, true)).map(([a, b]) => ({ ...a, ...b }))

const error = (family: Family) =>
  fc.record({
    protocol: fc.constant(family === 'ipv4' ? 1 : 58),
    icmpType: fc.constantFrom(...QUOTING[family]),
    icmpCode: byte,
    quoted: quoted(family),
  })

/** The bytes that no packet of any protocol needs more than, so that each length is one that it can have. */
const ENOUGH = 120

export const wholePacket: fc.Arbitrary<WalkPacket> = fc
  .constantFrom('ipv4' as const, 'ipv6' as const)
  .chain((family) =>
    fc
      .tuple(
        ends(family),
        fc.oneof({ weight: 3, arbitrary: upper(family, false) }, { weight: 1, arbitrary: error(family) }),
        fc.record({ sourceMac: mac, destinationMac: mac, ttl: byte, length: fc.integer({ min: 60 + ENOUGH, max: 1500 }) }),
      )
      .map(([a, b, c]) => ({ family, ...a, ...b, ...c })),
  )
