import { Plus, RotateCcw } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandId } from '../../commands/command.ts'
import { defaultKeys } from '../../commands/default-keys.ts'
import { givenKeys, type KeyTable, MOST_KEYS, ownerOf, reservedFor } from '../../commands/key-table.ts'
import { addKey, commandIds, removeKey, resetKeys } from '../../commands/shortcuts.ts'
import { isSingle, keyWord } from '../../keys.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { KeyListener } from './key-listener.tsx'

/** What stands between a pressed key and its command. */
type Doubt =
  | { readonly kind: 'taken'; readonly key: string; readonly owner: CommandId }
  | { readonly kind: 'reserved'; readonly key: string; readonly by: NonNullable<ReturnType<typeof reservedFor>> }

/** One command: its keys, and while keys are listened for, what is wrong with those that were pressed. */
export function KeyRow({ id, table }: { readonly id: CommandId; readonly table: KeyTable }) {
  const { t } = useTranslation('settings')
  const { t: tc } = useTranslation('commands')
  const [listening, setListening] = useState(false)
  const [doubt, setDoubt] = useState<Doubt | null>(null)
  const add = useRef<HTMLButtonElement>(null)
  const name = tc(`names.${id}`)
  const keys = givenKeys(table, id)
  const leave = () => {
    setListening(false)
    setDoubt(null)
    // The button is drawn again in the place of what listened.
    window.setTimeout(() => add.current?.focus())
  }
  const take = (key: string) => {
    addKey(id, key)
    leave()
  }
  const hear = (key: string) => {
    const by = reservedFor(key)
    const owner = ownerOf(table, key, commandIds)
    if (by !== null) setDoubt({ kind: 'reserved', key, by })
    else if (owner !== null && owner !== id) setDoubt({ kind: 'taken', key, owner })
    else take(key)
  }
  return (
    <tr className="r settings-key-row" data-command={id}>
      <td className="flush settings-name">{name}</td>
      <td className="settings-chips">
        {keys.length === 0 ? <span className="t3">{t('none')}</span> : null}
        {keys.map((key) => {
          const rests = !table.single && isSingle(key)
          return (
            <span key={key} className={rests ? 'settings-rests' : undefined} title={rests ? t('off') : undefined}>
              <Chip
                look={rests ? 'dash' : 'plain'}
                removeLabel={t('remove', { key: keyWord(key), name })}
                onRemove={() => {
                  removeKey(id, key)
                  add.current?.focus()
                }}
              >
                <span className="m">{keyWord(key)}</span>
              </Chip>
              {rests ? <span className="sr">{t('off')}</span> : null}
            </span>
          )
        })}
      </td>
      <td className="settings-do">
        {listening ? (
          <KeyListener name={name} onKey={hear} onLeave={leave} waits={doubt?.kind === 'taken'} />
        ) : (
          <IconButton
            ref={add}
            label={t('addTo', { name })}
            icon={<Plus size={14} aria-hidden="true" />}
            refusal={keys.length >= MOST_KEYS ? t('full', { most: MOST_KEYS }) : null}
            onClick={() => setListening(true)}
          />
        )}
        {table.changed[id] === undefined ? null : (
          <ResetButton id={id} name={name} onTaken={(found) => setDoubt({ kind: 'taken', ...found })} />
        )}
      </td>
      {doubt === null ? null : (
        <td className="settings-doubt" role="alert">
          {doubt.kind === 'reserved' ? (
            t(`reserved.${doubt.by}`, { key: keyWord(doubt.key) })
          ) : (
            <>
              {t('taken', { key: keyWord(doubt.key), name: tc(`names.${doubt.owner}`) })}
              <Button autoFocus onClick={() => take(doubt.key)}>
                {t('take')}
              </Button>
              <Button look="ghost" onClick={leave}>
                {t('leave')}
              </Button>
            </>
          )}
        </td>
      )}
    </tr>
  )
}

interface ResetButtonProps {
  readonly id: CommandId
  readonly name: string
  /** One of the keys belongs to another command by now. */
  readonly onTaken: (found: { readonly key: string; readonly owner: CommandId }) => void
}

function ResetButton({ id, name, onTaken }: ResetButtonProps) {
  const { t } = useTranslation('settings')
  const keys = defaultKeys[id] ?? []
  return (
    <IconButton
      label={t('resetOf', { name })}
      hint={keys.length === 0 ? t('resetNone') : t('reset', { keys: keys.map(keyWord).join(', ') })}
      icon={<RotateCcw size={14} aria-hidden="true" />}
      onClick={() => {
        const found = resetKeys(id)
        if (found !== null) onTaken(found)
      }}
    />
  )
}
