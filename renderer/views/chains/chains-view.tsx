import { useTranslation } from 'react-i18next'
import { startLab } from '../../api.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { ChainPanel } from './chain-panel.tsx'
import './chains-view.css'
import { GraphPane } from './graph-pane.tsx'
import { type Emptiness, useChainsModel, useChainsView } from './use-chains-view.ts'

/** Chains of the kernel as a graph, the chosen one as a table, the chosen rule in words; every number live. */
export function ChainsView() {
  const { index, emptiness, host } = useChainsView()
  if (emptiness !== null || index === null) return <NoChains why={emptiness ?? 'waiting'} />
  return <Chains index={index} host={host} />
}

function Chains({ index, host }: { readonly index: KernelIndex; readonly host: string }) {
  const { t } = useTranslation('chains')
  const model = useChainsModel(index, host)
  return (
    <div className="chains">
      <GraphPane model={model} />
      {model.chain === null ? (
        <Pane label={t('title')}>
          <EmptyState title={t('empty.noneOfFamily')} />
        </Pane>
      ) : (
        <ChainPanel model={model} chain={model.chain} />
      )}
    </div>
  )
}

function NoChains({ why }: { readonly why: Emptiness }) {
  const { t } = useTranslation('chains')
  const start = why === 'off' || why === 'lost'
  return (
    <Pane label={t('title')}>
      <ToolBar>
        <h1>{t('title')}</h1>
      </ToolBar>
      <EmptyState
        title={t(`empty.${why}Title`)}
        action={start ? <Button onClick={() => void startLab()}>{t('empty.startLab')}</Button> : undefined}
      >
        {t(`empty.${why}`)}
      </EmptyState>
    </Pane>
  )
}
