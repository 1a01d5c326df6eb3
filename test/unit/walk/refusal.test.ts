import { expect, it } from 'vitest'
import { emptyDump } from '#shared/netfilter/dump'
import type { Ended } from '#shared/walk/course'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { refusalOf } from '#shared/walk/refusal'
import { type Tracked, Tracking, UNTRACKED } from '#shared/walk/tracking'
import { Walker } from '#shared/walk/walker'
import type { WorldPlace } from '#shared/walk/world'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** What a rule that rejects answers, and what that belongs to. */
const host: WorldPlace = {
  ...{ name: 'host', title: 'host', kind: 'host', bridges: [], routes: [], neighbours: [], dump: emptyDump },
  ...{ forwards: { ipv4: true, ipv6: true }, speaks: { ipv4: true, ipv6: true } },
  devices: [
    { name: 'br0', mac: '0e:00:00:00:00:01', addresses: ['10.0.1.1/24'], isUp: true, peer: null, master: null },
    { name: 'tap1', mac: null, addresses: [], isUp: true, peer: null, master: 'br0' },
  ],
}
const packet: WalkPacket = {
  ...{ family: 'ipv4', source: '10.0.1.11', destination: '198.51.100.7', protocol: 6, sourcePort: 4000, destinationPort: 80 },
  ...{ flags: ['SYN'], sourceMac: 'fa:16:3e:00:00:01', destinationMac: '0e:00:00:00:00:01' },
}
const refused = (more: Partial<Ended>): Ended => ({
  ...{ place: 'host', port: null, card: null, answer: 'icmp-port-unreachable', packet, tracked: null },
  ...more,
})
const answerTo = (more: Partial<Ended>) => refusalOf(new Network({ places: [host] }), refused(more))

it('an error is told of the connection of its packet, in the other direction', () => {
  const tracked = new Tracking().track(packet, 3)
  expect(answerTo({ tracked })?.attached).toMatchObject({ state: 'RELATED', direction: 'reply', connection: { zone: 3 } })
})

it('an answer to what is untracked is looked up by itself, whatever the table raw says, and one to what is INVALID as any packet', () => {
  const invalid: Tracked = { state: 'INVALID', connection: null, direction: 'original' }
  expect(answerTo({ tracked: UNTRACKED })?.attached).toBe('untracked')
  expect(answerTo({ tracked: invalid })?.attached).toBeNull()
})

it('a reset goes straight back by the port of the bridge that its segment came in by', () => {
  expect(answerTo({ answer: 'tcp-reset' })?.from).toEqual({ place: 'host', as: 'ip' })
  expect(answerTo({ answer: 'tcp-reset', port: 'tap1' })).toMatchObject({
    from: { place: 'host', device: 'tap1', as: 'frame' },
    packet: { sourceMac: '0e:00:00:00:00:01', destinationMac: 'fa:16:3e:00:00:01', flags: ['RST', 'ACK'] },
  })
})

it('an error about what is untracked is RELATED where its connection is known, and INVALID where it is not', () => {
  const dump = dumpOfTexts('*raw\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j CT --notrack\nCOMMIT\n*filter\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n')
  const network = new Network({ places: [{ ...host, dump }] })
  const stateOf = (memory: Memory) => {
    const answer = refusalOf(network, refused({ tracked: UNTRACKED }))
    if (answer === null) throw new Error('no answer')
    const { hooks } = new Walker(network, memory).begin(answer.from, answer.packet, answer.attached)
    return hooks.find(({ table }) => table === 'filter')?.state
  }
  const knowing = new Memory()
  knowing.tracking('host').confirm(knowing.tracking('host').track(packet, 0))
  expect(stateOf(knowing)).toBe('RELATED')
  expect(stateOf(new Memory())).toBe('INVALID')
})

it('an IPv6 error has the address of the card that its packet came in by, also where the way back is by another', () => {
  const router: WorldPlace = {
    ...host,
    devices: [
      { name: 'eth0', mac: '0e:00:00:00:00:01', addresses: ['2001:db8:1::1/64'], isUp: true, peer: null, master: null },
      {
        name: 'eth1',
        mac: '0e:00:00:00:00:02',
        addresses: ['2001:db8:2::1/64', 'fe80::2/64'],
        isUp: true,
        peer: null,
        master: null,
      },
      { name: 'eth2', mac: '0e:00:00:00:00:03', addresses: ['fe80::3/64'], isUp: true, peer: null, master: null },
    ],
  }
  const claimed: WalkPacket = { family: 'ipv6', source: '2001:db8:1::13', destination: '2001:db8:9::1', protocol: 17 }
  const sourceOf = (card: string | null) =>
    refusalOf(
      new Network({ places: [router] }),
      refused({ packet: { ...claimed, sourcePort: 40000, destinationPort: 53 }, answer: 'icmp6-port-unreachable', card }),
    )?.packet.source
  expect(sourceOf('eth1')).toBe('2001:db8:2::1')
  expect(sourceOf('eth0')).toBe('2001:db8:1::1')
  // A card without an address beyond its link, and a bridge that only passes it on.
  expect(sourceOf('eth2')).toBe('2001:db8:1::1')
  expect(sourceOf(null)).toBe('2001:db8:1::1')
})
