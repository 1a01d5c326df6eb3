import { describe, expect, it } from 'vitest'
import { emptyDump } from '#shared/netfilter/dump'
import { converse } from '#shared/walk/conversation'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { Routing } from '#shared/walk/routing'
import type { Pass } from '#shared/walk/step'
import { World, type WorldDevice, type WorldPlace } from '#shared/walk/world'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** A router between an inner and an outer machine. */

const place = (name: string, devices: Partial<WorldDevice>[], rest: Partial<WorldPlace>): WorldPlace => ({
  ...{ name, title: name, kind: 'vm', bridges: [], neighbours: null, dump: emptyDump, routes: [] },
  ...{ forwards: { ipv4: false, ipv6: false }, speaks: { ipv4: true, ipv6: true } },
  devices: devices.map((device) => ({
    ...{ name: 'eth0', mac: null, addresses: [], isUp: true, peer: null, master: null },
    ...device,
  })),
  ...rest,
})
const route = (prefix: string, via: string) => ({ prefix, via, device: 'eth0' })

function networkOf(nat: string, filter = ''): Network {
  const policies = ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'].map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')
  const world: World = {
    places: [
      place('in', [{ mac: '02:00:00:00:00:01', addresses: ['10.0.0.2/24'], peer: { place: 'router', device: 'i' } }], {
        routes: [route('0.0.0.0/0', '10.0.0.1')],
      }),
      place('out', [{ mac: '02:00:00:00:00:02', addresses: ['192.0.2.2/24'], peer: { place: 'router', device: 'o' } }], {
        routes: [route('10.0.0.0/24', '192.0.2.1')],
      }),
      place(
        'router',
        [
          { name: 'i', mac: '02:00:00:00:00:11', addresses: ['10.0.0.1/24'], peer: { place: 'in', device: 'eth0' } },
          {
            name: 'o',
            mac: '02:00:00:00:00:12',
            addresses: ['192.0.2.1/24', '192.0.2.9/32'],
            peer: { place: 'out', device: 'eth0' },
          },
        ],
        {
          forwards: { ipv4: true, ipv6: false },
          dump: dumpOfTexts(`*nat\n${policies}${nat}COMMIT\n${filter}`),
        },
      ),
    ],
  }
  return new Network(World.parse(world))
}

const tcp = (rest: Partial<WalkPacket>): WalkPacket => ({
  ...{ family: 'ipv4', protocol: 6, source: '10.0.0.2', destination: '192.0.2.2', sourcePort: 4000, destinationPort: 80 },
  ...{ flags: ['SYN'], ttl: 64, length: 60 },
  ...rest,
})
const last = (pass: Pass): Pass => (pass.next[0] === undefined ? pass : last(pass.next[0]))
const ends = ({ packet: { source, sourcePort, destination, destinationPort } }: Pass): string =>
  `${source}:${sourcePort} > ${destination}:${destinationPort}`

describe('translation', () => {
  it('of the source is turned back in the answer', () => {
    const network = networkOf('-A POSTROUTING -o o -j SNAT --to-source 192.0.2.9\n')
    const memory = new Memory()
    const there = walkJourney(network, memory, { place: 'in', as: 'ip' }, tcp({}))
    expect(ends(last(there.first))).toBe('192.0.2.9:4000 > 192.0.2.2:80')
    const answer = tcp({
      source: '192.0.2.2',
      destination: '192.0.2.9',
      sourcePort: 80,
      destinationPort: 4000,
      flags: ['SYN', 'ACK'],
    })
    const back = walkJourney(network, memory, { place: 'out', as: 'ip' }, answer)
    expect([ends(last(back.first)), back.deliveredTo]).toEqual(['192.0.2.2:80 > 10.0.0.2:4000', 'in'])
    // The table was asked by the first packet alone.
    expect(back.first.next[0]?.hooks).toEqual([])
  })

  it('of destination and port, by MASQUERADE and by REDIRECT', () => {
    const nat = [
      '-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.0.2.2:80',
      '-A PREROUTING -p tcp -m tcp --dport 3128 -j REDIRECT --to-ports 3129',
      '-A POSTROUTING -o o -j MASQUERADE',
      '',
    ].join('\n')
    const network = networkOf(nat)
    const sent = (destinationPort: number) =>
      walkJourney(network, new Memory(), { place: 'in', as: 'ip' }, tcp({ destination: '192.0.2.77', destinationPort }))
    expect(ends(last(sent(8080).first))).toBe('192.0.2.1:4000 > 192.0.2.2:80')
    const redirected = sent(3128)
    expect([redirected.deliveredTo, redirected.first.next[0]?.kind]).toEqual(['router', 'received'])
  })

  it('NETMAP keeps the bits of the host', () => {
    const network = networkOf('-A PREROUTING -d 203.0.113.0/24 -j NETMAP --to 192.0.2.0/24\n')
    const sent = walkJourney(network, new Memory(), { place: 'in', as: 'ip' }, tcp({ destination: '203.0.113.2' }))
    expect(ends(last(sent.first))).toBe('10.0.0.2:4000 > 192.0.2.2:80')
  })

  it.each([
    ['a range of addresses', '-A POSTROUTING -o o -j SNAT --to-source 192.0.2.9-192.0.2.20\n'],
    ['a port by chance', '-A POSTROUTING -o o -j MASQUERADE --random\n'],
    ['a range of ports without the own', '-A POSTROUTING -o o -p tcp -j MASQUERADE --to-ports 5000-6000\n'],
  ])('what the kernel chooses by itself is unsure: %s', (_, nat) => {
    const sent = walkJourney(networkOf(nat), new Memory(), { place: 'in', as: 'ip' }, tcp({}))
    expect(sent).toMatchObject({ verdict: 'unsure', unsureOf: [{ table: 'nat', chain: 'POSTROUTING', rule: 1 }] })
  })

  it('a port that another connection has is not told to be kept', () => {
    const network = networkOf('-A POSTROUTING -o o -j SNAT --to-source 192.0.2.9\n')
    const memory = new Memory()
    expect(walkJourney(network, memory, { place: 'in', as: 'ip' }, tcp({})).verdict).toBe('accept')
    expect(walkJourney(network, memory, { place: 'in', as: 'ip' }, tcp({ source: '10.0.0.3' })).verdict).toBe('unsure')
  })

  it('an error is turned back with what it quotes', () => {
    const network = networkOf('-A POSTROUTING -o o -j SNAT --to-source 192.0.2.9\n')
    const talkers = { from: 'in', to: '192.0.2.2', source: '10.0.0.2' }
    const { turns, isWhole } = converse(network, new Memory(), talkers, {
      kind: 'udp',
      port: 53,
      sourcePort: 999,
      isOpen: false,
      bytes: 1,
    })
    expect(isWhole).toBe(true)
    const error = turns[1]?.journey
    expect(error?.packet).toMatchObject({ destination: '192.0.2.9', length: 57, quoted: { source: '192.0.2.9', sourcePort: 999 } })
    expect(error === undefined ? null : last(error.first).packet).toMatchObject({
      ...{ source: '192.0.2.2', destination: '10.0.0.2' },
      quoted: { source: '10.0.0.2', sourcePort: 999, destination: '192.0.2.2' },
    })
  })
})

describe('a rule that rejects', () => {
  const filter = (rule: string): string =>
    `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A FORWARD ${rule}\n-A OUTPUT -m state --state RELATED\nCOMMIT\n`
  const talkers = { from: 'in', to: '192.0.2.2', source: '10.0.0.2' }

  it.each([
    [
      '-p udp -j REJECT --reject-with icmp-port-unreachable',
      { protocol: 1, icmpType: 3, icmpCode: 3, source: '10.0.0.1', length: 57 },
    ],
    ['-p udp -j REJECT --reject-with icmp-admin-prohibited', { protocol: 1, icmpType: 3, icmpCode: 13 }],
  ])('tells the sender: %s', (rule, packet) => {
    const memory = new Memory()
    const { turns } = converse(networkOf('', filter(rule)), memory, talkers, {
      kind: 'udp',
      port: 53,
      sourcePort: 999,
      isOpen: true,
      bytes: 1,
    })
    expect(turns).toMatchObject([
      { says: 'datagram', journey: { verdict: 'drop' } },
      { says: 'rejection', direction: 'back', journey: { verdict: 'accept', deliveredTo: 'in', packet } },
    ])
    expect(turns[1]?.journey.first.hooks[0]).toMatchObject({ hook: 'OUTPUT', state: 'RELATED', steps: [{ match: 'yes' }, {}] })
    expect(memory.tracking('router').connections()).toEqual([])
  })

  it('with a reset', () => {
    const network = networkOf('', filter('-p tcp -j REJECT --reject-with tcp-reset'))
    const { turns } = converse(network, new Memory(), talkers, { kind: 'tcp', port: 80, sourcePort: 999, isOpen: true, bytes: 1 })
    expect(turns.map(({ says, journey }) => [says, journey.deliveredTo, journey.packet.flags])).toEqual([
      ['syn', null, ['SYN']],
      ['rejection', 'in', ['RST', 'ACK']],
    ])
  })
})

it('the address that a card lends is the first of IPv4, and of IPv6 the only one that is no link-local one', () => {
  const lent = (...addresses: string[]) => {
    const routing = new Routing(place('router', [{ name: 'o', addresses }], {}))
    return [routing.firstAddress('o', 'ipv4'), routing.firstAddress('o', 'ipv6')]
  }
  expect(lent('192.0.2.1/24', '192.0.2.9/24', 'fe80::1/64', '2001:db8::1/64')).toEqual(['192.0.2.1', '2001:db8::1'])
  expect(lent('fe80::1/64')).toEqual([null, 'fe80::1'])
  // RFC 6724 and the order in which they were given choose between these.
  expect(lent('2001:db8::1/64', '2001:db8::2/64')).toEqual([null, null])
})
