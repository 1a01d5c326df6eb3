import type { RuleAct } from './act.ts'
import { type Fit, fitOf, NO, UNSURE, YES } from './ask.ts'
import { type Asked, STATE_BITS, UNKNOWN } from './asked.ts'
import type { ReadRule } from './read-rule.ts'
import type { Chain } from './rules.ts'
import { firstState, joined, type RunState, tracked } from './run-state.ts'

/** What may happen, as bits: both continuations of a rule that is unsure are followed, and what they lead to is put together. */
export const ACCEPTS = 1
export const DROPS = 2
export const RETURNS = 4
const GOES_ON = 8

/** A counter that rises by one packet: of a rule (from 1), or of a chain's policy (null). */
export interface Counted {
  readonly chain: string
  readonly rule: number | null
  /** False: it may rise. */
  readonly isSure: boolean
}

/**
 * Told of each rule that is tried, before what it jumps to. `isReached`: false where one before it that is unsure may have ended the
 * packet's way.
 */
export interface Witness {
  tried(chain: Chain, at: number, rule: ReadRule, fit: Fit, asked: Asked, depth: number, isReached: boolean): void
  ended(chain: Chain, fit: Fit, depth: number, isReached: boolean): void
  /** The chain is not walked: chains jump to each other too deep, or in circles. */
  gaveUp(chain: Chain, depth: number): void
}

/** The kernel lets chains be jumped to only as deep as there are chains, and 16 deep with nft; rules to try before we give up. */
const DEEPEST = 256
const MOST_TRIED = 200_000

/**
 * A packet's way through one hook of one table. Each rule costs the same, however many before it were unsure: what is not known afterwards
 * is kept as not known (`RunState`), and outcomes are bits.
 */
export class Run {
  readonly counted: Counted[] = []
  /** What was changed of packets that are accepted. */
  accepted: RunState | null = null
  private dropped: RunState | null = null
  /** Answers of REJECT, null for a drop without one. */
  readonly answers = new Set<string | null>()
  private state: RunState
  private left = MOST_TRIED
  /** Chains that the packet is in. The kernel takes none that lead back to themselves, and every round would double the work. */
  private readonly open = new Set<Chain>()
  private readonly chains: ReadonlyMap<string, Chain>
  private readonly asked: Asked
  private readonly witness: Witness | null

  constructor(chains: ReadonlyMap<string, Chain>, asked: Asked, witness: Witness | null) {
    this.chains = chains
    this.asked = asked
    this.witness = witness
    this.state = firstState(asked)
  }

  /** ACCEPTS, DROPS or both. */
  hook(base: Chain): number {
    const met = this.walk(base, 0, true)
    if ((met & RETURNS) === 0) return met
    const isSure = met === RETURNS
    this.counted.push({ chain: base.name, rule: null, isSure })
    this.witness?.ended(base, isSure ? YES : UNSURE, 0, true)
    if (base.policy !== 'DROP') return (met & ~RETURNS) | this.accept()
    return (met & ~RETURNS) | this.drop(null)
  }

  private walk(chain: Chain, depth: number, isSure: boolean): number {
    if (depth > DEEPEST || this.left < 0 || this.open.has(chain)) return this.giveUp(chain, depth)
    this.open.add(chain)
    const met = this.tryRules(chain, depth, isSure)
    this.open.delete(chain)
    return met
  }

  private tryRules(chain: Chain, depth: number, isSure: boolean): number {
    const { known, rules } = chain
    const { asked, witness } = this
    let met = 0
    let returned: RunState | null = null
    for (let at = 0; at < rules.length; at++) {
      const rule = known[at] ?? chain.read(at)
      const fit = fitOf(rule.asks, asked)
      const isReached = isSure && met === 0
      if (witness !== null) witness.tried(chain, at, rule, fit, asked, depth, isReached)
      this.left -= 1
      if (fit === NO) continue
      const isCounted = isReached && fit === YES
      this.counted.push({ chain: chain.name, rule: at + 1, isSure: isCounted })
      const before = this.state
      const { act } = rule
      const done = this.meet(act, depth, isCounted)
      met |= done & (ACCEPTS | DROPS | RETURNS)
      if ((done & RETURNS) !== 0) returned = joined(returned, this.state)
      if (fit === UNSURE) this.become((done & GOES_ON) === 0 ? before : joined(before, this.state))
      else if ((done & GOES_ON) === 0) {
        if (returned !== null) this.become(returned)
        return met
      }
    }
    if (depth > 0) witness?.ended(chain, met === 0 ? YES : UNSURE, depth, isSure)
    this.become(joined(returned, this.state))
    return met | RETURNS
  }

  /** What becomes of a packet that fits. */
  private meet(act: RuleAct, depth: number, isSure: boolean): number {
    switch (act.do) {
      case 'accept':
        return this.accept()
      case 'translate':
        this.become({ ...this.state, translation: act })
        return this.accept()
      case 'drop':
        return this.drop(null)
      case 'reject':
        return this.drop(act.with)
      case 'return':
        return RETURNS
      case 'jump':
      case 'goto': {
        const chain = this.chains.get(act.chain)
        if (chain === undefined) return this.accept() | this.drop(null) | GOES_ON
        const met = this.walk(chain, depth + 1, isSure)
        // Behind a goto the packet comes back to who called this chain.
        return act.do === 'goto' || (met & RETURNS) === 0 ? met : (met & ~RETURNS) | GOES_ON
      }
      case 'unknown':
        return this.accept() | this.drop(null) | GOES_ON
      default:
        this.become(changed(this.state, act, this.asked))
        return GOES_ON
    }
  }

  private accept(): number {
    this.accepted = joined(this.accepted, this.state)
    return ACCEPTS
  }

  private drop(answer: string | null): number {
    this.answers.add(answer)
    this.dropped = joined(this.dropped, this.state)
    return DROPS
  }

  /** What becomes of the connection's mark stays, whatever becomes of the packet. */
  get connectionMark(): number | undefined {
    const { accepted, dropped } = this
    return (accepted === null ? dropped : dropped === null ? accepted : joined(accepted, dropped))?.connectionMark
  }

  private giveUp(chain: Chain, depth: number): number {
    this.witness?.gaveUp(chain, depth)
    // Anything may have been changed by what is not walked.
    this.become({
      ...this.state,
      mark: UNKNOWN,
      connectionMark: UNKNOWN,
      states: 31,
      zone: UNKNOWN,
      isUntracked: UNSURE,
      isTraced: UNSURE,
      translation: undefined,
    })
    return this.accept() | this.drop(null) | RETURNS
  }

  private become(state: RunState): void {
    if (state === this.state) return
    this.state = state
    const { asked } = this
    asked.mark = state.mark
    asked.connectionMark = state.connectionMark
    asked.states = state.states
    asked.ttl = state.ttl
    asked.length = state.length
  }
}

/** The mark that a rule sets, UNKNOWN where the one before is not known and stays in part. */
export const markAfter = (mark: number, keep: number, flip: number): number =>
  mark === UNKNOWN ? (keep === 0 ? flip : UNKNOWN) : ((mark & keep) ^ flip) >>> 0

type Changing = 'notrack' | 'trace' | 'go-on' | 'mark' | 'zone' | 'set-connection-mark' | 'save-mark' | 'restore-mark'
type Change = Extract<RuleAct, { readonly do: Changing }>

const UNCONNECTED = STATE_BITS.INVALID | STATE_BITS.UNTRACKED

/** A target CONNMARK: without a connection it does nothing. */
function remarked(
  state: RunState,
  act: Extract<Change, { readonly do: 'set-connection-mark' | 'save-mark' | 'restore-mark' }>,
): RunState {
  if ((state.states & ~UNCONNECTED) === 0) return state
  const { mark, connectionMark } = state
  const taken = (from: number, take: number): number => (from === UNKNOWN ? (take === 0 ? 0 : UNKNOWN) : from & take)
  const after = (old: number, keep: number, other: number): number => (other === UNKNOWN ? UNKNOWN : markAfter(old, keep, other))
  const now: RunState =
    act.do === 'set-connection-mark'
      ? { ...state, connectionMark: markAfter(connectionMark, act.keep, act.flip) }
      : act.do === 'save-mark'
        ? { ...state, connectionMark: after(connectionMark, act.keep, taken(mark, act.take)) }
        : { ...state, mark: after(mark, act.keep, taken(connectionMark, act.take)) }
  return (state.states & UNCONNECTED) === 0 ? now : joined(state, now)
}

function changed(state: RunState, act: Change, { subject, mark }: Asked): RunState {
  switch (act.do) {
    case 'set-connection-mark':
    case 'save-mark':
    case 'restore-mark':
      return remarked(state, act)
    case 'go-on':
      return act.forgets === null ? state : { ...state, [act.forgets]: UNKNOWN }
    case 'mark':
      return { ...state, mark: markAfter(mark, act.keep, act.flip) }
    case 'trace':
      return { ...state, isTraced: 1 }
    case 'notrack':
    case 'zone': {
      // Connection tracking has looked already.
      if (subject.state !== null && subject.state !== undefined) return state
      const zone = act.do === 'notrack' ? -1 : act.zone === 'mark' ? (mark < 0 ? UNKNOWN : mark & 0xffff) : (act.zone ?? UNKNOWN)
      const now = tracked(state, zone)
      return subject.state === null ? now : joined(state, now)
    }
  }
}
