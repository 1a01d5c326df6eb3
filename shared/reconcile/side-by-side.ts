import type { HookWalk, Journey, Step } from '../walk/step.ts'
import { crossingsOf } from './matched.ts'

/**
 * Where the same packet's ways through two rulesets part: number of the step, from 1, counted over all steps of the first journey; one more
 * than these when the second goes on. Null when all are alike. Numbers of rules are not compared: a rule that went in above is met as a
 * step of its own; a table without rules that lets everything pass is as none, since one side may not have it.
 */
export function firstOtherStep(a: Journey, b: Journey): number | null {
  const [ours, theirs] = [stepsOf(a), stepsOf(b)]
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    const [own, other] = [ours[at], theirs[at]]
    if (own !== undefined && other !== undefined && isAlike(own.step, other.step)) continue
    return own?.number ?? (ours.at(-1)?.number ?? 0) + 1
  }
  return null
}

interface Numbered {
  readonly step: Step
  readonly number: number
}

function stepsOf(journey: Journey): Numbered[] {
  let number = 0
  return crossingsOf(journey).flatMap(({ hooks }) =>
    hooks.flatMap((hook) => {
      const steps = hook.steps.map((step) => ({ step, number: ++number }))
      return isIdle(hook) ? [] : steps
    }),
  )
}

const isIdle = ({ verdict, steps }: HookWalk): boolean => verdict === 'accept' && steps.every(({ rule }) => rule === null)

const isAlike = (a: Step, b: Step): boolean =>
  a.table === b.table && a.chain === b.chain && a.text === b.text && a.match === b.match && (a.rule === null) === (b.rule === null)
