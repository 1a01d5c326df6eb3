import type { Dump } from '#shared/netfilter/dump'
import { type Blockers, blockersOf } from '#shared/walk/blockers'
import { walkHook } from '#shared/walk/hook'
import { journeyOf } from '#shared/walk/journey'
import type { WalkPacket } from '#shared/walk/packet'
import { readRules } from '#shared/walk/rules'
import type { HookName, Journey, Pass } from '#shared/walk/step'
import type { Subject } from '#shared/walk/subject'

/** A packet that a bridge forwards from tap1 to tap2: a TCP SYN from 10.0.0.1 to 10.0.0.2 unless said otherwise. */
export function bridged(packet: Partial<WalkPacket> = {}, subject: Partial<Omit<Subject, 'packet'>> = {}): Subject {
  const { protocol = 6 } = packet
  const family = packet.source?.includes(':') ? 'ipv6' : 'ipv4'
  return {
    packet: {
      ...{ family, source: '10.0.0.1', destination: '10.0.0.2', protocol, sourceMac: 'fa:16:3e:00:00:01', ttl: 64, length: 60 },
      ...([6, 17, 33, 132, 136].includes(protocol) ? { sourcePort: 40000, destinationPort: 22 } : {}),
      ...(protocol === 6 ? { flags: ['SYN'] } : {}),
      ...(protocol === 1 ? { icmpType: 8, icmpCode: 0 } : {}),
      ...(protocol === 58 ? { icmpType: 128, icmpCode: 0 } : {}),
      ...packet,
    },
    ...{
      in: 'br0',
      out: 'br0',
      physIn: 'tap1',
      physOut: 'tap2',
      isBridged: true,
      state: 'NEW',
      connection: null,
      mark: 0,
      isSentHere: false,
    },
    ...{ packetType: 'unicast', addressType: () => undefined },
    ...subject,
  }
}

/** What one table says at one hook, as a journey that is one crossing. */
export function hookJourney(dump: Dump, hook: HookName, subject: Subject): Journey {
  const { packet } = subject
  const { verdict, steps, unsureOf } = walkHook(readRules(dump, packet.family), 'filter', hook, subject)
  const pass: Pass = {
    ...{ place: 'here', kind: 'bridge', bridge: 'br0', decision: null, in: null, out: null, packet, verdict, end: null, next: [] },
    hooks: [{ hook, table: 'filter', zone: 0, steps: [...steps()], verdict }],
  }
  return journeyOf(packet, pass, unsureOf())
}

/** What stands in the way at that hook. */
export const blockersAt = (dump: Dump, hook: HookName, subject: Subject): Blockers =>
  blockersOf(new Map([['here', dump]]), (dumps) => hookJourney(dumps.get('here') ?? dump, hook, subject))
