import { z } from 'zod'
import { ConntrackEntry } from '../netfilter/conntrack-entries.ts'
import type { Ended, From } from './course.ts'
import { journeyOf } from './journey.ts'
import type { Memory } from './memory.ts'
import type { Network } from './network.ts'
import type { WalkPacket } from './packet.ts'
import { closeRefused, refusalOf } from './refusal.ts'
import { echoReply, icmpError, ipHeader, portUnreachable, reset, TCP_HEADER, TCP_OPENING, turned } from './replies.ts'
import { Journey } from './step.ts'
import type { Attached } from './tracking.ts'
import { icmpOf } from './tracking-tuple.ts'
import { Walker } from './walker.ts'

/**
 * Whole conversations: each packet is walked, and answered only when it came to somebody who answers. Nothing is sent again; a
 * conversation ends with the first packet that is lost, but pings go on.
 */

export const Talk = z.discriminatedUnion('kind', [
  /** `bytes` of data, as `ping -s`: 56 make a packet of 84 bytes. */
  z.strictObject({ kind: z.literal('ping'), count: z.int().min(1).max(1000), bytes: z.int().min(0).max(1400) }),
  /** Opened, `bytes` sent, closed; a port that is not open answers with a reset. */
  z.strictObject({
    kind: z.literal('tcp'),
    port: z.int().min(0).max(65535),
    sourcePort: z.int().min(0).max(65535),
    isOpen: z.boolean(),
    bytes: z.int().min(0).max(1400),
  }),
  /** A question of `bytes` and an answer as long; a port that is not open answers with an ICMP error. */
  z.strictObject({
    kind: z.literal('udp'),
    port: z.int().min(0).max(65535),
    sourcePort: z.int().min(0).max(65535),
    isOpen: z.boolean(),
    bytes: z.int().min(0).max(1400),
  }),
])
export type Talk = z.infer<typeof Talk>

/** Who speaks to whom: `from` is a place, `to` an address, `source` the sender's own address or one that it only claims. */
export interface Talkers {
  readonly from: string
  readonly to: string
  readonly source: string
}

const Connections = z.array(z.strictObject({ place: z.string(), entry: ConntrackEntry.extend({ isAssured: z.boolean() }) }))

/** One packet of a conversation. */
export const Turn = z.strictObject({
  /** From 1. */
  sequence: z.int().min(1),
  /** `there`: towards who was spoken to. */
  direction: z.enum(['there', 'back']),
  says: z.enum([
    ...['echo-request', 'echo-reply', 'syn', 'syn-ack', 'ack', 'data', 'fin', 'reset', 'datagram', 'answer'],
    /** An ICMP error of the receiver; the answer of a rule that rejects. */
    ...['unreachable', 'rejection'],
  ] as const),
  journey: Journey,
  /** All entries of connection tracking after it. */
  connections: Connections,
})
export type Turn = z.infer<typeof Turn>

/** Walks a conversation; `memory` is changed as its packets change it. `isWhole`: every packet came to whom it was meant for. */
export function converse(network: Network, memory: Memory, talkers: Talkers, talk: Talk): { turns: Turn[]; isWhole: boolean } {
  const talked = new Conversation(network, memory, talkers)
  const isWhole = talk.kind === 'ping' ? talked.ping(talk) : talk.kind === 'tcp' ? talked.tcp(talk) : talked.udp(talk)
  return { turns: talked.turns, isWhole }
}

type Of<K extends Talk['kind']> = Extract<Talk, { kind: K }>

class Conversation {
  readonly turns: Turn[] = []
  readonly #network: Network
  readonly #memory: Memory
  readonly #talkers: Talkers
  readonly #base: Pick<WalkPacket, 'family' | 'source' | 'destination' | 'ttl'>

  constructor(network: Network, memory: Memory, talkers: Talkers) {
    this.#network = network
    this.#memory = memory
    this.#talkers = talkers
    const family = talkers.to.includes(':') ? 'ipv6' : 'ipv4'
    this.#base = { family, source: talkers.source, destination: talkers.to, ttl: 64 }
  }

  ping({ count, bytes }: Of<'ping'>): boolean {
    const { family } = this.#base
    const length = ipHeader(this.#base) + 8 + bytes
    const request = {
      ...this.#base,
      protocol: icmpOf(family),
      icmpType: family === 'ipv4' ? 8 : 128,
      icmpCode: 0,
      icmpId: 1,
      length,
    }
    let isWhole = true
    for (let n = 0; n < count; n++) {
      const came = this.#there('echo-request', request)
      const back = came === null ? null : this.#back('echo-reply', came, echoReply(came.packet))
      isWhole &&= back !== null
    }
    return isWhole
  }

  tcp({ port, sourcePort, isOpen, bytes }: Of<'tcp'>): boolean {
    const head = ipHeader(this.#base)
    const base = { ...this.#base, protocol: 6, sourcePort, destinationPort: port }
    const segment = (flags: WalkPacket['flags'], data = 0): WalkPacket => ({ ...base, flags, length: head + TCP_HEADER + data })
    const opening = this.#there('syn', { ...base, flags: ['SYN'], length: head + TCP_OPENING })
    if (opening === null) return false
    if (!isOpen) {
      this.#back('reset', opening, reset(opening.packet))
      return false
    }
    const answer = turned(opening.packet, { flags: ['SYN', 'ACK'], length: head + TCP_OPENING })
    if (this.#back('syn-ack', opening, answer) === null) return false
    const reply = (to: Ended, flags: WalkPacket['flags']): WalkPacket => turned(to.packet, { flags, length: head + TCP_HEADER })
    if (this.#there('ack', segment(['ACK'])) === null) return false
    const data = this.#there('data', segment(['PSH', 'ACK'], bytes))
    if (data === null || this.#back('ack', data, reply(data, ['ACK'])) === null) return false
    const fin = this.#there('fin', segment(['FIN', 'ACK']))
    if (fin === null || this.#back('fin', fin, reply(fin, ['FIN', 'ACK'])) === null) return false
    return this.#there('ack', segment(['ACK'])) !== null
  }

  udp({ port, sourcePort, isOpen, bytes }: Of<'udp'>): boolean {
    const length = ipHeader(this.#base) + 8 + bytes
    const came = this.#there('datagram', { ...this.#base, protocol: 17, sourcePort, destinationPort: port, length })
    if (came === null) return false
    if (isOpen) return this.#back('answer', came, turned(came.packet, { length })) !== null
    const { packet } = came
    return this.#back('unreachable', came, icmpError(packet, packet.destination, portUnreachable(packet))) !== null
  }

  #there(says: Turn['says'], packet: WalkPacket): Ended | null {
    return this.#say('there', says, { place: this.#talkers.from, as: 'ip' }, packet)
  }

  /** Null also when it came to another, whose address the sender claimed. */
  #back(says: Turn['says'], by: Ended, packet: WalkPacket, attached: Attached = null): Ended | null {
    const came = this.#say('back', says, { place: by.place, as: 'ip' }, packet, attached)
    return came?.place === this.#talkers.from ? came : null
  }

  #say(direction: Turn['direction'], says: Turn['says'], from: From, packet: WalkPacket, attached: Attached = null): Ended | null {
    const walker = new Walker(this.#network, this.#memory)
    const journey = journeyOf(packet, walker.begin(from, packet, attached), walker.unsureOf)
    this.turns.push({ sequence: this.turns.length + 1, direction, says, journey, connections: this.#memory.connections() })
    // What was refused is not answered by the receiver, but by whose rule it was.
    for (const refused of says === 'rejection' ? [] : walker.rejected) this.#reject(direction, refused)
    return walker.delivered[0] ?? null
  }

  #reject(direction: Turn['direction'], refused: Ended): void {
    const answer = refusalOf(this.#network, refused)
    if (answer === null) return
    closeRefused(refused)
    const back = direction === 'there' ? 'back' : 'there'
    this.#say(back, 'rejection', answer.from, answer.packet, answer.attached)
  }
}
