import { create } from 'zustand'
import type { TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { editsAnswered, revisionTold, useProject } from './project.ts'

type Revision = Result<{ readonly revision: number }, TapwallError>
export type HistoryAct = 'undo' | 'redo' | 'goTo'

/** Acts on main's history that were asked for and are not yet in what main told. */
export const useHistoryTurns = create<{ readonly [A in HistoryAct]: number }>()(() => ({ undo: 0, redo: 0, goTo: 0 }))
const count = (act: HistoryAct, more: number) => useHistoryTurns.setState((turns) => ({ [act]: turns[act] + more }))

/** Whether something is under way that puts a step where an undo finds it: there may be one though none is told. */
export function isUndoComing(): boolean {
  const { redo, goTo } = useHistoryTurns.getState()
  return redo + goTo > 0 || useProject.getState().pending.length > 0
}

export function isRedoComing(): boolean {
  const { undo, goTo } = useHistoryTurns.getState()
  return undo + goTo > 0
}

let latest: Promise<unknown> = Promise.resolve()

/**
 * Acts on main's history, each begun when the edits and acts before it are answered and told: a key that is pressed in the same breath
 * as an edit means the history with that edit. `run` answers null when there is nothing to ask main for.
 */
export function inHistoryTurn<T extends Revision | null>(act: HistoryAct, run: () => Promise<T>): Promise<T> {
  count(act, 1)
  const turn = latest.then(async () => {
    await editsAnswered()
    const answer = await run()
    if (answer?.ok) await revisionTold(answer.value.revision)
    return answer
  })
  latest = turn.catch(() => null).then(() => count(act, -1))
  return turn
}
