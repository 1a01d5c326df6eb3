import type { Family } from '../netfilter/rule-spec.ts'
import type { Project } from '../project/schema.ts'
import { markOf } from '../ruleset/mark.ts'
import type { Origin, Ruleset } from '../ruleset/ruleset.ts'
import type { Language } from '../texts/language.ts'
import type { Blocker } from '../walk/blockers.ts'
import { decidedBy } from '../walk/decided-by.ts'
import { outcomeOf } from '../walk/outcome.ts'
import type { Journey, Step } from '../walk/step.ts'
import { blockerOf, sayBlocker } from './blocker.ts'
import { portLabel } from './names.ts'
import { type ReasonSubject, reasonOf, sayReason } from './reason.ts'

/** What the rules of some hosts were made for, by their marks. */
export interface WrittenFor {
  readonly project: Project
  readonly subjects: ReadonlyMap<string, ReasonSubject>
}

/** Of rules that the project compiles to, on all of its hosts. */
export function writtenFor(project: Project, rulesets: readonly Ruleset[]): WrittenFor {
  const subjects = new Map<string, ReasonSubject>()
  for (const { tables } of rulesets)
    for (const { family, table, chains } of tables) {
      const roles = new Map(chains.map(({ name, role }) => [name, role]))
      for (const { name, role, rules } of chains)
        for (const rule of rules) {
          const { target, source = null } = rule.spec
          const jump = target.kind === 'jump' ? (roles.get(target.chain) ?? 'foreign') : null
          subjects.set(markOf(family, table, name, rule), { origin: rule.origin, role, target: jump, source })
        }
    }
  return { project, subjects }
}

/** A rule that a packet met, and why it is there. */
export interface ToldRule {
  readonly place: string
  readonly family: Family
  readonly step: Step
  /** Null: a policy, a rule of others, or one of a project that is not known. */
  readonly origin: Origin | null
  /** `compile --explain` says the same of it. */
  readonly reason: string | null
}

export interface ToldBlocker extends ToldRule {
  readonly code: Blocker['code']
  readonly message: string
}

export interface Teller {
  readonly language: Language
  /** Null: nothing is known of what the rules were made for. */
  readonly written: WrittenFor | null
  /** What a person calls a place. */
  readonly titleOf: (place: string) => string
}

/**
 * The rules that decided about a packet, in the order in which it met them: each by which it was let go on, and what accepted or dropped it.
 * Lines that accept whatever others have let go on are left out where such a line is told.
 */
export function toldDecisions(journey: Journey, teller: Teller): ToldRule[] {
  return outcomeOf(journey).way.flatMap(({ place, packet, hooks }) =>
    hooks.flatMap(({ steps }) => {
      const decided = decidedBy(steps).filter(({ rule, act }) => rule !== null && act.do !== 'translate')
      const lets = decided.some(({ act }) => act.do === 'return')
      const own = lets ? decided.filter(({ act }) => act.do !== 'accept') : decided
      return own.map((step) => toldRule({ place, family: packet.family, step }, teller))
    }),
  )
}

export function toldBlockers(blockers: readonly Blocker[], family: Family, teller: Teller): ToldBlocker[] {
  return blockers.map((blocker) => {
    const { code, place, step, via } = blocker
    const { language, written, titleOf } = teller
    const portId = [step, ...via.toReversed()].flatMap(({ mark }) => portOf(subjectOf(mark, written)?.origin) ?? [])[0]
    const port = portId === undefined || written === null ? null : portLabel(written.project, portId)
    const message = sayBlocker(language, blockerOf({ code, step }, { chain: step.chain, host: titleOf(place), port }))
    return { ...toldRule({ place, family, step }, teller), code, message }
  })
}

function toldRule(met: Pick<ToldRule, 'place' | 'family' | 'step'>, { language, written }: Teller): ToldRule {
  const subject = subjectOf(met.step.mark, written)
  if (subject === null || written === null) return { ...met, origin: null, reason: null }
  return { ...met, origin: subject.origin, reason: sayReason(language, reasonOf(language, written.project, subject)) }
}

const subjectOf = (mark: string | null, written: WrittenFor | null): ReasonSubject | null =>
  mark === null ? null : (written?.subjects.get(mark) ?? null)

const portOf = (origin: Origin | undefined): string | null => (origin !== undefined && 'portId' in origin ? origin.portId : null)
