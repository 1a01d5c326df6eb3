import { describe, expect, it } from 'vitest'
import { emptyDump } from '#shared/netfilter/dump'
import { converse } from '#shared/walk/conversation'
import { countsOf } from '#shared/walk/counts'
import { journeyOf, walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { passesOf } from '#shared/walk/passes'
import { refusalOf } from '#shared/walk/refusal'
import { echoReply } from '#shared/walk/replies'
import { Walker } from '#shared/walk/walker'
import { World, type WorldDevice, type WorldPlace } from '#shared/walk/world'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** A router between two machines. What it does with strange addresses was seen in a kernel (Linux 6.18). */

const device = (name: string, mac: number, addresses: string[], place: string, peer: string): WorldDevice => ({
  ...{ name, mac: `02:00:00:00:00:0${mac}`, addresses, isUp: true, peer: { place, device: peer }, master: null },
})
const place = (name: string, devices: WorldDevice[], rest: Partial<WorldPlace>): WorldPlace => ({
  ...{ name, title: name, kind: 'vm', devices, bridges: [], routes: [], neighbours: null, dump: emptyDump },
  ...{ forwards: { ipv4: false, ipv6: false }, speaks: { ipv4: true, ipv6: true } },
  ...rest,
})
function networkOf(rules = '', rules6 = ''): Network {
  const world: World = {
    places: [
      place('left', [device('eth0', 1, ['10.1.0.2/24', 'fd01::2/64', 'fe80::2/64'], 'router', 'eth0')], {
        routes: [
          { prefix: '0.0.0.0/0', via: '10.1.0.1', device: 'eth0' },
          { prefix: '::/0', via: 'fd01::1', device: 'eth0' },
        ],
      }),
      place('right', [device('eth0', 4, ['10.2.0.2/24', 'fd02::2/64'], 'router', 'eth1')], {}),
      place(
        'router',
        [
          device('eth0', 2, ['10.1.0.1/24', 'fd01::1/64', 'fe80::a/64'], 'left', 'eth0'),
          device('eth1', 3, ['10.2.0.1/24', 'fd02::1/64', 'fe80::b/64'], 'right', 'eth0'),
        ],
        { kind: 'router', forwards: { ipv4: true, ipv6: true }, dump: dumpOfTexts(rules, rules6) },
      ),
    ],
  }
  return new Network(World.parse(world))
}

const udp = (source: string, destination: string, rest: Partial<WalkPacket> = {}): WalkPacket => ({
  ...{ family: source.includes(':') ? 'ipv6' : 'ipv4', protocol: 17, source, destination, sourcePort: 4000, destinationPort: 53 },
  ...{ ttl: 64, length: 60, destinationMac: '02:00:00:00:00:02' },
  ...rest,
})

/** What becomes of a frame from the left: each pass behind the first, and the rules and policies that counted. */
function send(packet: WalkPacket, network: Network): { readonly ways: readonly string[]; readonly counted: readonly string[] } {
  const journey = walkJourney(network, new Memory(), { place: 'left', device: 'eth0', as: 'frame' }, packet)
  return {
    ways: passesOf(journey.first)
      .slice(1)
      .map(({ place: name, kind, end }) => `${name} ${kind} ${end}`),
    counted: countsOf([journey]).map(({ table, chain, rule }) => `${table} ${chain} ${rule ?? 'policy'}`),
  }
}

const HOOKS = '*mangle\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\nCOMMIT\n'

describe('addresses that nobody on a wire may have', () => {
  it.each(['127.0.0.1', '0.0.0.1', '224.0.0.1', '239.1.1.1', '255.255.255.255', '10.2.0.1'])(
    'a source %s passes PREROUTING and goes no further',
    (source) => {
      expect(send(udp(source, '10.2.0.2'), networkOf(HOOKS))).toEqual({
        ways: ['router received martian-source'],
        counted: ['mangle PREROUTING policy'],
      })
    },
  )
  it.each(['127.0.0.1', '127.255.255.255', '0.0.0.0'])('neither does a destination %s', (destination) => {
    expect(send(udp('10.1.0.2', destination), networkOf(HOOKS))).toEqual({
      ways: ['router received not-for-this-machine'],
      counted: ['mangle PREROUTING policy'],
    })
  })
  it('the last of them is a broadcast, as the routing tables call it', () => {
    const rules = '*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m addrtype --dst-type LOCAL\nCOMMIT\n'
    const counted = (destination: string): number => send(udp('10.1.0.2', destination), networkOf(rules)).counted.length
    expect([counted('127.255.255.254'), counted('127.255.255.255')]).toEqual([2, 1])
  })
  it.each(['240.0.0.1', '169.254.1.1', '10.1.0.255'])('a source %s is taken', (source) => {
    expect(send(udp(source, '10.2.0.2'), networkOf(HOOKS)).counted).toEqual(['mangle PREROUTING policy', 'filter FORWARD policy'])
  })
  it('without a way nobody looks at the source', () => {
    expect(send(udp('10.2.0.1', '192.0.2.1'), networkOf(HOOKS)).ways).toEqual(['router routed no-route'])
  })
  it('who has none yet may ask everybody', () => {
    const question = udp('0.0.0.0', '255.255.255.255', { destinationMac: 'ff:ff:ff:ff:ff:ff' })
    expect(send(question, networkOf(HOOKS)).counted).toEqual(['mangle PREROUTING policy', 'filter INPUT policy'])
  })
  it.each(['::1', 'ff02::5', '::ffff:10.1.0.2'])('of IPv6 a source %s does not even come to PREROUTING', (source) => {
    expect(send(udp(source, 'fd02::2'), networkOf('', HOOKS))).toEqual({ ways: ['router received martian-source'], counted: [] })
  })
  it.each(['::1', 'ff01::1', 'ff00::1'])('nor does a destination %s', (destination) => {
    expect(send(udp('fd01::2', destination), networkOf('', HOOKS)).counted).toEqual([])
  })
})

describe('link-local addresses', () => {
  it('are not passed on', () => {
    expect(send(udp('fe80::2', 'fd02::2'), networkOf('', HOOKS))).toEqual({
      ways: ['router routed martian-source'],
      counted: ['mangle PREROUTING policy'],
    })
  })
  it('are of one card: the other’s is no address of the router there', () => {
    expect(send(udp('fd01::2', 'fe80::a'), networkOf('', HOOKS)).ways).toEqual(['router received delivered'])
    expect(send(udp('fd01::2', 'fe80::b'), networkOf('', HOOKS)).ways).toEqual(['router routed no-neighbour'])
  })
})

describe('what is for all routers', () => {
  it.each(['ff02::2', 'ff05::2'])('of %s is heard by who passes packets on', (destination) => {
    const question = udp('fe80::2', destination, { destinationMac: '33:33:00:00:00:02' })
    expect(send(question, networkOf('', HOOKS)).ways).toEqual(['router received delivered'])
  })
})

describe('the address of a subnet', () => {
  it('is that of its router, and of nobody else', () => {
    expect(send(udp('fd01::2', 'fd02::'), networkOf('', HOOKS)).ways).toEqual(['router received delivered'])
    expect(send(udp('fd01::2', 'fd03::'), networkOf('', HOOKS)).ways).toEqual(['router routed no-route'])
  })
})

describe('a refusal', () => {
  const REFUSING = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j REJECT --reject-with icmp-port-unreachable\nCOMMIT\n'
  const RESETTING = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -j REJECT --reject-with tcp-reset\nCOMMIT\n'
  const answerTo = (packet: WalkPacket, rules = REFUSING): WalkPacket | null | undefined => {
    const network = networkOf(rules)
    const walker = new Walker(network, new Memory())
    walker.begin({ place: 'left', device: 'eth0', as: 'frame' }, packet)
    const [refused] = walker.rejected
    return refused === undefined ? undefined : (refusalOf(network, refused)?.packet ?? null)
  }
  it('is told to the sender', () => {
    expect(answerTo(udp('10.1.0.2', '10.2.0.2'))).toMatchObject({ source: '10.1.0.1', destination: '10.1.0.2', icmpType: 3 })
  })
  it('is not told of an error, as of a kind of message that nobody knows', () => {
    const of = (icmpType: number): WalkPacket => {
      const { sourcePort: _, destinationPort: __, ...rest } = udp('10.1.0.2', '10.2.0.2')
      return { ...rest, protocol: 1, icmpType, icmpCode: 0 }
    }
    expect([8, 3, 11, 40].map((type) => answerTo(of(type)) !== null)).toEqual([true, false, false, false])
  })
  it('is not told to nobody: without a way back, of a later fragment, to a reset', () => {
    expect(answerTo(udp('192.0.2.9', '10.2.0.2'))).toBeNull()
    expect(answerTo(udp('10.1.0.2', '10.2.0.2', { isLaterFragment: true }))).toBeNull()
    const segment = udp('10.1.0.2', '10.2.0.2', { protocol: 6, flags: ['RST'] })
    expect(answerTo(segment, RESETTING)).toBeNull()
    expect(answerTo({ ...segment, flags: ['SYN'] }, RESETTING)).toMatchObject({ protocol: 6, flags: ['RST', 'ACK'] })
  })
  it('with a reset is asked for its translation, as the connection’s source is not decided yet; with an error it is not', () => {
    const nat = '*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n'
    const counted = (rules: string, protocol: number): string[] => {
      const network = networkOf(nat + rules)
      const walker = new Walker(network, new Memory())
      walker.begin({ place: 'left', device: 'eth0', as: 'frame' }, udp('10.1.0.2', '10.2.0.2', { protocol, flags: ['SYN'] }))
      const answer = walker.rejected.map((refused) => refusalOf(network, refused))[0]
      if (answer === null || answer === undefined) return []
      const first = walker.begin(answer.from, answer.packet, answer.attached)
      return countsOf([journeyOf(answer.packet, first, [])]).map(({ table, chain }) => `${table} ${chain}`)
    }
    const tracking = '-A FORWARD -m state --state INVALID -j DROP\n'
    const withState = (rules: string): string => rules.replace('-A FORWARD', `${tracking}-A FORWARD`)
    expect(counted(withState(RESETTING), 6)).toEqual(['nat POSTROUTING'])
    expect(counted(withState(REFUSING), 6)).toEqual([])
  })
  it('of what the place itself sent comes back to it', () => {
    const rules =
      '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -d 10.2.0.2/32 -j REJECT --reject-with icmp-port-unreachable\nCOMMIT\n'
    const talkers = { from: 'router', to: '10.2.0.2', source: '10.2.0.1' }
    const { turns } = converse(networkOf(rules), new Memory(), talkers, {
      kind: 'udp',
      port: 53,
      sourcePort: 4000,
      isOpen: true,
      bytes: 8,
    })
    expect(turns.map(({ says, journey }) => `${says} ${journey.deliveredTo}`)).toEqual(['datagram null', 'rejection router'])
  })
})

describe('an echo', () => {
  it('comes back with the code of the question', () => {
    const question: WalkPacket = {
      family: 'ipv4',
      source: '10.1.0.2',
      destination: '10.1.0.1',
      protocol: 1,
      icmpType: 8,
      icmpCode: 1,
    }
    expect(echoReply(question)).toMatchObject({ icmpType: 0, icmpCode: 1 })
  })
})
