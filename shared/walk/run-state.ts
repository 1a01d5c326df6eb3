import type { Translation } from './act.ts'
import { UNSURE } from './ask.ts'
import { type Asked, NONE, STATE_BITS, UNKNOWN } from './asked.ts'

/** What rules have changed of a packet so far. Numbers, as in `Asked`; what may be one or the other is not known. */
export interface RunState {
  readonly mark: number
  readonly connectionMark: number
  readonly states: number
  readonly ttl: number
  readonly length: number
  /** NONE: no rule chose one. */
  readonly zone: number
  /** A `Fit`: connection tracking is told to look away. */
  readonly isUntracked: number
  readonly isTraced: number
  /** Null: none. Undefined: not known. */
  readonly translation: Translation | null | undefined
}

export const firstState = ({ mark, connectionMark, states, ttl, length }: Asked): RunState => ({
  ...{ mark, connectionMark, states, ttl, length, zone: NONE, isUntracked: 0, isTraced: 0, translation: null },
})

/** Either of both. */
export function joined(a: RunState | null, b: RunState): RunState {
  if (a === null || a === b) return b
  const one = (x: number, y: number): number => (x === y ? x : UNKNOWN)
  const either = (x: number, y: number): number => (x === y ? x : UNSURE)
  return {
    mark: one(a.mark, b.mark),
    connectionMark: one(a.connectionMark, b.connectionMark),
    states: a.states | b.states,
    ttl: one(a.ttl, b.ttl),
    length: one(a.length, b.length),
    zone: one(a.zone, b.zone),
    isUntracked: either(a.isUntracked, b.isUntracked),
    isTraced: either(a.isTraced, b.isTraced),
    translation: a.translation === b.translation ? a.translation : undefined,
  }
}

/**
 * The first of CT and NOTRACK counts (xt_CT.c). A zone is carried by a template, for which `-m state` finds NEW. `zone`: NONE for NOTRACK.
 */
export function tracked(state: RunState, zone: number): RunState {
  const isUntracked = zone === NONE ? 1 : 0
  const chosen = { ...state, zone, isUntracked, states: isUntracked === 1 ? STATE_BITS.UNTRACKED : STATE_BITS.NEW }
  if (state.zone === NONE && state.isUntracked === 0) return chosen
  if (state.isUntracked === 1 || (state.zone >= 0 && state.isUntracked === 0)) return state
  return joined(state, chosen)
}
