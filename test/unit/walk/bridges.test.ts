import { describe, expect, it } from 'vitest'
import { emptyDump } from '#shared/netfilter/dump'
import { converse } from '#shared/walk/conversation'
import { countsOf } from '#shared/walk/counts'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { passesOf } from '#shared/walk/passes'
import type { Pass } from '#shared/walk/step'
import { World, type WorldBridge, type WorldDevice, type WorldPlace } from '#shared/walk/world'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** Three machines at one bridge of a host. What the host's rules count was seen in a kernel with the same frames. */

const mac = (n: number): string => `02:00:00:00:00:0${n}`
const device = (name: string, rest: Partial<WorldDevice> = {}): WorldDevice => ({
  ...{ name, mac: null, addresses: [], isUp: true, peer: null, master: null },
  ...rest,
})
const place = (name: string, rest: Partial<WorldPlace>): WorldPlace => ({
  ...{ name, title: name, kind: 'vm', devices: [], bridges: [], routes: [], neighbours: null, dump: emptyDump },
  ...{ forwards: { ipv4: false, ipv6: false }, speaks: { ipv4: true, ipv6: true } },
  ...rest,
})
const vm = (n: number): WorldPlace =>
  place(`vm${n}`, {
    devices: [
      device('eth0', { mac: mac(n), addresses: [`10.0.0.${n}/24`, `fd00::${n}/64`], peer: { place: 'host', device: `tap${n}` } }),
    ],
  })

interface Given {
  readonly rules?: string
  readonly bridge?: Partial<WorldBridge>
  readonly host?: Partial<WorldPlace>
  readonly own?: Partial<WorldDevice>
}
function networkOf({ rules = '', bridge, host, own }: Given = {}): Network {
  const taps = [1, 2, 3].map((n) => device(`tap${n}`, { peer: { place: `vm${n}`, device: 'eth0' }, master: 'br0' }))
  const world: World = {
    places: [
      ...[1, 2, 3].map(vm),
      place('host', {
        ...{ kind: 'host', devices: [device('br0', { mac: mac(9), ...own }), ...taps] },
        bridges: [{ name: 'br0', netfilter: { ipv4: true, ipv6: true }, forwarding: null, ...bridge }],
        dump: dumpOfTexts(rules),
        ...host,
      }),
    ],
  }
  return new Network(World.parse(world))
}

const udp = (from: number, destination: string, rest: Partial<WalkPacket> = {}): WalkPacket => ({
  ...{
    family: 'ipv4',
    protocol: 17,
    source: `10.0.0.${from}`,
    destination,
    sourcePort: 68,
    destinationPort: 67,
    ttl: 64,
    length: 48,
  },
  ...rest,
})
const FILTER = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n'

function send(network: Network, packet: WalkPacket, memory = new Memory(), as: 'ip' | 'frame' = 'ip') {
  const journey = walkJourney(network, memory, { place: `vm${packet.source.slice(-1)}`, device: 'eth0', as }, packet)
  const words = ({ place, kind, decision, in: from, out, end, verdict }: Pass): string =>
    `${place} ${kind} ${decision ?? '-'} ${from ?? '-'} ${out ?? '-'} ${end ?? verdict}`
  return { journey, passes: passesOf(journey.first).slice(1).map(words) }
}
const counted = (journeys: Parameters<typeof countsOf>[0]) =>
  Object.fromEntries(countsOf(journeys).map(({ chain, rule, packets }) => [`${chain} ${rule ?? 'policy'}`, packets]))

describe('a bridge', () => {
  it('sends a frame to the port of its receiver', () => {
    const { journey, passes } = send(networkOf(), udp(1, '10.0.0.2'))
    expect(passes).toEqual(['host bridge forward tap1 tap2 accept', 'vm2 received - eth0 - delivered'])
    expect(journey).toMatchObject({ verdict: 'accept', deliveredTo: 'vm2' })
  })

  it('floods what is for nobody that it knows, and everybody drops it', () => {
    const frame = udp(1, '10.0.0.2', { destinationMac: '02:00:00:00:00:77' })
    expect(send(networkOf(), frame, new Memory(), 'frame')).toMatchObject({
      journey: { verdict: 'drop', deliveredTo: null },
      passes: [
        'host bridge flood tap1 - accept',
        'host bridge flood tap1 tap3 accept',
        'vm3 received - eth0 - not-for-this-machine',
        'host bridge flood tap1 tap2 accept',
        'vm2 received - eth0 - not-for-this-machine',
      ],
    })
  })

  it('floods where its own table knows nothing, and learns', () => {
    const network = networkOf({ bridge: { forwarding: [] } })
    const memory = new Memory()
    expect(send(network, udp(1, '10.0.0.2'), memory).passes).toContain('host bridge flood tap1 tap3 accept')
    expect(send(network, udp(2, '10.0.0.1'), memory).passes).toEqual([
      'host bridge forward tap2 tap1 accept',
      'vm1 received - eth0 - delivered',
    ])
  })

  it('drops what came from where it should go', () => {
    const frame = udp(1, '10.0.0.2', { destinationMac: mac(1), sourceMac: mac(5) })
    expect(send(networkOf(), frame, new Memory(), 'frame').passes).toEqual(['host bridge drop tap1 - same-port'])
  })

  it('believes a claimed source, so that the answer goes there', () => {
    const memory = new Memory()
    const network = networkOf()
    send(network, udp(1, '10.0.0.3', { sourceMac: mac(2) }), memory, 'frame')
    const { passes } = send(network, udp(3, '10.0.0.2'), memory)
    expect(passes).toEqual(['host bridge forward tap3 tap1 accept', 'vm1 received - eth0 - not-for-this-machine'])
  })

  it('sends to no port that is down', () => {
    const network = networkOf()
    const down = networkOf({
      host: {
        devices: [
          device('br0'),
          device('tap1', { peer: { place: 'vm1', device: 'eth0' }, master: 'br0' }),
          device('tap2', { isUp: false, master: 'br0' }),
        ],
      },
    })
    expect(send(network, udp(1, '10.0.0.2')).journey.verdict).toBe('accept')
    expect(walkJourney(down, new Memory(), { place: 'vm1', as: 'ip' }, udp(1, '10.0.0.2')).first.end).toBe('no-neighbour')
  })

  it('takes what is for its own address up: INPUT sees the port by which it came, FORWARD nothing', () => {
    const rules = `${FILTER}-A INPUT -m physdev --physdev-in tap1 -i br0 -m physdev ! --physdev-is-bridged -j ACCEPT\nCOMMIT\n`
    const { journey, passes } = send(networkOf({ rules, own: { addresses: ['10.0.0.254/24'] } }), udp(1, '10.0.0.254'))
    expect(passes).toEqual(['host bridge up tap1 - accept', 'host received - br0 - delivered'])
    expect(counted([journey])).toEqual({ 'INPUT 1': 1 })
  })

  it('asks no rule while bridge netfilter is off, but INPUT is asked without a port', () => {
    const rules = `${FILTER}-A INPUT -m physdev --physdev-in tap1 -j DROP\n-A FORWARD -j DROP\nCOMMIT\n`
    const given = { rules, bridge: { netfilter: { ipv4: false, ipv6: false } }, own: { addresses: ['10.0.0.254/24'] } }
    expect(send(networkOf(given), udp(1, '10.0.0.2')).journey.verdict).toBe('accept')
    const { journey } = send(networkOf(given), udp(1, '10.0.0.254'))
    expect(counted([journey])).toEqual({ 'INPUT policy': 1 })
  })

  it('what is for everybody goes to each port and up, and has an entry though every rule dropped it', () => {
    const rules = `${FILTER}-A INPUT -m physdev --physdev-in tap1 -m state --state NEW\n-A INPUT -d 255.255.255.255/32 -j DROP\n-A FORWARD -p udp -j DROP\nCOMMIT\n`
    const memory = new Memory()
    const { journey, passes } = send(networkOf({ rules }), udp(1, '255.255.255.255'), memory)
    expect(passes).toEqual([
      'host bridge flood tap1 - accept',
      'host bridge flood tap1 tap3 dropped-by-rule',
      'host bridge flood tap1 tap2 dropped-by-rule',
      'host received - br0 - dropped-by-rule',
    ])
    expect(counted([journey])).toEqual({ 'FORWARD 1': 2, 'INPUT 1': 1, 'INPUT 2': 1 })
    expect(memory.tracking('host').connections()).toMatchObject([{ original: { destination: '255.255.255.255' } }])
  })

  it('one branch that is let through does not make a dropped one unsure', () => {
    const rules = `${FILTER}-A FORWARD -m physdev --physdev-out tap3 -j DROP\nCOMMIT\n`
    const { journey, passes } = send(
      networkOf({ rules, host: { speaks: { ipv4: false, ipv6: false } } }),
      udp(1, '255.255.255.255'),
    )
    expect(passes.filter((pass) => pass.includes('delivered'))).toEqual(['vm2 received - eth0 - delivered'])
    expect(journey).toMatchObject({ verdict: 'accept', unsureOf: [] })
  })
})

describe('the end of the way', () => {
  it('an address that nobody has', () => {
    expect(send(networkOf(), udp(1, '10.0.0.77')).journey.first.end).toBe('no-neighbour')
  })
  it('an address without a route', () => {
    expect(send(networkOf(), udp(1, '192.0.2.1')).journey.first.end).toBe('no-route')
  })
  it('a source that the receiver has itself', () => {
    const spoofed = walkJourney(
      networkOf(),
      new Memory(),
      { place: 'vm1', as: 'ip' },
      { ...udp(1, '10.0.0.2'), source: '10.0.0.2' },
    )
    expect(spoofed.first.next[0]?.next[0]?.end).toBe('martian-source')
  })
  it('a group that a machine does not hear', () => {
    expect(send(networkOf(), udp(1, '224.0.0.1')).passes.filter((pass) => pass.startsWith('vm2'))).toEqual([
      'vm2 received - eth0 - delivered',
    ])
    expect(send(networkOf(), udp(1, '224.0.0.5')).passes.filter((pass) => pass.startsWith('vm2'))).toEqual([
      'vm2 received - eth0 - not-for-this-machine',
    ])
  })
  it('bridges in a circle end somewhere', () => {
    const circle = World.parse({
      places: [
        vm(1),
        place('host', {
          speaks: { ipv4: false, ipv6: false },
          devices: [
            ...['br0', 'br1'].map((name) => device(name)),
            device('tap1', { master: 'br0', peer: { place: 'vm1', device: 'eth0' } }),
            ...[0, 1].flatMap((n) => [
              device(`a${n}`, { master: 'br0', peer: { place: 'host', device: `b${n}` } }),
              device(`b${n}`, { master: 'br1', peer: { place: 'host', device: `a${n}` } }),
            ]),
          ],
          bridges: ['br0', 'br1'].map((name) => ({ name, netfilter: { ipv4: false, ipv6: false }, forwarding: null })),
        }),
      ],
    })
    const journey = walkJourney(
      new Network(circle),
      new Memory(),
      { place: 'vm1', device: 'eth0', as: 'ip' },
      udp(1, '255.255.255.255'),
    )
    expect(journey.verdict).toBe('unsure')
  })
})

describe('IPv6', () => {
  const V6 = `${FILTER}-A FORWARD -p ipv6-icmp -m state --state NEW -m physdev --physdev-in tap1\n-A FORWARD -m state --state ESTABLISHED\nCOMMIT\n`

  it('is shown to ip6tables by a host that speaks none itself', () => {
    const network = networkOf({ host: { speaks: { ipv4: true, ipv6: false }, dump: dumpOfTexts('', V6) } })
    const talkers = { from: 'vm1', to: 'fd00::2', source: 'fd00::1' }
    const { turns, isWhole } = converse(network, new Memory(), talkers, { kind: 'ping', count: 2, bytes: 56 })
    expect(isWhole).toBe(true)
    const counts = countsOf(turns.map(({ journey }) => journey))
    expect(counts.map(({ chain, rule, packets, bytes }) => [chain, rule, packets, bytes])).toEqual([
      ['FORWARD', 1, 1, 104],
      ['FORWARD', null, 4, 416],
      ['FORWARD', 2, 3, 312],
    ])
  })

  it('a message to all nodes comes to all and goes up nowhere', () => {
    const network = networkOf({ host: { speaks: { ipv4: true, ipv6: false }, dump: dumpOfTexts('', V6) } })
    const packet: WalkPacket = {
      family: 'ipv6',
      protocol: 58,
      source: 'fd00::1',
      destination: 'ff02::1',
      icmpType: 136,
      icmpCode: 0,
      length: 72,
    }
    const { passes, journey } = send(network, packet)
    expect(passes).toEqual([
      'host bridge flood tap1 - accept',
      'host bridge flood tap1 tap3 accept',
      'vm3 received - eth0 - delivered',
      'host bridge flood tap1 tap2 accept',
      'vm2 received - eth0 - delivered',
    ])
    expect(journey.first.next[0]?.next[0]?.hooks[0]?.state).toBe('UNTRACKED')
  })
})
