import { Menu, Tooltip } from '@mantine/core'
import { History } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HistoryState } from '#shared/contract/states'
import { goToStep } from '../commands/edit-commands.ts'
import { useHint } from '../commands/use-hint.ts'
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
  useDeed('history', () => setOpened(true))
  const hint = useHint('history')
  return (
    <Menu position="bottom-end" width={WIDTH} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Tooltip label={hint} disabled={opened}>
          <button type="button" className="btn btn-ghost btn-icon" aria-label={t('names.history')}>
            <History size={16} aria-hidden="true" />
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={MOST_HEIGHT} className="history-menu">
        {history === null ? null : <Steps history={history} />}
      </Menu.Dropdown>
    </Menu>
  )
}

function Steps({ history: { earlier, past, next, later } }: { readonly history: HistoryState }) {
  const { t } = useTranslation()
  if (past.length + next.length === 0) return <Menu.Label>{t('history.none')}</Menu.Label>
  const places = [...past, ...next].map((step, at) => ({ step, place: earlier + at + 1, steps: at + 1 - past.length }))
  return (
    <>
      {earlier > 0 ? <Menu.Label>{t('history.earlier', { count: earlier })}</Menu.Label> : null}
      {earlier > 0 ? null : <Place words={t('history.start')} steps={-past.length} />}
      {places.map(({ step, place, steps }) => (
        <Place key={place} words={stepWords(t, step)} steps={steps} />
      ))}
      {later > 0 ? <Menu.Label>{t('history.later', { count: later })}</Menu.Label> : null}
    </>
  )
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
      onClick={() => void goToStep(steps)}
    >
      <span className="history-words el">{words}</span>
    </Menu.Item>
  )
}
