import { create } from 'zustand'
import type { ProjectState } from '#shared/contract/states'
import { invalid, type TapwallError } from '#shared/errors'
import { decodeEdit, type Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { followProject, sendEdit } from '../api.ts'
import { startAfresh } from '../start-afresh.ts'

interface Pending {
  readonly number: number
  readonly edit: Edit
}
interface ProjectStore {
  /** What main said last; null until it has spoken. */
  readonly told: ProjectState | null
  /** Sent and not yet answered; applied on top of what main said, so that typing is seen at once. */
  readonly pending: readonly Pending[]
  /** `told` with `pending` on top: what the page shows. */
  readonly project: Project | null
}

/** The document as the page shows it. Main's answer is the truth; this only remembers and foresees. */
export const useProject = create<ProjectStore>()(() => ({ told: null, pending: [], project: null }))

/** Edits that no longer fit are passed over here: main will refuse them and say why. */
const foresee = (project: Project, pending: readonly Pending[]): Project =>
  pending.reduce((now, { edit }) => {
    const next = applyEdit(now, edit)
    return next.ok ? next.value : now
  }, project)

const shown = (told: ProjectState | null, pending: readonly Pending[]): ProjectStore => ({
  told,
  pending,
  project: told === null ? null : foresee(told.project, pending),
})

followProject((told) => {
  const before = useProject.getState().told
  // The line broke, and when it was back there was another document.
  if (before !== null && before.program !== told.program) startAfresh()
  else useProject.setState((store) => shown(told, store.pending))
})

let count = 0

/** Does an edit at once on the page and asks main for it; a refusal takes it back and says why. */
export async function edit(asked: Edit): Promise<Result<null, TapwallError>> {
  const { project } = useProject.getState()
  if (project === null) return err({ kind: 'busy', doing: 'The project is not there yet.' })
  const fits = decodeEdit(asked)
  const foreseen = fits.ok ? applyEdit(project, asked) : fits
  if (!foreseen.ok) return err(invalid(foreseen.error))
  const number = ++count
  useProject.setState((store) => shown(store.told, [...store.pending, { number, edit: asked }]))
  const answer = await sendEdit(asked)
  if (answer.ok) await revisionTold(answer.value.revision)
  useProject.setState((store) =>
    shown(
      store.told,
      store.pending.filter((p) => p.number !== number),
    ),
  )
  return answer.ok ? ok(null) : answer
}

/** Waits until main has answered every edit that was made so far, so that what follows is about the project as it is seen. */
export function editsAnswered(): Promise<void> {
  const latest = useProject.getState().pending.at(-1)?.number ?? 0
  const there = () => !useProject.getState().pending.some(({ number }) => number <= latest)
  if (there()) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = useProject.subscribe(() => {
      if (!there()) return
      stop()
      resolve()
    })
  })
}

/** Longest wait for a revision that was promised; after it nothing is held up longer, since main's next word brings it anyway. */
const PATIENCE = 2000

/** Waits for the stream, which an answer may overtake: an edit stays foreseen until then, so that nothing flickers. */
export function revisionTold(revision: number): Promise<void> {
  const there = () => (useProject.getState().told?.revision ?? 0) >= revision
  if (there()) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      stop()
      window.clearTimeout(timer)
      resolve()
    }
    const timer = window.setTimeout(done, PATIENCE)
    const stop = useProject.subscribe(() => {
      if (there()) done()
    })
  })
}
