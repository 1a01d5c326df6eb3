import { commandsBetween } from '#shared/as-command/commands'
import type { Commands } from '#shared/as-command/script'
import type { HistoryState, ProjectState } from '#shared/contract/states'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { begin, goTo, type History, projectAt, record, redo, undo } from '#shared/project/history'
import type { Project } from '#shared/project/schema'
import { stepOf, type WholeStep } from '#shared/project/step'
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
  /** The commands that lead from one place of the history to another; `from` null is the project as it was opened. */
  readonly commandsOf: (from: number | null, to: number, revision: number) => Result<Commands, TapwallError>
  /** Another project in the place of this one, as one step that can be undone. It was checked where it came from. */
  readonly replace: (project: Project, name: WholeStep) => { revision: number }
  /** Hears of each change before whoever asked for it gets the answer. Returns the unsubscriber. */
  readonly onChange: (hear: (change: Change) => void) => () => void
  /** Remembers what was put into the kernel. */
  readonly setApplied: (applied: ProjectState['applied']) => void
}

/** One accepted change. `edit` is null where the project became another one as a whole: undo, redo, merge. */
export interface Change {
  readonly revision: number
  readonly edit: Edit | null
  readonly project: Project
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

/** `program`: what the pages know this program by. */
export function projectStore(project: Project, program: string): ProjectStore {
  let history: History = begin(project)
  const state = topic<ProjectState>({
    program,
    revision: 1,
    project,
    undo: null,
    redo: null,
    history: told(history),
    applied: null,
  })
  const listeners = new Set<(change: Change) => void>()

  const become = (next: History, edit: Edit | null) => {
    history = next
    const revision = state.get().revision + 1
    for (const hear of listeners) hear({ revision, edit, project: next.now })
    state.change((s) => ({
      ...s,
      revision,
      project: next.now,
      undo: next.past.at(-1)?.step.edit ?? null,
      redo: next.next[0]?.step.edit ?? null,
      history: told(next),
    }))
    return { revision }
  }

  return {
    state,
    edit: (edit) => {
      const edited = applyEdit(history.now, edit)
      return edited.ok
        ? ok(become(record(history, stepOf(edit, history.now, edited.value), edited.value), edit))
        : err(invalid(edited.error))
    },
    undo: () => {
      const back = undo(history)
      return back === null ? nothingTo('undo') : ok(become(back, null))
    },
    redo: () => {
      const forth = redo(history)
      return forth === null ? nothingTo('redo') : ok(become(forth, null))
    },
    replace: (other, name) => become(record(history, { edit: name }, other), null),
    onChange: (hear) => {
      listeners.add(hear)
      return () => {
        listeners.delete(hear)
      }
    },
    goTo: (steps, revision) => {
      if (revision !== state.get().revision) return moved
      const there = goTo(history, steps)
      return there === null ? noStep : ok(become(there, null))
    },
    commandsOf: (from, to, revision) => {
      if (revision !== state.get().revision) return moved
      const before = from === null ? project : projectAt(history, from)
      const after = projectAt(history, to)
      if (before === null || after === null) return noStep
      return ok({ neutron: commandsBetween(before, after, 'neutron'), openstack: commandsBetween(before, after, 'openstack') })
    },
    setApplied: (applied) => state.change((s) => ({ ...s, applied })),
  }
}
