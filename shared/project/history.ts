import type { EditName } from './edits.ts'
import type { Project } from './schema.ts'

/** Undo as a value: the past projects, each with the name of the edit that left it. Structural sharing makes it cheap. */
interface Step {
  readonly project: Project
  readonly edit: EditName
}

export interface History {
  readonly past: readonly Step[]
  readonly now: Project
  readonly next: readonly Step[]
}

/** Steps kept; older ones are forgotten. */
export const LONGEST_HISTORY = 500

export const begin = (project: Project): History => ({ past: [], now: project, next: [] })

export const record = (history: History, edit: EditName, project: Project): History => ({
  past: [...history.past.slice(1 - LONGEST_HISTORY), { project: history.now, edit }],
  now: project,
  next: [],
})

export function undo({ past, now, next }: History): History | null {
  const step = past.at(-1)
  return step === undefined
    ? null
    : { past: past.slice(0, -1), now: step.project, next: [{ project: now, edit: step.edit }, ...next] }
}

export function redo({ past, now, next }: History): History | null {
  const step = next[0]
  return step === undefined ? null : { past: [...past, { project: now, edit: step.edit }], now: step.project, next: next.slice(1) }
}
