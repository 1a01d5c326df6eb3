import type { ProjectState } from '#shared/contract/states'
import { invalid, type TapwallError } from '#shared/errors'
import { applyEdit, type Edit } from '#shared/project/edits'
import { begin, type History, record, redo, undo } from '#shared/project/history'
import type { Project } from '#shared/project/schema'
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
  /** Remembers what was put into the kernel. */
  readonly setApplied: (applied: ProjectState['applied']) => void
  readonly setSaved: (path: string | null, error: TapwallError | null) => void
}

const nothingTo = (what: 'undo' | 'redo'): Result<never, TapwallError> =>
  err(invalid([{ path: [], code: `history.nothing-to-${what}`, values: {}, message: `There is nothing to ${what}.` }]))

export function projectStore(project: Project, path: string | null): ProjectStore {
  let history: History = begin(project)
  const state = topic<ProjectState>({ revision: 1, project, path, saveError: null, undo: null, redo: null, applied: null })

  const become = (next: History) => {
    history = next
    state.change((s) => ({
      ...s,
      revision: s.revision + 1,
      project: next.now,
      undo: next.past.at(-1)?.edit ?? null,
      redo: next.next[0]?.edit ?? null,
    }))
    return ok({ revision: state.get().revision })
  }

  return {
    state,
    edit: (edit) => {
      const edited = applyEdit(history.now, edit)
      return edited.ok ? become(record(history, edit.do, edited.value)) : err(invalid(edited.error))
    },
    undo: () => {
      const back = undo(history)
      return back === null ? nothingTo('undo') : become(back)
    },
    redo: () => {
      const forth = redo(history)
      return forth === null ? nothingTo('redo') : become(forth)
    },
    setApplied: (applied) => state.change((s) => ({ ...s, applied })),
    setSaved: (savedPath, saveError) => state.change((s) => ({ ...s, path: savedPath, saveError })),
  }
}
