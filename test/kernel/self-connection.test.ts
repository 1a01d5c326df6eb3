import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameOf } from '#shared/frames/encode'
import { PCAP_HEADER, pcapRecord } from '#shared/frames/pcap'
import type { TcpNumbers } from '#shared/frames/transport'
import type { TcpFlag, WalkPacket } from '#shared/walk/packet'
import { Tracking } from '#shared/walk/tracking'
import { Namespace } from './differential/namespace.ts'
import { must } from './lab.ts'

/**
 * TCP from an address to itself with equal ports: whether the third segment belongs to the connection is told by its sequence number
 * alone, so the walk says nothing of it (tracking.ts, `isItsOwnReply`).
 */
const packet = (...flags: TcpFlag[]): WalkPacket => ({
  ...{ family: 'ipv4', source: '192.0.2.1', destination: '192.0.2.1', protocol: 6, sourcePort: 53, destinationPort: 53, ttl: 64 },
  ...{ sourceMac: '0a:00:00:00:00:01', destinationMac: '0a:00:00:00:00:02', flags },
})
const SEGMENTS: readonly WalkPacket[] = [packet('SYN'), packet('SYN', 'ACK'), packet('ACK')]
const numbers = (sequence: number, acknowledgement: number): TcpNumbers => ({ sequence, acknowledgement, window: 0xffff })

/** Sequence numbers of a socket that is connected to itself, and of two machines that both claim the address. */
const ONE_SOCKET = [numbers(1000, 0), numbers(1000, 1001), numbers(1001, 1001)]
const TWO_MACHINES = [numbers(1000, 0), numbers(500_000, 1001), numbers(1001, 500_001)]

const STATES = ['NEW', 'ESTABLISHED', 'INVALID'] as const
const RULES = ['*mangle', ...STATES.map((state) => `-A PREROUTING -p tcp -m conntrack --ctstate ${state}`), 'COMMIT', ''].join('\n')

describe('a connection that is its own reply', () => {
  let host: Namespace
  beforeAll(async () => {
    host = await Namespace.make()
    await host.ip(['link add one address 0a:00:00:00:00:01 type veth peer name two address 0a:00:00:00:00:02'])
    await host.sysctls({
      'ipv4/ip_forward': 1,
      'ipv4/conf/all/rp_filter': 0,
      'ipv4/conf/two/rp_filter': 0,
      'ipv6/conf/all/disable_ipv6': 1,
    })
    await host.ip(['link set one up', 'address add 192.0.2.2/24 dev two', 'link set two up'])
    // What goes nowhere is not kept: it is passed on, to somebody who is not here.
    await host.ip(['neighbour add 192.0.2.1 lladdr 0a:00:00:00:00:03 dev two nud permanent'])
  })
  afterAll(() => host.close())

  /** What the kernel calls each segment in turn, as it comes in by a card. */
  async function statesOf(all: readonly TcpNumbers[]): Promise<(string | undefined)[]> {
    await host.run('iptables-restore', [], RULES)
    await host.run('conntrack', ['-F'])
    const states: (string | undefined)[] = []
    const counted = async (): Promise<number[]> => {
      const saved = await host.run('iptables-save', ['-c', '-t', 'mangle'])
      return [...saved.matchAll(/^\[(\d+):\d+\] -A/gm)].map(([, count]) => Number(count))
    }
    for (const [at, tcp] of all.entries()) {
      const before = await counted()
      const frame = must(frameOf(SEGMENTS[at] ?? packet(), { tcp }))
      await host.run('tcpreplay', ['--quiet', '--intf1=one', '-'], Buffer.concat([PCAP_HEADER, pcapRecord(frame, 0)]))
      let after = before
      for (let tries = 0; tries < 100 && after.every((count, nth) => count === before[nth]); tries++) after = await counted()
      states.push(STATES.find((_, nth) => after[nth] !== before[nth]))
    }
    return states
  }

  it('of one socket all segments belong to', async () => {
    expect(await statesOf(ONE_SOCKET)).toEqual(['NEW', 'ESTABLISHED', 'ESTABLISHED'])
  })

  it('of two machines the third segment is invalid in', async () => {
    expect(await statesOf(TWO_MACHINES)).toEqual(['NEW', 'ESTABLISHED', 'INVALID'])
  })

  it('is foretold as far as it can be known', () => {
    const tracking = new Tracking()
    const states = SEGMENTS.map((segment) => {
      const tracked = tracking.track(segment, 0)
      tracking.confirm(tracked)
      return tracked.state
    })
    expect(states).toEqual(['NEW', 'ESTABLISHED', undefined])
  })
})
