import { useTrace } from './trace.ts'
import { useTraceKept } from './trace-kept.ts'
import { isStep, type StepRow, withoutTried } from './trace-rows.ts'

/** Going through the steps that are shown: one at a time, or by themselves. */

export const shownSteps = (): readonly StepRow[] => {
  const { rows } = useTrace.getState()
  return (useTraceKept.getState().tried ? rows : withoutTried(rows)).filter(isStep)
}

/** Where the current step stands among those that are shown; one that is hidden counts as the one before it. */
function placeOf(steps: readonly StepRow[]): number {
  const { rows, current } = useTrace.getState()
  const own = rows.filter(isStep).find(({ key }) => key === current)
  return own === undefined ? -1 : steps.findLastIndex(({ number }) => number <= own.number)
}

/** True when there was a step to go to. */
export function stepBy(by: number): boolean {
  const steps = shownSteps()
  const at = placeOf(steps)
  const next = steps[Math.min(steps.length - 1, Math.max(0, at + by))]
  if (next === undefined || next.key === useTrace.getState().current) return false
  useTrace.setState({ current: next.key })
  return true
}

export const stepTo = (end: 'first' | 'last'): void => {
  useTrace.setState({ playing: null })
  stepBy(end === 'first' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)
}

export const goStep = (by: 1 | -1): void => {
  useTrace.setState({ playing: null })
  stepBy(by)
}

/** A rule that matched is looked at longer than one that was only tried. */
const MATCHED_MS = 650
const TRIED_MS = 160

let timer = 0

const isStill = (): boolean =>
  document.documentElement.dataset['motion'] === 'reduced' || window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** Plays on, or stops. Where nothing may move by itself, it goes to the next rule that matched. */
export function play(direction: 1 | -1): void {
  window.clearTimeout(timer)
  if (useTrace.getState().playing === direction) {
    useTrace.setState({ playing: null })
    return
  }
  if (isStill()) {
    toMatched(direction)
    return
  }
  // At the end it begins anew.
  if (!stepBy(direction)) stepBy(direction === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)
  useTrace.setState({ playing: direction })
  later()
}

function later(): void {
  const { rows, current } = useTrace.getState()
  const own = rows.filter(isStep).find(({ key }) => key === current)
  timer = window.setTimeout(
    () => {
      const { playing } = useTrace.getState()
      if (playing === null) return
      if (stepBy(playing)) later()
      else useTrace.setState({ playing: null })
    },
    own?.step.match === 'no' ? TRIED_MS : MATCHED_MS,
  )
}

function toMatched(direction: 1 | -1): void {
  const steps = shownSteps()
  const at = placeOf(steps)
  const ahead = direction === 1 ? steps.slice(at + 1) : steps.slice(0, Math.max(0, at)).reverse()
  const next = ahead.find(({ step }) => step.match !== 'no') ?? (direction === 1 ? steps[0] : steps.at(-1))
  if (next !== undefined) useTrace.setState({ current: next.key })
}
