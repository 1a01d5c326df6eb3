import { useTranslation } from 'react-i18next'
import { startLab } from '../../api.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { HintPlace } from '../../parts/hint/hint-place.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { WayStrip } from '../../parts/way-strip/way-strip.tsx'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { ChainPanel } from './chain-panel.tsx'
import './chains-view.css'
import { WAY } from './graph/jump-way.tsx'
import { GraphPane } from './graph-pane.tsx'
import { LineHint } from './line-hint.tsx'
import { type Emptiness, useChainsModel, useChainsView, useChosenPort } from './use-chains-view.ts'
import { WayHint } from './way-hint.tsx'

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
    <HintPlace
      className="chains"
      of={(key) =>
        !key.startsWith(WAY) ? (
          <LineHint index={index} row={Number(key)} project={model.project} host={host} />
        ) : model.drawing === null ? null : (
          <WayHint index={index} drawing={model.drawing} pieceId={key.slice(WAY.length)} />
        )
      }
    >
      <WayStrip
        portId={model.followed}
        family={model.family}
        chosenChain={model.table === 'filter' ? (model.chain?.name ?? null) : null}
        bracket
      />
      <GraphPane model={model} />
      {model.chain === null ? (
        <Pane label={t('title')}>
          <EmptyState title={t('empty.noneOfFamily')} />
        </Pane>
      ) : (
        <ChainPanel model={model} chain={model.chain} />
      )}
    </HintPlace>
  )
}

function NoChains({ why }: { readonly why: Emptiness }) {
  const { t } = useTranslation('chains')
  const portId = useChosenPort()
  const start = why === 'off' || why === 'lost'
  return (
    <div className="chains">
      <WayStrip portId={portId} family="ipv4" bracket />
      <Pane label={t('title')} className="chains-none">
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
    </div>
  )
}
