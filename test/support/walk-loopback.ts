import type { Family } from '#shared/netfilter/rule-spec'
import type { WalkPacket } from '#shared/walk/packet'
import type { Subject } from '#shared/walk/subject'

/** A program for node: a datagram to a socket of its own, then a TCP segment to a port at which nobody listens. */
export const SEND = `
const dgram = require('node:dgram'), net = require('node:net')
const [family, address] = process.argv.slice(1)
const [from, to] = [dgram.createSocket(family === 'ipv4' ? 'udp4' : 'udp6'), dgram.createSocket(family === 'ipv4' ? 'udp4' : 'udp6')]
to.bind(40001, address, () => from.bind(40000, address, () => from.send('x', 40001, address)))
to.on('message', () => {
  from.close()
  to.close()
  net.connect({ host: address, port: 40001, localAddress: address, localPort: 40000 }).on('error', () => process.exit(0))
  // Before it is sent again.
  setTimeout(() => process.exit(0), 400)
})
`

/** In turn: how to know it among others, and what it is. */
export const PACKETS: readonly (readonly [name: string, words: Readonly<Record<Family, string>>, Partial<WalkPacket>])[] = [
  [
    'udp',
    { ipv4: '-p udp --dport 40001', ipv6: '-p udp --dport 40001' },
    { protocol: 17, sourcePort: 40000, destinationPort: 40001 },
  ],
  [
    'syn',
    { ipv4: '-p tcp --dport 40001', ipv6: '-p tcp --dport 40001' },
    { protocol: 6, sourcePort: 40000, destinationPort: 40001, flags: ['SYN'] },
  ],
  ['ping', { ipv4: '-p icmp --icmp-type 8', ipv6: '-p icmpv6 --icmpv6-type 128' }, { icmpCode: 0 }],
]

/** As the loopback brings it to the hook INPUT. `length`: bytes of the IP packet. */
export function subjectOf(family: Family, packet: Partial<WalkPacket>, length: number): Subject {
  const [address, icmp] = family === 'ipv4' ? ['127.0.0.1', { protocol: 1, icmpType: 8 }] : ['::1', { protocol: 58, icmpType: 128 }]
  const whole = { ...icmp, ...packet }
  if (packet.protocol !== undefined) delete (whole as { icmpType?: number }).icmpType
  const sent: WalkPacket = { ...whole, family, source: address, destination: address, ttl: 64, length }
  return {
    packet: sent,
    ...{ in: 'lo', out: null, physIn: null, physOut: null, isBridged: false, state: 'NEW', mark: 0, packetType: 'unicast' },
    connection: {
      ...{ direction: 'original', isSourceTranslated: false, isDestinationTranslated: false, isReplied: false, mark: 0 },
      original: sent,
    },
    isSentHere: false,
    addressType: () => 'LOCAL',
  }
}
