import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDomainCards } from '#shared/machine/domiflist'
import { findBridges, type Told } from '#shared/machine/find-bridges'
import type { FoundBridge, FoundPort } from '#shared/machine/found'
import { Forwarding, Link, LinkAddresses, Neighbour, readEntries } from '#shared/machine/iproute'
import { err, type Result } from '#shared/result'

/** Outputs of iproute2 6.1 in a namespace with two bridges, taps, a cable to another namespace and a macvtap. */
const golden = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../golden/machine/bridges/${name}.json`, import.meta.url)), 'utf8')

function must<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

interface Texts {
  readonly links?: unknown
  readonly addresses?: unknown
  readonly neighbours?: unknown
  readonly fdb?: unknown
  readonly cards?: Told['cards']
}
const text = (given: unknown, name: string): string => (given === undefined ? golden(name) : JSON.stringify(given))
const find = ({ links, addresses, neighbours, fdb, cards = [] }: Texts = {}) =>
  findBridges({
    links: must(readEntries(Link, text(links, 'links'))),
    addresses: must(readEntries(LinkAddresses, text(addresses, 'addresses'))),
    neighbours: must(readEntries(Neighbour, text(neighbours, 'neighbours'))),
    forwarding: must(readEntries(Forwarding, text(fdb, 'fdb'))),
    cards,
  })

const bridge = (name: string, { bridges } = find()): FoundBridge => {
  const found = bridges.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no bridge ${name}`)
  return found
}
const port = (device: string, found = find()): FoundPort => {
  const all = [...found.bridges.flatMap(({ ports }) => ports), ...found.loose]
  const one = all.find((each) => each.device === device)
  if (one === undefined) throw new Error(`no port ${device}`)
  return one
}

describe('bridges of a machine', () => {
  it('are told with their own addresses, switches and ports', () => {
    expect(find().bridges.map(({ name }) => name)).toEqual(['virbr0', 'br1'])
    expect(bridge('virbr0')).toMatchObject({
      ...{ kind: 'bridge', isUp: true, mac: '2a:6c:92:54:6d:8f', addresses: ['192.168.122.1/24'], vlanFiltering: false },
      ...{ callIptables: false, callIp6tables: false },
    })
    expect(bridge('br1').callIptables).toBe(true)
    expect(bridge('virbr0').ports.map(({ device, kind }) => [device, kind])).toEqual([
      ['vnet0', 'tap'],
      ['veth1', 'veth'],
    ])
  })
  it('a cable is told with what the bridge and the machine have learned of its other end', () => {
    expect(port('veth1')).toMatchObject({
      ...{ isUp: true, hasCarrier: true, master: 'virbr0', alias: 'guest; <b>"x"', domain: null },
      guestMacs: [{ mac: '56:24:fc:4e:69:b7', from: 'seen' }],
      addresses: ['192.168.122.50'],
    })
  })
  it('a tap nobody has opened is up without carrier, and its own address is not taken for the guest’s', () => {
    expect(port('vnet0')).toMatchObject({
      ...{ kind: 'tap', isUp: true, hasCarrier: false, mac: 'fe:54:00:12:34:56', guestMacs: [], addresses: [] },
    })
    expect(port('tapc98a2a3f-1b').guestMacs).toEqual([{ mac: 'fa:16:3e:b8:f9:ad', from: 'seen' }])
  })
  it('cards in no bridge are told apart; tunnels and ends of cables are not cards', () => {
    expect(find().loose.map(({ device, kind, master }) => [device, kind, master])).toEqual([['macvtap0', 'macvtap', null]])
  })
  it('what libvirt has comes first, then what looks like the tap itself', () => {
    const fdb = ['52:54:00:00:00:99', '52:54:00:12:34:56'].map((mac) => ({
      ifname: 'vnet0',
      mac,
      master: 'virbr0',
      state: '',
      flags: [],
    }))
    expect(port('vnet0', find({ fdb })).guestMacs.map(({ mac }) => mac)).toEqual(['52:54:00:12:34:56', '52:54:00:00:00:99'])
    const cards = [{ domain: 'web', device: 'vnet0', mac: '52:54:00:00:00:99' }]
    expect(port('vnet0', find({ fdb, cards }))).toMatchObject({
      domain: 'web',
      guestMacs: [
        { mac: '52:54:00:00:00:99', from: 'defined' },
        { mac: '52:54:00:12:34:56', from: 'seen' },
      ],
    })
  })
  it('neighbours that did not answer are no addresses', () => {
    const neighbours = ['REACHABLE', 'FAILED', 'INCOMPLETE'].map((state, at) => ({
      ...{ dst: `10.0.0.${at}`, dev: 'virbr0', lladdr: '56:24:fc:4e:69:b7', state: [state] },
    }))
    expect(port('veth1', find({ neighbours })).addresses).toEqual(['10.0.0.0'])
  })
  it('ports of Open vSwitch are told as such', () => {
    const links = [
      { ifname: 'ovs-system', flags: ['BROADCAST'], linkinfo: { info_kind: 'openvswitch' } },
      { ifname: 'qvo1', master: 'ovs-system', flags: ['UP'], linkinfo: { info_kind: 'veth', info_slave_kind: 'openvswitch' } },
    ]
    expect(find({ links }).bridges.map(({ name, kind, ports }) => [name, kind, ports.length])).toEqual([
      ['ovs-system', 'openvswitch', 1],
    ])
  })
  it('an older iproute2 tells neither the kind of a tun device nor switches of a bridge', () => {
    const links = [
      { ifname: 'br0', link_type: 'ether', linkinfo: { info_kind: 'bridge' } },
      { ifname: 'tap0', link_type: 'ether', master: 'br0', linkinfo: { info_kind: 'tun' } },
      { ifname: 'eth0', link_type: 'ether', master: 'br0' },
    ]
    const [found] = find({ links }).bridges
    expect(found?.callIptables).toBeNull()
    expect(found?.ports.map(({ kind }) => kind)).toEqual(['tap', 'ethernet'])
  })
})

describe('what tools print', () => {
  it('of which an entry makes no sense is read without it, and the entry is counted', () => {
    const links = [{}, { ifname: 7 }, null, 'x', { ifname: 'br0', linkinfo: { info_kind: 'bridge', info_data: 'odd' } }]
    expect(find({ links })).toMatchObject({ unread: 3, bridges: [{ name: 'br0', ports: [] }] })
  })
  it('of which nothing makes sense is refused with words', () => {
    expect(readEntries(Link, '')).toEqual({ ok: true, value: { entries: [], unread: 0 } })
    expect(readEntries(Link, '{"a": 1}')).toEqual(err('What it printed is no list.'))
    expect(readEntries(Link, 'Object "link" is unknown')).toMatchObject({ ok: false })
  })
  it('may hold any names', () => {
    const names = ['$(reboot)', '-j', '__proto__', 'constructor', '\u202eabc', 'a"b\\c', '網橋', '\u0007']
    const links = names.map((ifname) => ({ ifname, flags: ['UP'], master: 'br0', address: ifname, ifalias: ifname }))
    const found = find({ links: [{ ifname: 'br0', linkinfo: { info_kind: 'bridge' } }, ...links], addresses: [], fdb: [] })
    expect(found.bridges[0]?.ports.map(({ device, alias, mac }) => [device, alias, mac])).toEqual(
      names.map((name) => [name, name, null]),
    )
  })
  it('never makes a look fail, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), (links, fdb, neighbours) => {
        const found = find({ links, fdb, neighbours, addresses: links })
        expect(found.unread).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('virsh domiflist', () => {
  const listed = (...lines: string[]) =>
    [' Interface   Type      Source    Model    MAC', '-------------------------------------------------', ...lines, ''].join('\n')
  it('is read card by card; what is not plugged has no device', () => {
    const cards = readDomainCards(
      'web; rm -rf /',
      listed(
        ' vnet0       network   default   virtio   52:54:00:12:34:56',
        ' vnet1       network   a b c     virtio   52:54:00:12:34:57',
        ' -           bridge    br1       virtio   52:54:00:12:34:58',
      ),
    )
    expect(cards).toEqual([
      { domain: 'web; rm -rf /', device: 'vnet0', mac: '52:54:00:12:34:56' },
      { domain: 'web; rm -rf /', device: 'vnet1', mac: '52:54:00:12:34:57' },
    ])
  })
  it('may be anything', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readDomainCards('x', text)).toEqual([])
      }),
    )
  })
})
