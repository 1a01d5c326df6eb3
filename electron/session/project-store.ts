import type { HistoryState, ProjectState } from '#shared/contract/states'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { applyEdit, type Edit } from '#shared/project/edits'
import { begin, goTo, type History, record, redo, undo } from '#shared/project/history'
import type { Project } from '#shared/project/schema'
import { stepOf } from '#shared/project/step'
import { err, ok, type Result } from '#shared/result'
import { type Topic, topic } from './topic.ts'

/**
 * The owner of the project, its history and its revision. The revision rises with every change, undo and redo included, so that
 * "the same revision" always means "the same project".
 */
export interface ProjectStore {
  readonly state: Topic<ProjectState>
  readonly edit: (edit: Edit) => Result<{ revision: number }, TapwallError>
  readonly undo: () => Result<{ revision: number }, TapwallError>
  readonly redo: () => Result<{ revision: number }, TapwallError>
  /** Several steps of the history at once, as one change. Refused when `revision` is no longer the present one. */
  readonly goTo: (steps: number, revision: number) => Result<{ revision: number }, TapwallError>
  /** Remembers what was put into the kernel. */
  readonly setApplied: (applied: ProjectState['applied']) => void
  readonly setSaved: (path: string | null, error: TapwallError | null) => void
}

const nothingTo = (what: 'undo' | 'redo'): Result<never, TapwallError> =>
  err(invalid([{ path: [], code: `history.nothing-to-${what}`, values: {}, message: `There is nothing to ${what}.` }]))

const moved = err(
  invalid([issue(['revision'], 'history.moved', 'The project has changed meanwhile. Look at the list again and choose anew.')]),
)
const noStep = err(invalid([issue(['steps'], 'history.no-step', 'The history does not reach so far.')]))

/** Steps that pages are told, in each direction. */
const TOLD = 60

function told({ past, next }: History): HistoryState {
  const [before, after] = [past.slice(-TOLD), next.slice(0, TOLD)]
  return {
    earlier: past.length - before.length,
    past: before.map(({ step }) => step),
    next: after.map(({ step }) => step),
    later: next.length - after.length,
  }
}

export function projectStore(project: Project, path: string | null): ProjectStore {
  let history: History = begin(project)
  const state = topic<ProjectState>({
    revision: 1,
    project,
    path,
    saveError: null,
    undo: null,
    redo: null,
    history: told(history),
    applied: null,
  })

  const become = (next: History) => {
    history = next
    state.change((s) => ({
      ...s,
      revision: s.revision + 1,
      project: next.now,
      undo: next.past.at(-1)?.step.edit ?? null,
      redo: next.next[0]?.step.edit ?? null,
      history: told(next),
    }))
    return ok({ revision: state.get().revision })
  }

  return {
    state,
    edit: (edit) => {
      const edited = applyEdit(history.now, edit)
      return edited.ok ? become(record(history, stepOf(edit, history.now, edited.value), edited.value)) : err(invalid(edited.error))
    },
    undo: () => {
      const back = undo(history)
      return back === null ? nothingTo('undo') : become(back)
    },
    redo: () => {
      const forth = redo(history)
      return forth === null ? nothingTo('redo') : become(forth)
    },
    goTo: (steps, revision) => {
      if (revision !== state.get().revision) return moved
      const there = goTo(history, steps)
      return there === null ? noStep : become(there)
    },
    setApplied: (applied) => state.change((s) => ({ ...s, applied })),
    setSaved: (savedPath, saveError) => state.change((s) => ({ ...s, path: savedPath, saveError })),
  }
}
