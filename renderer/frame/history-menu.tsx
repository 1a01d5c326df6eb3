import { Menu, Tooltip } from '@mantine/core'
import { History, SquareTerminal } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HistoryState } from '#shared/contract/states'
import { goToStep } from '../commands/edit-commands.ts'
import { useHint } from '../commands/use-hint.ts'
import { showAllStepsAsCommands, showStepAsCommands } from '../state/as-commands.ts'
import { useDeed } from '../state/deeds.ts'
import { useProject } from '../state/project.ts'
import { stepWords } from '../texts/step-words.ts'
import './history-menu.css'

const WIDTH = 380
const MOST_HEIGHT = 420

/** Everything that was edited, by name, with the place where the project is now; a step that is chosen is gone to. */
export function HistoryMenu() {
  const { t } = useTranslation('commands')
  const history = useProject((store) => store.told?.history ?? null)
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const leave = () => {
    setOpened(false)
    // The menu would do so a moment later; by then the dialog is open, and would not know where to go back to.
    button.current?.focus()
  }
  useDeed('history', () => setOpened(true))
  const hint = useHint('history')
  return (
    <Menu position="bottom-end" width={WIDTH} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Tooltip label={hint} disabled={opened}>
          <button ref={button} type="button" className="btn btn-ghost btn-icon" aria-label={t('names.history')}>
            <History size={16} aria-hidden="true" />
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={MOST_HEIGHT} className="history-menu">
        {history === null ? null : <Steps history={history} onCommands={leave} />}
      </Menu.Dropdown>
    </Menu>
  )
}

interface StepsProps {
  readonly history: HistoryState
  /** The menu goes: the commands are shown above the page. */
  readonly onCommands: () => void
}

function Steps({ history: { earlier, past, next, later }, onCommands }: StepsProps) {
  const { t } = useTranslation()
  const { t: tc } = useTranslation('asCommand')
  if (past.length + next.length === 0) return <Menu.Label>{t('history.none')}</Menu.Label>
  const places = [...past, ...next].map((step, at) => ({ step, place: earlier + at + 1, steps: at + 1 - past.length }))
  const show = (commands: () => Promise<void>) => () => {
    onCommands()
    void commands()
  }
  const all = { label: tc('showAll'), onClick: show(showAllStepsAsCommands) }
  return (
    <>
      <div className="history-step">
        {earlier > 0 ? (
          <Menu.Label>{t('history.earlier', { count: earlier })}</Menu.Label>
        ) : (
          <Place words={t('history.start')} steps={-past.length} />
        )}
        {past.length === 0 ? null : <CommandButton {...all} />}
      </div>
      {places.map(({ step, place, steps }) => {
        const words = stepWords(t, step)
        return (
          <div key={place} className="history-step">
            <Place words={words} steps={steps} />
            <CommandButton label={tc('showStep', { edit: words })} onClick={show(() => showStepAsCommands(step, steps))} />
          </div>
        )
      })}
      {later > 0 ? <Menu.Label>{t('history.later', { count: later })}</Menu.Label> : null}
    </>
  )
}

/** Beside a step; the arrows that go from step to step pass it by. */
function CommandButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className="btn btn-ghost btn-icon btn-small history-command"
      aria-label={label}
      title={label}
      onKeyDown={leaveCommand}
      onClick={onClick}
    >
      <SquareTerminal size={14} aria-hidden="true" />
    </button>
  )
}

/** Right leads from a step to its commands, left back. */
function toCommand(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowRight') return
  event.currentTarget.parentElement?.querySelector<HTMLElement>('.history-command')?.focus()
}
function leaveCommand(event: KeyboardEvent<HTMLElement>): void {
  if (!['ArrowLeft', 'ArrowUp', 'ArrowDown'].includes(event.key)) return
  event.preventDefault()
  event.currentTarget.parentElement?.querySelector<HTMLElement>('[data-menu-item]')?.focus()
}

/** The project as it was after one step; `steps` from here, 0 where it is. */
function Place({ words, steps }: { readonly words: string; readonly steps: number }) {
  const { t } = useTranslation()
  const here = steps === 0
  return (
    <Menu.Item
      className={here ? 'history-here' : steps > 0 ? 'history-undone' : ''}
      aria-current={here ? 'step' : undefined}
      data-autofocus={here || undefined}
      title={words}
      rightSection={here || steps > 0 ? <span className="history-note">{t(here ? 'history.here' : 'history.undone')}</span> : null}
      onKeyDown={toCommand}
      onClick={() => void goToStep(steps)}
    >
      <span className="history-words el">{words}</span>
    </Menu.Item>
  )
}
