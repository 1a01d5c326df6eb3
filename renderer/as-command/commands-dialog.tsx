import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Client, type Commands } from '#shared/as-command/script'
import { scriptLines } from '#shared/as-command/script-text'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Segmented } from '../parts/segmented.tsx'
import { setClient, useClient } from '../state/client.ts'
import { closeCommands, useCommandsDialog } from '../state/commands-dialog.ts'
import { copyLong } from '../state/copy.ts'
import './commands-dialog.css'

/** Each note has some of them. */
const NO_VALUES = { id: '', release: '', host: '', file: '', agent: '', value: '' }

/** The same deed in the words of the neutron and the openstack client, to read and to take along. */
export function CommandsDialog() {
  const shown = useCommandsDialog((store) => store.shown)
  return shown === null ? null : <Shown title={shown.title} commands={shown.commands} />
}

function Shown({ title, commands }: { readonly title: () => string; readonly commands: Commands }) {
  const { t } = useTranslation('asCommand')
  const client = useClient()
  const [copied, setCopied] = useState<Client | null>(null)
  const lines = scriptLines(commands[client], {
    note: (code, values) => t(`notes.${code}`, { ...NO_VALUES, ...values, count: Number(values['count'] ?? 0) }),
    more: (count) => t('more', { count }),
  })
  const count = lines.filter(({ comment }) => !comment).length
  const copy = async () => {
    const text = lines.map((line) => line.text).join('\n')
    if (await copyLong(`${text}\n`, t('copiedCount', { count, client }))) setCopied(client)
  }
  const isCopied = copied === client
  return (
    <Dialog
      title={title()}
      className="dialog-wide"
      onClose={closeCommands}
      actions={
        <>
          <span className="t3 commands-said" role="status">
            {isCopied ? t('copied') : t('count', { count })}
          </span>
          <Button look="primary" data-autofocus refusal={lines.length === 0 ? t('nothing') : null} onClick={() => void copy()}>
            {isCopied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
            {t('copy')}
          </Button>
        </>
      }
    >
      <div className="commands-bar">
        <Segmented<Client>
          label={t('client')}
          value={client}
          options={Client.options.map((value) => ({ value, label: value }))}
          onChange={setClient}
        />
        <span className="t3">{t(`what.${client}`)}</span>
      </div>
      {lines.length === 0 ? (
        <p className="dialog-body">{t('nothing')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is scrolled by keyboard, too
        <section className="commands-text m" aria-label={t('text')} tabIndex={0}>
          {lines.map(({ comment, text }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
            <code key={at} className={comment ? 't3' : ''}>
              {text}
            </code>
          ))}
        </section>
      )}
    </Dialog>
  )
}
