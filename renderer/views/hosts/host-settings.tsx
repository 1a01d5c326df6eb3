import { Trash2 } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { driverWord, fileLines, fileOf } from '#shared/as-command/host-lines'
import type { HostSettings as Settings } from '#shared/compile/compile'
import { FirewallDriver, type Host, Release } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { useHint } from '../../commands/use-hint.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { SelectField } from '../../parts/fields.tsx'
import { InlineEdit } from '../../parts/inline-edit.tsx'
import { SectionBar, ToolBar } from '../../parts/pane.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { useDeed } from '../../state/deeds.ts'
import { draftHost, type HostDraft, withDraft } from '../../state/host-draft.ts'
import { renameHost } from '../../state/host-edits.ts'
import { selectHost } from '../../state/screen.ts'

interface HostSettingsProps {
  readonly host: Host
  readonly draft: HostDraft
}

/** The settings of a host in the words of its agent's file. A choice is looked at first; the pane beside it takes it or drops it. */
export function HostSettings({ host, draft }: HostSettingsProps) {
  const { t } = useTranslation('hosts')
  const { t: tc } = useTranslation('commands')
  const [renames, setRenames] = useState(0)
  useDeed('renameHost', () => setRenames((count) => count + 1))
  const deleteHint = useHint('deleteHost')
  const refusal = useRefusal('deleteHost')
  const shown = withDraft(host, draft)
  const set = (change: Settings) => draftHost(host, change)
  const driver = { release: shown.release, firewallDriver: host.firewallDriver }
  const drivers = FirewallDriver.options.map((firewallDriver) => driverWord({ release: shown.release, firewallDriver }))
  const onOff = (key: 'enableSecurityGroup' | 'enableIpset' | 'comments', name: string, note: string) => (
    <Setting name={name} note={note} was={shown[key] === host[key] ? null : bool(host[key])}>
      <Segmented
        label={name}
        value={bool(shown[key])}
        options={BOOLS}
        onChange={(value) => set({ [key]: value === 'True' } as Settings)}
      />
    </Setting>
  )
  return (
    <>
      <ToolBar>
        <h2 className="host-title">
          <InlineEdit
            value={host.name}
            label={t('rename.name')}
            editLabel={t('rename.button', { name: host.name })}
            begin={renames}
            onSave={async (name) => {
              const done = await renameHost(host.name, name.trim())
              if (done.ok) selectHost(name.trim())
              return done.ok
            }}
          >
            {host.name}
          </InlineEdit>
        </h2>
        <span className="m t3 el">{fileOf(shown).agent}</span>
        <span className="sp" />
        <IconButton
          label={deleteHint}
          icon={<Trash2 size={14} aria-hidden="true" />}
          refusal={refusal === null ? null : tc(`refusals.${refusal}`)}
          onClick={() => void runCommand('deleteHost')}
        />
      </ToolBar>
      <dl className="host-settings">
        <Setting
          name={t('settings.release')}
          note={t(`releases.${shown.release}`)}
          was={shown.release === host.release ? null : host.release}
          words
        >
          <Segmented<Release>
            label={t('settings.release')}
            value={shown.release}
            options={Release.options.map((value) => ({ value, label: value }))}
            onChange={(release) => set({ release })}
          />
        </Setting>
        {onOff('enableSecurityGroup', 'enable_security_group', t('settings.securityGroup'))}
        <Setting
          name={DRIVER}
          note={t(`drivers.${shown.firewallDriver}`)}
          was={shown.firewallDriver === host.firewallDriver ? null : driverWord(driver)}
        >
          <SelectField
            label={DRIVER}
            value={driverWord(shown)}
            options={drivers}
            onChange={(value) => set({ firewallDriver: FirewallDriver.options[drivers.indexOf(value)] ?? host.firewallDriver })}
          />
        </Setting>
        {onOff('enableIpset', 'enable_ipset', t('settings.ipset'))}
        {onOff('comments', 'comment_iptables_rules', t(shown.release === '2014.2' ? 'settings.noComments' : 'settings.comments'))}
        <Setting
          name={t('settings.ipv6')}
          note={t('settings.ipv6Note')}
          was={shown.ipv6 === host.ipv6 ? null : t(host.ipv6 ? 'on' : 'off')}
          words
        >
          <Segmented
            label={t('settings.ipv6')}
            value={shown.ipv6 ? 'on' : 'off'}
            options={[
              { value: 'on', label: t('on') },
              { value: 'off', label: t('off') },
            ]}
            onChange={(value) => set({ ipv6: value === 'on' })}
          />
        </Setting>
      </dl>
      <SectionBar
        title={t('file.title')}
        note={<span className="m">{fileOf(shown).file}</span>}
        actions={
          <Button look="ghost" onClick={() => void runCommand('copyHostFile')}>
            {t('file.copy')}
          </Button>
        }
      />
      <pre className="host-file m" lang="en">
        {fileLines(shown).join('\n')}
      </pre>
    </>
  )
}

/** As the file has it. */
const DRIVER = 'firewall_driver'
const BOOLS = [
  { value: 'True', label: 'True' },
  { value: 'False', label: 'False' },
] as const
const bool = (on: boolean): 'True' | 'False' => (on ? 'True' : 'False')

interface SettingProps {
  /** As the file has it, or in words. */
  readonly name: string
  readonly words?: boolean
  readonly note: string
  /** What it is now, where something else is looked at. */
  readonly was: string | null
  readonly children: ReactNode
}

function Setting({ name, words = false, note, was, children }: SettingProps) {
  const { t } = useTranslation('hosts')
  const id = useId()
  return (
    <div className="host-setting">
      <dt className={words ? undefined : 'm'}>{name}</dt>
      <dd>
        {children}
        {was === null ? null : (
          <span className="ac host-was">
            {t('settings.was', { value: was.split('.').at(-1) === was ? was : was.replace(/^neutron\..*\./, '') })}
          </span>
        )}
        <p className="t2" id={id}>
          {note}
        </p>
      </dd>
    </div>
  )
}
