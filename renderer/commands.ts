import type { TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { applyRevision, sendRedo, sendUndo, startLab } from './api.ts'
import { changesOf } from './state/changes.ts'
import { say, showFailure } from './state/messages.ts'
import { useProject } from './state/project.ts'
import { openView, useScreen, type View } from './state/screen.ts'
import { useSession } from './state/session.ts'
import { isActing, oneAtATime, useUnderWay } from './state/under-way.ts'
import { editName } from './texts/edit-name.ts'
import type { frame } from './texts/en/frame.ts'
import { lineOf } from './texts/error-words.ts'
import { translate, translateError } from './texts/i18n.ts'

/** Each deed of the frame by name: button and key run the same command, which knows why it may not run now. */
export type RefusalKey = keyof (typeof frame)['refusals']
export type CommandId = 'undo' | 'redo' | 'apply' | 'startLab' | View

export interface Command {
  readonly id: CommandId
  readonly textKey: `commands.${CommandId}`
  /** Any of these; `mod` is Ctrl, or Command on a Mac. */
  readonly keys: readonly string[]
  /** Null: it may run. */
  readonly refusal: () => RefusalKey | null
  readonly run: () => Promise<void> | void
}

const connected = (): boolean => useSession.getState().connection === 'connected'
const t = translate

/** Tells a refusal in the status bar; true when the answer was good. */
function heard<T>(answer: Result<T, Parameters<typeof lineOf>[1]>): answer is { readonly ok: true; readonly value: T } {
  if (!answer.ok) {
    const { error } = answer
    say(() => lineOf(translateError, error))
  }
  return answer.ok
}

/** That something else is under way passes by itself: it is said and does not stay. */
function tellFailure(error: TapwallError): void {
  if (error.kind === 'busy') say(() => lineOf(translateError, error))
  else showFailure(error)
}

const undo: Command = {
  id: 'undo',
  textKey: 'commands.undo',
  keys: ['mod+z'],
  refusal: () => (connected() ? (useProject.getState().told?.undo == null ? 'noUndo' : null) : 'noLine'),
  run: async () => {
    const name = useProject.getState().told?.undo ?? null
    if (heard(await sendUndo())) say(() => t('said.undone', { edit: editName(t, name) }))
  },
}

const redo: Command = {
  id: 'redo',
  textKey: 'commands.redo',
  keys: ['mod+shift+z', 'mod+y'],
  refusal: () => (connected() ? (useProject.getState().told?.redo == null ? 'noRedo' : null) : 'noLine'),
  run: async () => {
    const name = useProject.getState().told?.redo ?? null
    if (heard(await sendRedo())) say(() => t('said.redone', { edit: editName(t, name) }))
  },
}

const applyNow = oneAtATime('apply', async () => {
  const { told } = useProject.getState()
  if (told === null) return
  showFailure(null)
  const answer = await applyRevision(told.revision)
  if (!answer.ok) return tellFailure(answer.error)
  const { revision, transactions, ms } = answer.value
  say(() =>
    transactions === 0
      ? t('said.appliedNothing', { revision })
      : t('said.applied', { revision, count: transactions, ms: Math.round(ms) }),
  )
})

function applyRefusal(): RefusalKey | null {
  const { session } = useSession.getState()
  const { told, pending, project } = useProject.getState()
  if (!connected() || told === null || project === null) return 'noLine'
  if (session?.applying === true || isActing('apply')) return 'applying'
  if (session?.lab.state !== 'running') return 'labOff'
  if (pending.length > 0) return 'sending'
  const inStep = session.kernel?.inStep ?? false
  const same = told.applied !== null && changesOf(project, told.applied.project).count === 0
  return same && inStep ? 'nothingToApply' : null
}

const apply: Command = {
  id: 'apply',
  textKey: 'commands.apply',
  keys: ['mod+enter'],
  refusal: applyRefusal,
  run: applyNow,
}

const startNow = oneAtATime('startLab', async () => {
  showFailure(null)
  if (heard(await startLab())) say(() => t('said.labStarted'))
})

const startTheLab: Command = {
  id: 'startLab',
  textKey: 'commands.startLab',
  keys: [],
  refusal: () => {
    const state = useSession.getState().session?.lab.state
    if (!connected()) return 'noLine'
    if (state === 'running') return 'labRunning'
    return state === 'starting' || isActing('startLab') ? 'labStarting' : null
  },
  run: startNow,
}

const opens = (id: View, digit: number): Command => ({
  id,
  textKey: `commands.${id}`,
  keys: [`alt+${digit}`, `${digit}`],
  refusal: () => null,
  run: () => openView(id),
})

export const commands: { readonly [K in CommandId]: Command } = {
  undo,
  redo,
  apply,
  startLab: startTheLab,
  groups: opens('groups', 1),
  ports: opens('ports', 2),
  chains: opens('chains', 3),
  ping: opens('ping', 4),
}

export async function runCommand(command: Command): Promise<void> {
  const refusal = command.refusal()
  if (refusal !== null) return say(() => t(`refusals.${refusal}`))
  await command.run()
}

/** Drawn again when any of the stores that commands look at changes. */
export function useRefusal(command: Command): RefusalKey | null {
  useProject()
  useSession()
  useUnderWay()
  useScreen((screen) => screen.view)
  return command.refusal()
}
