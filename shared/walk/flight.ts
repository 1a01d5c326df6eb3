import type { TableName } from '../netfilter/rule-spec.ts'
import { type HookOutcome, walkHook } from './hook.ts'
import type { ReadPlace } from './network.ts'
import type { PacketState, WalkPacket } from './packet.ts'
import type { EndCode, HookName, HookWalk, Step, Verdict } from './step.ts'
import type { Subject, SubjectConnection } from './subject.ts'
import { type Tracked, type Tracking, UNTRACKED } from './tracking.ts'
import { icmpOf } from './tracking-tuple.ts'
import { decide, type Part, translated } from './translate.ts'

/** Devices as the rules of one hook are shown them. Undefined: not known. */
export interface Devices {
  readonly in: string | null | undefined
  readonly out: string | null | undefined
  readonly physIn: string | null | undefined
  readonly physOut: string | null | undefined
}

export interface Met {
  readonly verdict: Verdict
  /** Null while the packet goes on. */
  readonly end: EndCode | null
}

const ON: Met = { verdict: 'accept', end: null }
const NOT_KNOWN: Met = { verdict: 'unsure', end: 'unsure' }

/** What is asked at a hook, in order of the hooks' priorities (include/uapi/linux/netfilter_ipv4.h). */
const STATIONS: { readonly [H in HookName]: readonly (TableName | 'track' | 'confirm')[] } = {
  PREROUTING: ['raw', 'track', 'mangle', 'nat'],
  INPUT: ['mangle', 'filter', 'nat', 'confirm'],
  FORWARD: ['mangle', 'filter'],
  OUTPUT: ['raw', 'track', 'mangle', 'nat', 'filter'],
  POSTROUTING: ['mangle', 'nat', 'confirm'],
}

/** One packet inside one namespace: what hook after hook makes of it. It is changed as it goes, and forked where a bridge floods. */
export class Flight {
  readonly place: ReadPlace
  readonly tracking: Tracking
  packet: WalkPacket
  /** Null: connection tracking has not looked. */
  tracked: Tracked | null = null
  /** Told from outside, as somebody asks it who knows no connections. */
  givenState: PacketState | 'unknown' | undefined = undefined
  mark: number | undefined = 0
  zone: number | undefined = 0
  hooks: HookWalk[] = []
  unsureOf: Step[] = []
  /** How a rule answers who it refuses (`tcp-reset`); null: not at all, or not known. */
  answer: string | null = null
  #isSentHere = false
  /** Stays when a translation leads the frame elsewhere on its bridge. */
  #arrivedAs: Subject['packetType']
  #isUntracked: boolean | undefined = false

  constructor(place: ReadPlace, tracking: Tracking, packet: WalkPacket) {
    this.place = place
    this.tracking = tracking
    this.packet = packet
    this.#arrivedAs = packetTypeOf(packet.destinationMac)
  }

  /** A copy of the frame for another port; it is of the same connection. */
  fork(): Flight {
    const fork = new Flight(this.place, this.tracking, this.packet)
    fork.tracked = this.tracked
    fork.givenState = this.givenState
    fork.mark = this.mark
    fork.zone = this.zone
    fork.#arrivedAs = this.#arrivedAs
    return fork
  }

  meet(hook: HookName, devices: Devices): Met {
    if (hook === 'OUTPUT') this.#isSentHere = true
    for (const station of STATIONS[hook]) {
      if (station === 'track') this.#track(hook)
      else if (station === 'confirm') {
        if (this.tracked !== null) this.tracking.confirm(this.tracked)
      } else {
        const met = station === 'nat' ? this.#translate(hook, devices) : this.#ask(station, hook, devices)
        if (met.verdict !== 'accept') return met
      }
    }
    return ON
  }

  #ask(table: TableName, hook: HookName, devices: Devices): Met {
    return this.#judged(this.#walk(table, hook, devices))
  }

  /** `isAsked`: false where it is not known whether the table is asked at all. */
  #walk(table: TableName, hook: HookName, devices: Devices, isAsked = true): Walked | null {
    const rules = this.place.rules(this.packet.family)
    if (rules.table(table)?.has(hook) !== true) return null
    const outcome = walkHook(rules, table, hook, this.#subject(devices))
    const steps = isAsked ? outcome.steps() : outcome.steps().map((step): Step => ({ ...step, isDoubtful: true }))
    const state = this.tracked === null ? this.#untold() : this.tracked.state
    this.hooks.push({
      ...{ hook, table, zone: this.zone ?? 0, steps: [...steps], verdict: outcome.verdict },
      ...(state === undefined ? {} : { state }),
    })
    // Stays when the packet is dropped.
    if (this.tracked?.connection) this.tracked.connection.mark = outcome.connectionMark
    if (outcome.verdict === 'accept') {
      this.mark = outcome.mark
      if (table === 'raw') {
        if (outcome.zone !== null) this.zone = outcome.zone
        this.#isUntracked = outcome.notrack
      }
      this.packet = forgetting(this.packet, steps)
    }
    this.unsureOf.push(...outcome.unsureOf())
    return { outcome, steps }
  }

  #judged(walked: Walked | null): Met {
    if (walked === null || walked.outcome.verdict === 'accept') return ON
    if (walked.outcome.verdict === 'unsure') return NOT_KNOWN
    this.answer = walked.outcome.reject ?? null
    if (walked.outcome.reject !== null) return { verdict: 'drop', end: 'rejected' }
    return { verdict: 'drop', end: walked.steps.at(-1)?.rule === null ? 'dropped-by-policy' : 'dropped-by-rule' }
  }

  /** While connection tracking has not looked: what was told. */
  #untold(): PacketState | null | undefined {
    return this.givenState === 'unknown' ? undefined : (this.givenState ?? null)
  }

  #track(hook: HookName): void {
    // What came over the loopback card was looked at when it was sent.
    if (this.tracked !== null || !this.place.tracks(this.packet.family)) return
    if (this.#isUntracked === true) this.tracked = UNTRACKED
    else if (this.#isUntracked === undefined || this.zone === undefined) this.tracked = NO_STATE
    else if (hook === 'PREROUTING' && this.packet.protocol === UDPLITE) this.tracked = INVALID
    else this.tracked = this.tracking.track(this.packet, this.zone)
    const { givenState } = this
    if (givenState === 'unknown') this.tracked = NO_STATE
    else if (givenState !== undefined && this.tracked.state !== givenState) this.tracked = { ...NO_STATE, state: givenState }
  }

  /** The table nat is asked once for each part of a connection; then the connection itself translates (`nf_nat_inet_fn`). */
  #translate(hook: HookName, devices: Devices): Met {
    const { tracked } = this
    if (tracked === null || this.place.rules(this.packet.family).table('nat') === undefined) return ON
    const part: Part = hook === 'PREROUTING' || hook === 'OUTPUT' ? 'destination' : 'source'
    const { connection, state } = tracked
    const isOpen = connection !== null && !(part === 'source' ? connection.isSourceDecided : connection.isDestinationDecided)
    // A segment that belongs to a connection before its first one got so far is a reset of REJECT; ICMP errors are turned and not asked.
    const mayDecide = state === 'NEW' || (state === 'RELATED' && this.packet.protocol !== icmpOf(this.packet.family))
    if (mayDecide && (connection === null || isOpen)) {
      const walked = this.#walk('nat', hook, devices)
      const met = this.#judged(walked)
      if (met.verdict !== 'accept') return met
      const translation = walked === null ? null : walked.outcome.translation
      if (connection === null ? translation !== null : !this.#decided(tracked, part, translation, devices)) {
        const chosen = walked?.steps.filter(({ act, match }) => act.do === 'translate' && match !== 'no') ?? []
        this.unsureOf.push(...chosen)
        return NOT_KNOWN
      }
    } else if (state === undefined && this.#hasRules(hook)) {
      const walked = this.#walk('nat', hook, devices, false)
      if (walked?.outcome.translation !== null) return NOT_KNOWN
    }
    this.packet = translated(this.packet, tracked, part)
    return ON
  }

  #decided(tracked: Tracked, part: Part, translation: HookOutcome['translation'], { in: inside, out }: Devices): boolean {
    if (tracked.connection === null || translation === undefined) return false
    const first = (device: string): string | null => this.place.routing?.firstAddress(device, this.packet.family) ?? null
    return decide(this.tracking, tracked.connection, part, translation, { first, in: inside, out })
  }

  #hasRules(hook: HookName): boolean {
    const chain = this.place.rules(this.packet.family).table('nat')?.get(hook)
    return chain !== undefined && chain.rules.length > 0
  }

  #subject(devices: Devices): Subject {
    const { packet, tracked, mark } = this
    const { physOut } = devices
    return {
      ...{ packet, in: devices.in, out: devices.out, physIn: devices.physIn, physOut, mark },
      // xt_physdev.c calls a packet bridged when it has a port to leave by.
      isBridged: physOut === undefined ? undefined : physOut !== null,
      state: tracked === null ? this.#untold() : tracked.state,
      connection: tracked === null ? null : shown(tracked),
      isSentHere: this.#isSentHere,
      // What begins here has no other (xt_pkttype.c, `skb->pkt_type`).
      packetType: this.#isSentHere ? 'unicast' : this.#arrivedAs,
      addressType: (address) => this.place.routing?.addressType(address),
    }
  }
}

interface Walked {
  readonly outcome: HookOutcome
  readonly steps: readonly Step[]
}

/**
 * Its checksum is computed with the pseudo header of UDP (nf_conntrack_proto_udp.c, `udplite_error`, up to Linux 6.18 at least), so that of
 * what comes in none is right.
 */
const UDPLITE = 136
const INVALID: Tracked = { state: 'INVALID', connection: null, direction: 'original' }
const NO_STATE: Tracked = { state: undefined, connection: null, direction: 'original' }

function shown({ connection, direction }: Tracked): SubjectConnection | null {
  if (connection === null) return null
  return {
    direction,
    isSourceTranslated: connection.isSourceTranslated,
    isDestinationTranslated: connection.isDestinationTranslated,
    isReplied: connection.isReplied,
    mark: connection.mark,
    original: connection.first,
  }
}

/** By the frame's destination; br_netfilter calls what is for another card a packet for this host (`setup_pre_routing`). */
export function packetTypeOf(mac: string | undefined): Subject['packetType'] {
  if (mac === undefined) return undefined
  if (mac === 'ff:ff:ff:ff:ff:ff') return 'broadcast'
  return isGroupMac(mac) ? 'multicast' : 'unicast'
}

export const isGroupMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

/** Targets that rewrite a field leave it unknown. */
function forgetting(packet: WalkPacket, steps: readonly Step[]): WalkPacket {
  const rewrites = (...targets: string[]): boolean =>
    steps.some(({ act, match }) => match !== 'no' && act.do === 'go-on' && act.target !== null && targets.includes(act.target))
  const { ttl, length, ...rest } = packet
  const kept = {
    ...(ttl === undefined || rewrites('TTL', 'HL') ? {} : { ttl }),
    ...(length === undefined || rewrites('TCPMSS') ? {} : { length }),
  }
  return { ...rest, ...kept }
}
