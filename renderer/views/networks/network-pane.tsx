import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Network, Project } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { InlineEdit } from '../../parts/inline-edit.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { useDeed } from '../../state/deeds.ts'
import { editNetwork, networkIssue } from '../../state/network-edits.ts'
import { networkName } from '../../state/network-names.ts'
import { judged } from '../../texts/judged.ts'
import { sentences } from '../../texts/sentences.ts'
import { NetworkPorts } from './network-ports.tsx'
import { SubnetsTable } from './subnets-table.tsx'

/** One network: its name and switches, its subnets, and the ports on it. */
export function NetworkPane({ project, network }: { readonly project: Project; readonly network: Network }) {
  const { t } = useTranslation('networks')
  const [renames, setRenames] = useState(0)
  useDeed('renameNetwork', () => setRenames((count) => count + 1))
  const name = networkName(network)
  const change = (next: Partial<Pick<Network, 'name' | 'external' | 'portSecurityEnabled'>>) =>
    editNetwork({ do: 'network.update', networkId: network.id, change: next })
  const why = judged(networkIssue(project, { do: 'network.delete', networkId: network.id }), project.apiRelease)
  return (
    <Pane label={name}>
      <ToolBar>
        <h1 className="group-name">
          <InlineEdit
            value={network.name}
            label={t('name')}
            editLabel={t('rename', { name })}
            begin={renames}
            onSave={async (value) => (await change({ name: value.trim() })).ok}
          >
            {name}
          </InlineEdit>
        </h1>
        <span className="m t3 wide el">{network.id}</span>
        <span className="sp" />
        <Button look="ghost" onClick={() => void runCommand('newPort')}>
          <Plus size={14} aria-hidden="true" /> {t('newPort')}
        </Button>
        <IconButton
          label={t('delete', { what: name })}
          refusal={why === null ? null : sentences([why.words, why.answer])}
          icon={<Trash2 size={14} aria-hidden="true" />}
          onClick={() => void runCommand('deleteNetwork')}
        />
      </ToolBar>
      <div className="network-switches">
        <Switch
          label={t('portSecurity')}
          on={network.portSecurityEnabled}
          onChange={(portSecurityEnabled) => void change({ portSecurityEnabled })}
        />
        <span className="t3">{t(network.portSecurityEnabled ? 'securityOn' : 'securityOff')}</span>
        <Switch label={t('externalSwitch')} on={network.external} onChange={(external) => void change({ external })} />
        <span className="t3">{t('externalWhat')}</span>
      </div>
      <SubnetsTable key={network.id} project={project} network={network} />
      <NetworkPorts project={project} network={network} />
    </Pane>
  )
}
