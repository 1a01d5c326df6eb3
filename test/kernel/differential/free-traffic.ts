import type { Family } from '#shared/netfilter/rule-spec'
import type { TcpFlag, WalkPacket } from '#shared/walk/packet'
import type { Chance } from '../../support/chance.ts'
import type { Arrival } from './arrivals.ts'
import { OUTSIDE, PORTS } from './free-matches.ts'
import { BRIDGE, CARDS, type Card, FAR, gatewayOf, SPARE, UPLINK, VMS } from './router.ts'

/** What one side says next; `server`: who got the packet before, and answers what came to it. */
export interface Word {
  readonly by: 'client' | 'server'
  readonly says: Partial<WalkPacket>
  /** An ICMP error of the server about what came to it. */
  readonly error?: { readonly type: number; readonly code: number }
}
export interface FreeTalk {
  readonly kind: string
  readonly client: Card
  readonly opening: WalkPacket
  readonly words: readonly Word[]
}

/** Random conversations between VMs, who is outside, and the machine itself. */
export function freeTalk(random: Chance): FreeTalk {
  const family: Family = random.oneIn(3) ? 'ipv6' : 'ipv4'
  const client = random.pick([...VMS, FAR])
  if (random.oneIn(20)) return toAll(random, family, client === FAR ? random.pick(VMS) : client)
  const others = CARDS.filter((card) => card !== client).map(({ address }) => address[family])
  const own = [BRIDGE.address[family], UPLINK.address[family], SPARE[family]]
  const destination = random.pick([...others, ...others, ...others, random.pick(own), ...(client === FAR ? [] : OUTSIDE[family])])
  const isSpoofed = random.oneIn(8)
  const source = isSpoofed
    ? random.pick([...OUTSIDE[family], ...others])
    : client === FAR && random.oneIn(3)
      ? random.pick(OUTSIDE[family])
      : client.address[family]
  const isToSelf = own.includes(destination)
  const base = {
    ...{ family, source, destination, sourceMac: client.mac, destinationMac: macTowards(client, destination) },
    ttl: random.pick([64, 64, 64, 63, 128, 255]),
  }
  const unheard = isToSelf ? ([] as const) : (['other'] as const)
  const kind = random.pick(['tcp', 'tcp', 'tcp', 'tcp', 'udp', 'udp', 'udp', 'icmp', 'icmp', ...unheard] as const)
  const ports = {
    sourcePort: random.oneIn(4) ? random.pick(PORTS) : 1024 + random.below(60_000),
    destinationPort: random.oneIn(10) ? 1 + random.below(65_000) : random.pick(PORTS),
  }
  switch (kind) {
    case 'tcp': {
      const [name, opening, words] = segments(random)
      return { kind: name, client, opening: { ...base, ...ports, protocol: 6, ...size(random), flags: opening }, words }
    }
    case 'udp': {
      const opening: WalkPacket = { ...base, ...ports, protocol: 17, ...size(random) }
      if (random.oneIn(4))
        return { kind: 'udp-error', client, opening, words: [errorBy(random, family), said('client'), said('server')] }
      return {
        kind: 'udp',
        client,
        opening,
        words: [said('server'), said('client'), said('server'), said('client')].slice(0, random.below(5)),
      }
    }
    case 'icmp': {
      const echo = {
        protocol: family === 'ipv4' ? 1 : 58,
        icmpType: family === 'ipv4' ? 8 : 128,
        icmpCode: 0,
        icmpId: 1 + random.below(60_000),
      }
      return {
        kind: 'icmp',
        client,
        opening: { ...base, ...echo, length: 84 + random.below(30) },
        words: [said('server'), said('client'), said('server')],
      }
    }
    case 'other': {
      // Of others REJECT asks for a checksum that they may not have (nf_reject_verify_csum).
      const protocol = random.pick([132, 50])
      const opening: WalkPacket = {
        ...base,
        ...(protocol === 132 ? ports : {}),
        protocol,
        length: 100 + random.below(80),
      }
      return { kind: 'other', client, opening, words: [said('server'), said('client')] }
    }
  }
}

/** To the group of all machines, to a group that nobody is in, or to everybody. */
function toAll(random: Chance, family: Family, client: Card): FreeTalk {
  const [destination, destinationMac] =
    family === 'ipv6'
      ? ['ff02::fb', '33:33:00:00:00:fb']
      : random.pick([
          ['224.0.0.251', '01:00:5e:00:00:fb'],
          ['255.255.255.255', 'ff:ff:ff:ff:ff:ff'],
          ['10.0.1.255', 'ff:ff:ff:ff:ff:ff'],
        ])
  const packet: WalkPacket = {
    ...{
      family,
      source: client.address[family],
      destination: destination ?? '',
      sourceMac: client.mac,
      destinationMac: destinationMac ?? '',
    },
    ...{
      ttl: random.pick([2, 64, 255]),
      protocol: 17,
      sourcePort: random.pick(PORTS),
      destinationPort: random.pick([5353, ...PORTS]),
      length: 100,
    },
  }
  return { kind: 'to-all', client, opening: packet, words: random.oneIn(2) ? [said('client')] : [] }
}

const said = (by: Word['by'], flags?: readonly TcpFlag[]): Word => ({ by, says: flags === undefined ? {} : { flags: [...flags] } })
const size = (random: Chance): Partial<WalkPacket> => ({ length: random.pick([100, 84, 60, 128, 200, 576, 1400]) })

function segments(random: Chance): readonly [string, TcpFlag[], readonly Word[]] {
  const open = [said('server', ['SYN', 'ACK']), said('client', ['ACK'])]
  const data = [said('client', ['PSH', 'ACK']), said('server', ['ACK'])]
  const close = [said('client', ['FIN', 'ACK']), said('server', ['FIN', 'ACK']), said('client', ['ACK'])]
  switch (random.below(7)) {
    case 0:
    case 1:
      return ['tcp-open', ['SYN'], [...open, ...data]]
    case 2:
      return ['tcp-closed', ['SYN'], [...open, ...close]]
    case 3:
      return ['tcp-refused', ['SYN'], [said('server', ['RST', 'ACK']), said('client', ['SYN'])]]
    case 4:
      return ['tcp-reset', ['SYN'], [...open, said('client', ['RST']), said('server', ['ACK'])]]
    case 5:
      return ['tcp-middle', ['ACK'], [said('server', ['ACK']), said('client', ['PSH', 'ACK'])]]
    default:
      return [
        'tcp-odd',
        random.pick<TcpFlag[]>([['SYN', 'FIN'], [], ['FIN', 'ACK'], ['RST'], ['SYN', 'ACK'], ['SYN', 'ECE', 'CWR']]),
        [said('client', ['SYN'])],
      ]
  }
}

const errorBy = (random: Chance, family: Family): Word => {
  const [type = 3, code = 3] =
    family === 'ipv4'
      ? random.pick([
          [3, 3],
          [3, 1],
          [11, 0],
        ])
      : random.pick([
          [1, 4],
          [1, 0],
          [3, 0],
        ])
  return { by: 'server', says: {}, error: { type, code } }
}

/** Whose frame it must be to get to an address: of a VM on the same segment, or else of the machine. */
export function macTowards(from: Card, address: string): string {
  const near = from === FAR ? [] : VMS
  const neighbour = near.find((vm) => vm !== from && (vm.address.ipv4 === address || vm.address.ipv6 === address))
  return neighbour?.mac ?? gatewayOf(from).mac
}

/** What a machine answers to what came to it. */
export function answerTo(
  { card, packet }: Arrival,
  { says, error }: Word,
): { readonly card: Card; readonly packet: WalkPacket } | null {
  const server = CARDS.find(({ name }) => name === card)
  if (server === undefined) return null
  const { family, source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode, icmpId, length } = packet
  const base = {
    ...{ family, source: destination, destination: source, sourceMac: server.mac, destinationMac: macTowards(server, source) },
    ttl: 64,
  }
  if (error !== undefined) {
    const { sourceMac: _, ttl: __, length: ___, flags: ____, family: _____, quoted: ______, ...quoted } = packet
    const protocolOf = family === 'ipv4' ? 1 : 58
    return { card: server, packet: { ...base, protocol: protocolOf, icmpType: error.type, icmpCode: error.code, quoted } }
  }
  const answers: Readonly<Record<number, number>> = { 8: 0, 128: 129 }
  return {
    card: server,
    packet: {
      ...{ ...base, protocol },
      ...(sourcePort === undefined || destinationPort === undefined
        ? {}
        : { sourcePort: destinationPort, destinationPort: sourcePort }),
      ...(icmpType === undefined ? {} : { icmpType: answers[icmpType] ?? icmpType, icmpCode: icmpCode ?? 0 }),
      ...(icmpId === undefined ? {} : { icmpId }),
      ...(length === undefined ? {} : { length }),
      ...says,
    },
  }
}
