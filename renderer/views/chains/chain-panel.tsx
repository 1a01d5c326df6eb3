import { Flag } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { portLabel } from '#shared/explain/names'
import { runCommand } from '../../commands/registry.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { Button } from '../../parts/button.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { Segmented, Switch } from '../../parts/segmented.tsx'
import { Term } from '../../parts/term/term.tsx'
import { useBaselineTime } from '../../state/counters.ts'
import type { IndexedChain } from '../../state/kernel-index.ts'
import { setKernelView } from '../../state/kernel-view.ts'
import { clockTime } from '../../texts/format.ts'
import { ChainFoot } from './chain-foot.tsx'
import { ChainTable } from './chain-table.tsx'
import { termOfChain } from './chain-term.ts'
import { LeaveBar } from './leave-bar.tsx'
import { RulePane } from './rule-pane.tsx'
import { type ChainsModel, useChainFlow, useStillLines } from './use-chains-view.ts'

/** The right pane: the chosen chain rule by rule, and the chosen rule explained. */
export function ChainPanel({ model, chain }: { readonly model: ChainsModel; readonly chain: IndexedChain }) {
  const { index, lines, line, hideZero } = model
  const scroller = useRef<HTMLDivElement>(null)
  const flow = useChainFlow(index, chain)
  const still = useStillLines(lines)
  const shown = hideZero ? lines.filter((one) => !still.has(one.id)) : lines
  const { t } = useTranslation('chains')
  return (
    <Pane label={t('rulesOf', { chain: chain.name })} className="chains-panel">
      <PanelBar model={model} chain={chain} />
      <div className="chains-rules" ref={scroller}>
        <ChainTable
          label={t('rulesOf', { chain: chain.name })}
          lines={shown}
          selected={line?.id ?? null}
          kernelText={model.kernelText}
          project={model.project}
          scroller={scroller}
          onSelect={(one) => model.chooseRow(one.row)}
          onOpenRule={model.openRule}
          foot={<ChainFoot index={index} flow={flow} />}
        />
        {lines.length > shown.length ? <p className="chain-hidden">{t('hidden', { count: lines.length - shown.length })}</p> : null}
        <LeaveBar flow={flow} selectedRow={line?.row ?? null} onSelect={model.chooseRow} />
      </div>
      <RulePane
        index={index}
        chain={chain}
        line={line}
        flow={flow}
        applied={model.applied}
        project={model.project}
        host={model.host}
      />
    </Pane>
  )
}

function PanelBar({ model, chain }: { readonly model: ChainsModel; readonly chain: IndexedChain }) {
  const { t } = useTranslation('chains')
  const { t: tc } = useTranslation('commands')
  const term = termOfChain(chain)
  const baseline = useBaselineTime()
  const refusal = useRefusal('setBaseline')
  return (
    <ToolBar>
      <h2 className="m el" title={chain.name}>
        {chain.name}
      </h2>
      {term === null ? null : <Term id={term} />}
      <ChainPurpose model={model} chain={chain} />
      <span className="sp" />
      <Switch label={t('hideZero')} on={model.hideZero} onChange={(hideZero) => setKernelView({ hideZero })} />
      <Segmented
        label={t('textKind')}
        value={model.kernelText ? 'kernel' : 'words'}
        options={[
          { value: 'words', label: t('words') },
          { value: 'kernel', label: t('kernelText') },
        ]}
        onChange={(kind) => setKernelView({ kernelText: kind === 'kernel' })}
      />
      <Button
        refusal={refusal === null ? null : tc(`refusals.${refusal}`)}
        hint={baseline === null ? t('baselineCleared') : t('baselineHint', { time: clockTime(baseline) })}
        aria-label={t('setBaseline')}
        onClick={() => void runCommand('setBaseline')}
      >
        <Flag size={14} aria-hidden="true" />
        <span>{t('setBaseline')}</span>
      </Button>
    </ToolBar>
  )
}

function ChainPurpose({ model, chain }: { readonly model: ChainsModel; readonly chain: IndexedChain }) {
  const { t } = useTranslation('chains')
  if (chain.portId === null) return null
  const name = portLabel(model.project, chain.portId)
  const words = { 'port-in': t('towards', { name }), 'port-out': t('outOf', { name }), 'port-source': t('sourceCheckOf', { name }) }
  return <span className="t3 el">{words[chain.role as keyof typeof words] ?? ''}</span>
}
