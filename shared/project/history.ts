import type { Project } from './schema.ts'
import type { Step } from './step.ts'

/** Undo as a value: the past projects, each with the step that left it. Structural sharing makes it cheap. */
interface Past {
  readonly project: Project
  readonly step: Step
}

export interface History {
  readonly past: readonly Past[]
  readonly now: Project
  readonly next: readonly Past[]
}

/** Steps kept; older ones are forgotten. */
export const LONGEST_HISTORY = 500

export const begin = (project: Project): History => ({ past: [], now: project, next: [] })

export const record = (history: History, step: Step, project: Project): History => ({
  past: [...history.past.slice(1 - LONGEST_HISTORY), { project: history.now, step }],
  now: project,
  next: [],
})

export function undo({ past, now, next }: History): History | null {
  const last = past.at(-1)
  return last === undefined
    ? null
    : { past: past.slice(0, -1), now: last.project, next: [{ project: now, step: last.step }, ...next] }
}

export function redo({ past, now, next }: History): History | null {
  const first = next[0]
  return first === undefined
    ? null
    : { past: [...past, { project: now, step: first.step }], now: first.project, next: next.slice(1) }
}

/** So many steps back (below 0) or forth; null when there are not so many, or none is asked for. */
export function goTo(history: History, steps: number): History | null {
  if (steps === 0) return null
  let at: History | null = history
  for (let left = Math.abs(steps); left > 0 && at !== null; left--) at = steps < 0 ? undo(at) : redo(at)
  return at
}

/** The project so many steps back or forth, without going there; null when there are not so many. */
export function projectAt(history: History, steps: number): Project | null {
  if (steps === 0) return history.now
  const at = steps < 0 ? history.past[history.past.length + steps] : history.next[steps - 1]
  return at?.project ?? null
}
