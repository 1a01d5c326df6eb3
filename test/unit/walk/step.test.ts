import { describe, expect, it } from 'vitest'
import { WalkPacket } from '#shared/walk/packet'
import { Journey, type Pass } from '#shared/walk/step'

const packet = { family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.2', protocol: 1, icmpType: 8, icmpCode: 0 } as const
const end: Pass = {
  ...{ place: 'vm1', kind: 'received', bridge: null, decision: null, in: 'eth0', out: null, packet, hooks: [] },
  ...{ verdict: 'accept', end: 'delivered', next: [] },
}

describe('a journey as data', () => {
  it('holds passes inside passes', () => {
    const journey: Journey = {
      packet,
      first: { ...end, end: null, next: [end] },
      verdict: 'accept',
      deliveredTo: 'vm1',
      unsureOf: [],
    }
    expect(Journey.parse(JSON.parse(JSON.stringify(journey)))).toEqual(journey)
  })

  it('is refused when a pass deep inside is none', () => {
    const wrong = { packet, first: { ...end, next: [{ ...end, end: 'lost' }] }, verdict: 'accept', deliveredTo: null, unsureOf: [] }
    expect(Journey.safeParse(wrong).success).toBe(false)
  })
})

describe('a packet as data', () => {
  it('has addresses that can be read', () => {
    expect(WalkPacket.safeParse(packet).success).toBe(true)
    for (const source of ['10.0.0', '10.0.0.256', ':::', 'face', ''])
      expect(WalkPacket.safeParse({ ...packet, source }).success, source).toBe(false)
  })

  it.each([
    ['destination', { destination: 'fd00::1' }],
    ['quoted address', { quoted: { source: 'fd00::1', destination: '10.0.0.1', protocol: 17 } }],
  ])('has no %s of the other family', (_, part) => {
    expect(WalkPacket.safeParse({ ...packet, ...part }).success).toBe(false)
  })
})
