import { describe, expect, it } from 'vitest'
import { countsOf } from '#shared/walk/counts'
import { readDump } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { type Crossing, passOver } from '#shared/walk/pass-over'
import { Tracking } from '#shared/walk/tracking'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** One bridge by itself, as a dump alone lets it be walked. */

const FILTER = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n'
const icmp: WalkPacket = {
  ...{ family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.2', protocol: 1 },
  ...{ icmpType: 8, icmpCode: 0, icmpId: 1, length: 84, ttl: 64 },
}
const crossing = (text: string, rest: Partial<Crossing> = {}): Crossing => ({
  ...{
    place: readDump(dumpOfTexts(text), 'dump'),
    tracking: new Tracking(),
    kind: 'bridge',
    bridge: 'qbr1',
    in: 'tap1',
    out: 'qvb1',
  },
  ...rest,
})

describe('a crossing', () => {
  const rules = `${FILTER}-A FORWARD -m physdev --physdev-out qvb1 --physdev-is-bridged -m state --state NEW -j ACCEPT\nCOMMIT\n`

  it('is decided by rules alone, and counts', () => {
    const journey = passOver(crossing(rules), icmp)
    expect(journey).toMatchObject({ verdict: 'accept', deliveredTo: null, first: { end: null, in: 'tap1', out: 'qvb1' } })
    expect(countsOf([journey])).toEqual([
      { place: 'dump', family: 'ipv4', table: 'filter', chain: 'FORWARD', rule: 1, packets: 1, bytes: 84, possible: 0 },
    ])
  })

  it('keeps the connection for the next packet', () => {
    const asked = crossing(rules)
    expect(passOver(asked, icmp).verdict).toBe('accept')
    const reply = { ...icmp, source: icmp.destination, destination: icmp.source, icmpType: 0 }
    expect(passOver({ ...asked, in: 'qvb1', out: 'tap1' }, reply)).toMatchObject({
      verdict: 'drop',
      first: { end: 'dropped-by-policy', hooks: [{ state: 'ESTABLISHED' }] },
    })
    expect(asked.tracking.connections()).toMatchObject([{ isReplied: true }])
  })

  it('is unsure of a device that was not given, and names the rule', () => {
    const { out: _, ...without } = crossing(rules)
    expect(passOver(without, icmp)).toMatchObject({ verdict: 'unsure', unsureOf: [{ chain: 'FORWARD', rule: 1 }] })
    expect(passOver(crossing(rules, { out: null }), icmp).verdict).toBe('drop')
  })

  it('takes the state that it is told', () => {
    expect(passOver(crossing(rules, { state: 'INVALID' }), icmp).verdict).toBe('drop')
    const { icmpType: _, ...less } = icmp
    expect(passOver(crossing(rules), less).verdict).toBe('unsure')
    expect(passOver(crossing(rules, { state: 'NEW' }), less).verdict).toBe('accept')
  })

  it('goes by the zone that raw gives, and by no connection where raw says so', () => {
    const raw = (rule: string): string => `*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING ${rule}\nCOMMIT\n${rules}`
    const zoned = passOver(crossing(raw('-m physdev --physdev-in tap1 -j CT --zone 4097')), icmp)
    expect(zoned.first.hooks).toMatchObject([
      { table: 'raw', state: null, zone: 0 },
      { table: 'filter', state: 'NEW', zone: 4097 },
    ])
    expect(passOver(crossing(raw('-j CT --notrack')), icmp)).toMatchObject({
      verdict: 'drop',
      first: { hooks: [{ table: 'raw' }, { state: 'UNTRACKED' }] },
    })
  })

  it('of a frame for the machine itself asks INPUT, by the port that it came in by', () => {
    const input = `${FILTER}-A INPUT -m physdev --physdev-in tap1 -j REJECT --reject-with icmp-port-unreachable\nCOMMIT\n`
    const journey = passOver(crossing(input, { kind: 'received', in: 'qbr1', port: 'tap1' }), icmp)
    expect(journey).toMatchObject({ verdict: 'drop', first: { end: 'rejected' } })
    expect(passOver(crossing(input, { kind: 'received', in: 'qbr1' }), icmp)).toMatchObject({
      verdict: 'accept',
      deliveredTo: 'dump',
    })
  })

  it('of a routed packet names the cards, and one whose time is over is not asked for', () => {
    const routed = `${FILTER}-A FORWARD -i eth0 -o eth1 -j ACCEPT\nCOMMIT\n`
    const asked = crossing(routed, { kind: 'routed', in: 'eth0', out: 'eth1' })
    expect(passOver(asked, icmp).verdict).toBe('accept')
    expect(passOver(asked, { ...icmp, ttl: 1 }).first.end).toBe('ttl-exceeded')
  })
})
