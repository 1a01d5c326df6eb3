import { useTranslation } from 'react-i18next'
import { runCommand } from '../../commands/registry.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane } from '../../parts/pane.tsx'
import { useProject } from '../../state/project.ts'
import { selectNetwork, useScreen } from '../../state/screen.ts'
import { NetworkList } from './network-list.tsx'
import { NetworkPane } from './network-pane.tsx'
import './networks-view.css'

/** Networks and their subnets: what ports are plugged into and get their addresses from. */
export function NetworksView() {
  const { t } = useTranslation('networks')
  const project = useProject((store) => store.project)
  const networkId = useScreen((screen) => screen.networkId)
  if (project === null) return null
  const network = project.networks.find(({ id }) => id === networkId) ?? project.networks[0]
  return (
    <div className="networks">
      <NetworkList project={project} selected={network?.id ?? null} onSelect={selectNetwork} />
      {network === undefined ? (
        <Pane label={t('noNetworks')}>
          <EmptyState
            title={t('noNetworks')}
            action={<Button onClick={() => void runCommand('newNetwork')}>{t('newNetwork')}</Button>}
          >
            {t('noNetworksWhat')}
          </EmptyState>
        </Pane>
      ) : (
        <NetworkPane project={project} network={network} />
      )}
    </div>
  )
}
