import type { Family } from '../netfilter/rule-spec.ts'
import { countingOf } from '../walk/counts.ts'
import { passesByRules } from '../walk/passes.ts'
import type { HookWalk, Journey, Step } from '../walk/step.ts'

/** One crossing as far as rules were asked: where, and the tables in their order. */
export interface Crossing {
  readonly place: string
  readonly family: Family
  readonly hooks: readonly HookWalk[]
}

/** All crossings of a journey that rules saw, in the order in which the packet made them; branches of a flood one after the other. */
export const crossingsOf = ({ first }: Journey): Crossing[] =>
  passesByRules(first).map(({ place, packet, hooks }) => ({ place, family: packet.family, hooks }))

/**
 * What both the kernel's trace and the counters tell of: rules that matched, and the policy where it decided; those that may have, too
 * (`isCertain`). That a chain has ended is told by neither.
 */
const countedOf = (steps: readonly Step[]): Step[] => steps.filter((step) => countingOf(step) !== 'no')

export const isCertain = (step: Step): boolean => countingOf(step) === 'yes'

export const countedSteps = ({ hooks }: { readonly hooks: readonly HookWalk[] }): Step[] =>
  hooks.flatMap(({ steps }) => countedOf(steps))

/** Of these the ones that the kernel's trace is known to tell: a table without rules that accepts says nothing but its policy. */
export const toldSteps = ({ hooks }: { readonly hooks: readonly HookWalk[] }): Step[] =>
  hooks.flatMap(({ steps, verdict }) => {
    const own = countedOf(steps)
    return verdict === 'accept' && steps.every(({ rule }) => rule === null) ? [] : own
  })

/** Whose step it is: the same on both sides when it is the same line of the same dump. */
export const sameStep = (a: Step, b: Step): boolean => a.table === b.table && a.chain === b.chain && a.rule === b.rule
