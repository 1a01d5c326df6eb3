import { describe, expect, it } from 'vitest'
import type { TcpFlag, WalkPacket } from '#shared/walk/packet'
import { Tracking } from '#shared/walk/tracking'

/** What the table of nf_conntrack_proto_tcp.c and the trackers of the other protocols make of packets, one after the other. */

const A = '10.0.0.1'
const B = '10.0.0.2'
const tcp = (way: '>' | '<', ...flags: TcpFlag[]): WalkPacket =>
  ({
    ...{ family: 'ipv4', protocol: 6, flags },
    ...(way === '>' ? { source: A, destination: B, sourcePort: 1000, destinationPort: 80 } : {}),
    ...(way === '<' ? { source: B, destination: A, sourcePort: 80, destinationPort: 1000 } : {}),
  }) as WalkPacket
const udp = (source: string, destination: string, sourcePort: number, destinationPort: number): WalkPacket => ({
  ...{ family: 'ipv4', protocol: 17, source, destination, sourcePort, destinationPort },
})
const icmp = (icmpType: number, source = A, destination = B, icmpId = 7): WalkPacket => ({
  ...{ family: 'ipv4', protocol: 1, source, destination, icmpType, icmpCode: 0, icmpId },
})
const icmp6 = (icmpType: number, source = 'fd00::1', destination = 'fd00::2'): WalkPacket => ({
  ...{ family: 'ipv6', protocol: 58, source, destination, icmpType, icmpCode: 0, icmpId: 7 },
})

/** Looked at and let through. */
function pass(tracking: Tracking, packet: WalkPacket, zone = 0) {
  const tracked = tracking.track(packet, zone)
  tracking.confirm(tracked)
  return tracked.state
}
const passes = (tracking: Tracking, packets: readonly WalkPacket[]) => packets.map((packet) => pass(tracking, packet))
const tcpState = (tracking: Tracking) => tracking.connections()[0]?.state ?? null

describe('TCP', () => {
  it('opens, talks and closes', () => {
    const tracking = new Tracking()
    const talk: [WalkPacket, string, string][] = [
      [tcp('>', 'SYN'), 'NEW', 'SYN_SENT'],
      [tcp('<', 'SYN', 'ACK'), 'ESTABLISHED', 'SYN_RECV'],
      [tcp('>', 'ACK'), 'ESTABLISHED', 'ESTABLISHED'],
      [tcp('<', 'PSH', 'ACK'), 'ESTABLISHED', 'ESTABLISHED'],
      [tcp('>', 'FIN', 'ACK'), 'ESTABLISHED', 'FIN_WAIT'],
      [tcp('<', 'ACK'), 'ESTABLISHED', 'CLOSE_WAIT'],
      [tcp('<', 'FIN', 'ACK'), 'ESTABLISHED', 'LAST_ACK'],
      [tcp('>', 'ACK'), 'ESTABLISHED', 'TIME_WAIT'],
    ]
    expect(talk.map(([packet]) => [pass(tracking, packet), tcpState(tracking)])).toEqual(talk.map(([, ...rest]) => rest))
    expect(tracking.connections()[0]).toMatchObject({
      isReplied: true,
      isAssured: true,
      original: { source: A },
      reply: { source: B },
    })
  })

  it('is assured by the ACK and not before', () => {
    const tracking = new Tracking()
    passes(tracking, [tcp('>', 'SYN'), tcp('<', 'SYN', 'ACK')])
    expect(tracking.connections()[0]).toMatchObject({ isReplied: true, isAssured: false })
  })

  it('a reset that answers a SYN ends the entry, and is of no connection when it is met again', () => {
    const tracking = new Tracking()
    expect(passes(tracking, [tcp('>', 'SYN'), tcp('<', 'RST', 'ACK'), tcp('<', 'RST', 'ACK')])).toEqual([
      'NEW',
      'ESTABLISHED',
      'INVALID',
    ])
    expect(tracking.connections()).toEqual([])
  })

  it('a reset by who sent the SYN ends the entry for good', () => {
    const tracking = new Tracking()
    expect(passes(tracking, [tcp('>', 'SYN'), tcp('>', 'RST')])).toEqual(['NEW', 'NEW'])
    expect(tracking.connections()).toEqual([])
  })

  it('a reset of a connection that stands leaves it closed', () => {
    const tracking = new Tracking()
    expect(passes(tracking, [tcp('>', 'SYN'), tcp('<', 'SYN', 'ACK'), tcp('>', 'ACK'), tcp('<', 'RST')])).toEqual([
      'NEW',
      'ESTABLISHED',
      'ESTABLISHED',
      'ESTABLISHED',
    ])
    expect(tcpState(tracking)).toBe('CLOSE')
  })

  it.each<[string, TcpFlag[], string | undefined]>([
    ['an ACK from the middle', ['ACK'], 'NEW'],
    ['a SYN and ACK', ['SYN', 'ACK'], 'INVALID'],
    ['a FIN', ['FIN', 'ACK'], 'INVALID'],
    ['a reset', ['RST'], 'INVALID'],
    ['no flag', [], 'INVALID'],
    ['SYN and FIN', ['SYN', 'FIN'], 'INVALID'],
    ['a FIN without ACK', ['FIN'], 'INVALID'],
    ['all flags', ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'], 'INVALID'],
    ['SYN with ECE and CWR', ['SYN', 'ECE', 'CWR'], 'NEW'],
  ])('%s as the first segment', (_, flags, state) => {
    const tracking = new Tracking()
    expect(pass(tracking, tcp('>', ...flags))).toBe(state)
    expect(tracking.connections()).toHaveLength(state === 'NEW' ? 1 : 0)
  })

  it('picks up a connection in its middle, and is assured when it is answered', () => {
    const tracking = new Tracking()
    expect(passes(tracking, [tcp('>', 'ACK'), tcp('<', 'ACK'), tcp('>', 'ACK')])).toEqual(['NEW', 'ESTABLISHED', 'ESTABLISHED'])
    expect(tracking.connections()[0]).toMatchObject({ state: 'ESTABLISHED', isAssured: true })
  })

  it('an ACK before any answer is invalid, one from the other side is let through', () => {
    const tracking = new Tracking()
    expect(passes(tracking, [tcp('>', 'SYN'), tcp('>', 'ACK'), tcp('<', 'ACK')])).toEqual(['NEW', 'INVALID', 'ESTABLISHED'])
    expect(tcpState(tracking)).toBe('SYN_SENT')
  })

  it('a SYN into a connection is ignored; one after it was closed opens another', () => {
    const tracking = new Tracking()
    const open = [tcp('>', 'SYN'), tcp('<', 'SYN', 'ACK'), tcp('>', 'ACK')]
    passes(tracking, open)
    expect(pass(tracking, tcp('>', 'SYN'))).toBe('ESTABLISHED')
    expect(tcpState(tracking)).toBe('ESTABLISHED')
    passes(tracking, [tcp('>', 'FIN', 'ACK'), tcp('<', 'FIN', 'ACK'), tcp('>', 'ACK')])
    expect(tcpState(tracking)).toBe('TIME_WAIT')
    expect(pass(tracking, tcp('>', 'SYN'))).toBe('NEW')
    expect(tracking.connections()).toMatchObject([{ state: 'SYN_SENT', isReplied: false }])
  })

  it('both sides may open at once', () => {
    const tracking = new Tracking()
    const states = passes(tracking, [
      tcp('>', 'SYN'),
      tcp('<', 'SYN'),
      tcp('<', 'SYN', 'ACK'),
      tcp('>', 'SYN', 'ACK'),
      tcp('<', 'ACK'),
    ])
    expect(states).toEqual(['NEW', 'ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED'])
    expect(tcpState(tracking)).toBe('ESTABLISHED')
  })

  it('a segment that is dropped afterwards has moved the entry all the same', () => {
    const tracking = new Tracking()
    pass(tracking, tcp('>', 'SYN'))
    tracking.track(tcp('<', 'SYN', 'ACK'), 0)
    expect(tracking.connections()[0]).toMatchObject({ state: 'SYN_RECV', isReplied: true })
  })

  it('is not known without flags or ports', () => {
    const { flags: _, ...without } = tcp('>', 'SYN')
    expect(new Tracking().track(without, 0).state).toBeUndefined()
    const { sourcePort: __, ...portless } = tcp('>', 'SYN')
    expect(new Tracking().track(portless, 0).state).toBeUndefined()
  })
})

describe('UDP and others', () => {
  it('is new until it is answered', () => {
    const tracking = new Tracking()
    const [question, answer] = [udp(A, B, 1000, 53), udp(B, A, 53, 1000)]
    expect(passes(tracking, [question, question, answer, question])).toEqual(['NEW', 'NEW', 'ESTABLISHED', 'ESTABLISHED'])
  })

  it('a first packet that is dropped leaves no entry', () => {
    const tracking = new Tracking()
    expect(tracking.track(udp(A, B, 1000, 53), 0).state).toBe('NEW')
    expect(tracking.connections()).toEqual([])
    expect(tracking.track(udp(B, A, 53, 1000), 0).state).toBe('NEW')
  })

  it('zones know nothing of each other', () => {
    const tracking = new Tracking()
    pass(tracking, udp(A, B, 1000, 53), 4097)
    expect(tracking.track(udp(B, A, 53, 1000), 4098).state).toBe('NEW')
    expect(tracking.track(udp(B, A, 53, 1000), 4097).state).toBe('ESTABLISHED')
  })

  it('protocols without a tracker, and DCCP, are told apart by their addresses', () => {
    const tracking = new Tracking()
    const gre = { family: 'ipv4', protocol: 47, source: A, destination: B } as const
    const dccp = { ...udp(A, B, 1, 2), protocol: 33 }
    expect(passes(tracking, [gre, { ...gre, source: B, destination: A }])).toEqual(['NEW', 'ESTABLISHED'])
    expect(passes(tracking, [dccp, { ...udp(B, A, 7, 8), protocol: 33 }])).toEqual(['NEW', 'ESTABLISHED'])
  })

  it('one IPv6 address in two spellings is one', () => {
    const tracking = new Tracking()
    const packet: WalkPacket = {
      family: 'ipv6',
      protocol: 17,
      source: 'FD00::1',
      destination: 'fd00::2',
      sourcePort: 1,
      destinationPort: 2,
    }
    pass(tracking, packet)
    const answer = { ...packet, source: 'fd00:0::2', destination: 'fd00::1', sourcePort: 2, destinationPort: 1 }
    expect(tracking.track(answer, 0).state).toBe('ESTABLISHED')
  })
})

describe('ICMP', () => {
  it('an echo is answered under its identifier alone', () => {
    const tracking = new Tracking()
    expect(passes(tracking, [icmp(8), icmp(0, B, A), icmp(0, B, A, 8)])).toEqual(['NEW', 'ESTABLISHED', 'INVALID'])
  })

  it.each([0, 9, 14, 19, 42])('type %i opens nothing', (type) => {
    const tracking = new Tracking()
    expect(pass(tracking, icmp(type))).toBe('INVALID')
    expect(tracking.connections()).toEqual([])
  })

  it.each([8, 13, 15, 17])('type %i opens a connection', (type) => {
    expect(new Tracking().track(icmp(type), 0).state).toBe('NEW')
  })

  it('an error belongs to the connection of the packet that it quotes', () => {
    const tracking = new Tracking()
    const question = udp(A, B, 1000, 53)
    pass(tracking, question)
    const { family: _, ...quoted } = question
    const error = (destination: string): WalkPacket => ({ ...icmp(3, B, destination), icmpCode: 3, quoted })
    expect(tracking.track(error(A), 0)).toMatchObject({ state: 'RELATED', direction: 'reply' })
    expect(tracking.track(error('10.0.0.9'), 0).state).toBe('INVALID')
    expect(tracking.track({ ...error(A), quoted: { ...quoted, sourcePort: 1001 } }, 0).state).toBe('INVALID')
    // It is no answer.
    expect(tracking.connections()[0]?.isReplied).toBe(false)
  })

  it('each family has its own', () => {
    expect(new Tracking().track({ ...icmp(8), protocol: 58 }, 0).state).toBe('INVALID')
    expect(new Tracking().track({ ...icmp6(128), protocol: 1 }, 0).state).toBe('INVALID')
  })

  it('neighbours, routers and listeners of IPv6 are not tracked', () => {
    const quiet = [130, 131, 132, 133, 134, 135, 136, 143, 151, 152]
    expect(quiet.map((type) => new Tracking().track(icmp6(type), 0).state)).toEqual(quiet.map(() => 'UNTRACKED'))
    expect([128, 139, 129, 137, 153, 200].map((type) => new Tracking().track(icmp6(type), 0).state)).toEqual([
      'NEW',
      'NEW',
      'INVALID',
      'INVALID',
      'INVALID',
      'INVALID',
    ])
  })
})

describe('entries', () => {
  it('a copy goes its own way', () => {
    const tracking = new Tracking()
    pass(tracking, tcp('>', 'SYN'))
    const copy = tracking.copy()
    passes(copy, [tcp('<', 'RST', 'ACK')])
    expect([tracking.connections().length, copy.connections().length]).toEqual([1, 0])
  })

  it('what was read from the kernel is known', () => {
    const tracking = new Tracking()
    const [original, reply] = [
      { source: A, destination: B, sourcePort: 1000, destinationPort: 80 },
      { source: B, destination: A, sourcePort: 80, destinationPort: 1000 },
    ]
    tracking.add([{ family: 'ipv4', protocol: 6, zone: 3, state: 'ESTABLISHED', isReplied: true, original, reply }])
    expect(tracking.track(tcp('<', 'ACK'), 3).state).toBe('ESTABLISHED')
    expect(tracking.track(tcp('<', 'FIN', 'ACK'), 0).state).toBe('INVALID')
  })
})
