import { MantineProvider } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Frame } from './frame/frame.tsx'
import { Notice } from './frame/notice.tsx'
import { useTheme } from './frame/use-theme.ts'
import { useProject } from './state/project.ts'
import { useScreen, type View } from './state/screen.ts'
import { useSession } from './state/session.ts'
import { cssVariables, theme } from './theme/theme.ts'
import { ChainsView } from './views/chains/chains-view.tsx'
import { CompareView } from './views/compare/compare-view.tsx'
import { GroupsView } from './views/groups/groups-view.tsx'
import { HistoryView } from './views/history/history-view.tsx'
import { HostsView } from './views/hosts/hosts-view.tsx'
import { NetworksView } from './views/networks/networks-view.tsx'
import { PingView } from './views/ping/ping-view.tsx'
import { PortsView } from './views/ports/ports-view.tsx'
import { ReviewView } from './views/review/review-view.tsx'
import { SettingsView } from './views/settings/settings-view.tsx'
import { TopologyView } from './views/topology/topology-view.tsx'
import { TraceView } from './views/trace/trace-view.tsx'

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
      <Page />
    </MantineProvider>
  )
}

function Page() {
  const { t } = useTranslation()
  const scheme = useTheme()
  const connection = useSession((store) => store.connection)
  const known = useProject((store) => store.told !== null)
  const view = useScreen((screen) => screen.view)
  if (connection === 'refused')
    return (
      <Notice brand={t('brand')} title={t('refused.title')}>
        <p>{t('refused.what')}</p>
        <p>{t('refused.advice')}</p>
      </Notice>
    )
  if (!known) {
    const title =
      connection === 'connected' ? t('waiting') : connection === 'connecting' ? t('connecting') : t('banner.disconnected')
    return <Notice brand={t('brand')} title={title} busy />
  }
  return (
    <Frame theme={scheme}>
      <ViewOf view={view} />
    </Frame>
  )
}

function ViewOf({ view }: { readonly view: View }) {
  switch (view) {
    case 'topology':
      return <TopologyView />
    case 'groups':
      return <GroupsView />
    case 'ports':
      return <PortsView />
    case 'networks':
      return <NetworksView />
    case 'hosts':
      return <HostsView />
    case 'chains':
      return <ChainsView />
    case 'compare':
      return <CompareView />
    case 'ping':
      return <PingView />
    case 'trace':
      return <TraceView />
    case 'review':
      return <ReviewView />
    case 'history':
      return <HistoryView />
    case 'settings':
      return <SettingsView />
  }
}
