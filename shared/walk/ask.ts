import { type Asked, NONE } from './asked.ts'
import type { Field } from './step.ts'

/** Whether a packet has what is asked for. */
export const NO = 0
export const YES = 1
export const UNSURE = 2
export type Fit = typeof NO | typeof YES | typeof UNSURE

export const sure = (is: boolean): Fit => (is ? YES : NO)

export const negated = (fit: Fit, not: boolean): Fit => (!not || fit === UNSURE ? fit : fit === YES ? NO : YES)

/** What is asked for in nearly every rule is asked without a call; the rest by `fit`. */
export const OTHER = 0
export const PROTOCOL = 1
export const SOURCE = 2
export const DESTINATION = 3
export const SOURCE_PORT = 4
export const DESTINATION_PORT = 5
export const STATES = 6
export const PHYS_IN = 7
/** Of IPv6 the last word alone, by which most addresses differ; `fit` tells of all where that is the same. */
export const SOURCE_LAST = 8
export const DESTINATION_LAST = 9

/** One match of a rule. All have the same fields in the same order, so that the engine reads each in the same way. */
export interface Ask {
  readonly op: number
  readonly not: boolean
  /** By `op`: value and mask, first and last. */
  readonly a: number
  readonly b: number
  /** Of OTHER; it negates by itself. */
  readonly fit: (asked: Asked) => Fit
  readonly field: Field
  /** The rule's own words. */
  readonly words: string
}

export type About = Pick<Ask, 'field' | 'words' | 'not'>

const never: (asked: Asked) => Fit = () => NO

/** `fit`: where `op` does not say it all, with `!`. */
export const quickAsk = (op: number, a: number, b: number, { field, words, not }: About, fit = never): Ask => ({
  ...{ op, not, a, b, fit },
  ...{ field, words },
})

/** `tell`: without `!`. */
export const plainAsk = (about: About, tell: (asked: Asked) => Fit): Ask =>
  wholeAsk(about, about.not ? (asked) => negated(tell(asked), true) : tell)

/** `fit`: with `!`. */
export const wholeAsk = ({ field, words, not }: About, fit: (asked: Asked) => Fit): Ask => ({
  ...{ op: OTHER, not, a: 0, b: 0, fit },
  ...{ field, words },
})

const unsure = (): Fit => UNSURE

export const unknownAsk = (about: About): Ask => wholeAsk(about, unsure)

export function answer(ask: Ask, asked: Asked): Fit {
  const { a } = ask
  switch (ask.op) {
    case PROTOCOL:
      return (asked.protocol === a) !== ask.not ? YES : NO
    case SOURCE:
      return ((asked.source & ask.b) === a) !== ask.not ? YES : NO
    case DESTINATION:
      return ((asked.destination & ask.b) === a) !== ask.not ? YES : NO
    case PHYS_IN:
      return asked.physIn >= 0 ? ((asked.physIn === a) !== ask.not ? YES : NO) : ask.fit(asked)
    case SOURCE_LAST:
      return (asked.sourceLast & ask.b) !== a ? (ask.not ? YES : NO) : ask.fit(asked)
    case DESTINATION_LAST:
      return (asked.destinationLast & ask.b) !== a ? (ask.not ? YES : NO) : ask.fit(asked)
    case SOURCE_PORT:
      return portFit(asked.sourcePort, ask)
    case DESTINATION_PORT:
      return portFit(asked.destinationPort, ask)
    case STATES: {
      const met = asked.states & a
      return met === 0 ? (ask.not ? YES : NO) : met === asked.states ? (ask.not ? NO : YES) : UNSURE
    }
    default:
      return ask.fit(asked)
  }
}

function portFit(port: number, { a, b, not }: Ask): Fit {
  // Who has no ports does not have another one either.
  if (port < 0) return port === NONE ? NO : UNSURE
  return (a <= port && port <= b) !== not ? YES : NO
}

/** All matches are asked: one `no` is enough, however many are not known. */
export function fitOf(asks: readonly Ask[], asked: Asked): Fit {
  let fit: Fit = YES
  for (const ask of asks) {
    const is = answer(ask, asked)
    if (is === NO) return NO
    if (is === UNSURE) fit = UNSURE
  }
  return fit
}
