import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Command } from '../../commands/command.ts'
import { givenKeys, type KeyTable } from '../../commands/key-table.ts'
import { commands } from '../../commands/registry.ts'
import { resetAllKeys, setSingleKeys, useShortcuts } from '../../commands/shortcuts.ts'
import { keyWord } from '../../keys.ts'
import { Button } from '../../parts/button.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { say } from '../../state/messages.ts'
import { translateCommand } from '../../texts/i18n.ts'
import { KeyRow } from './key-row.tsx'

/** Every command with its keys, which can be taken away, added and brought back. */
export function KeySettings() {
  const { t } = useTranslation('settings')
  const { t: tc } = useTranslation('commands')
  const table = useShortcuts()
  const [asked, setAsked] = useState('')
  const shown = Object.values(commands).filter((command) => fits(command, table, asked, tc(`names.${command.id}`)))
  const groups = [...new Set(shown.map(({ group }) => group))]
  const resetAll = () => {
    resetAllKeys()
    say(() => translateCommand('said.keysReset'))
  }
  return (
    <section aria-label={t('keyboard')}>
      <SectionBar title={t('keyboard')} />
      <div className="settings-single">
        <Switch label={t('single')} on={table.single} onChange={setSingleKeys} />
        <span className="t2">{t('singleNote')}</span>
      </div>
      <div className="settings-tools">
        <TextInput
          aria-label={t('filter')}
          placeholder={t('filterPlaceholder')}
          wrapperProps={{ 'data-size': 'md' }}
          value={asked}
          maxLength={100}
          spellCheck={false}
          onChange={(event) => setAsked(event.currentTarget.value)}
        />
        <span className="sp" />
        <Button refusal={Object.keys(table.changed).length === 0 ? t('nothingToReset') : null} onClick={resetAll}>
          {t('resetAll')}
        </Button>
      </div>
      <table className="t settings-keys" aria-label={t('table')}>
        <thead>
          <tr className="r r-head">
            <th scope="col" className="flush">
              {t('command')}
            </th>
            <th scope="col">{t('keys')}</th>
            <th scope="col">
              <span className="sr">{t('change')}</span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr className="r r-group">
              <th scope="rowgroup" className="flush settings-group">
                {tc(`groups.${group}`)}
              </th>
            </tr>
            {shown
              .filter((command) => command.group === group)
              .map((command) => (
                <KeyRow key={command.id} id={command.id} table={table} />
              ))}
          </tbody>
        ))}
      </table>
      {shown.length === 0 ? <p className="pane-foot">{t('noMatch')}</p> : null}
    </section>
  )
}

/** By name or by keys: `ctrl+z` finds who has it. */
function fits({ id }: Command, table: KeyTable, asked: string, name: string): boolean {
  const wanted = asked.trim().toLowerCase()
  const texts = [name, ...givenKeys(table, id).map(keyWord)]
  return wanted === '' || texts.some((text) => text.toLowerCase().includes(wanted))
}
