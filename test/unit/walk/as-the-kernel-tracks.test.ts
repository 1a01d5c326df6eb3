import { expect, it } from 'vitest'
import { readDump } from '#shared/walk/network'
import type { TcpFlag, WalkPacket } from '#shared/walk/packet'
import { passOver } from '#shared/walk/pass-over'
import { Tracking } from '#shared/walk/tracking'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** What random packets through the kernel have taught (test/kernel/differential). */
const packet: WalkPacket = {
  ...{
    family: 'ipv4',
    source: '10.0.0.1',
    destination: '10.0.0.2',
    protocol: 17,
    sourcePort: 1024,
    destinationPort: 53,
    length: 60,
  },
  destinationMac: 'fa:16:3e:00:00:02',
}
const NAT = '*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n'
const STATE = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m state --state INVALID -j DROP\nCOMMIT\n'

const hooksOf = (rules: string, sent: WalkPacket) => {
  const crossing = { place: readDump(dumpOfTexts(rules), 'host'), tracking: new Tracking(), kind: 'bridge', bridge: 'br0' } as const
  const { first, verdict } = passOver({ ...crossing, in: 'tapa', out: 'qvba' }, sent)
  return { verdict, tables: first.hooks.map(({ hook, table }) => `${hook} ${table}`) }
}

it('the table nat is asked only where something asks for connections', () => {
  expect(hooksOf(NAT, packet).tables).toEqual([])
  expect(hooksOf(NAT + STATE, packet).tables).toEqual(['PREROUTING nat', 'FORWARD filter', 'POSTROUTING nat'])
  const translates = NAT.replace('COMMIT', '-A POSTROUTING -o eth9 -j MASQUERADE\nCOMMIT')
  expect(hooksOf(translates, packet).tables).toEqual(['PREROUTING nat', 'POSTROUTING nat'])
})

it('UDP-Lite that comes in is INVALID', () => {
  expect(hooksOf(STATE, packet).verdict).toBe('accept')
  expect(hooksOf(STATE, { ...packet, protocol: 136 }).verdict).toBe('drop')
})

it('of a packet that goes from an address to itself the second is taken for the answer', () => {
  const tracking = new Tracking()
  const self: WalkPacket = { family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.1', protocol: 50, length: 60 }
  const first = tracking.track(self, 0)
  expect(first.state).toBe('NEW')
  tracking.confirm(first)
  expect(tracking.track(self, 0)).toMatchObject({ state: 'ESTABLISHED', direction: 'reply' })
  expect(tracking.copy().connections()).toHaveLength(1)
})

it('of TCP from an address to itself with equal ports nothing is known behind the second segment', () => {
  const tracking = new Tracking()
  const segment = (...flags: TcpFlag[]): WalkPacket => ({
    ...packet,
    ...{ destination: packet.source, protocol: 6, sourcePort: 53, destinationPort: 53, flags },
  })
  const states = [segment('SYN'), segment('SYN', 'ACK'), segment('ACK'), segment('RST')].map((each) => {
    const tracked = tracking.track(each, 0)
    tracking.confirm(tracked)
    return tracked.state
  })
  expect(states).toEqual(['NEW', 'ESTABLISHED', undefined, undefined])
  expect(tracking.track({ ...segment('SYN'), destinationPort: 54 }, 0).state).toBe('NEW')
})
