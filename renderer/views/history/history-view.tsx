import type { ComponentType, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Segmented } from '../../parts/segmented.tsx'
import { type HistorySegment, showSegment, useHistorySegment } from '../../state/history-segment.ts'
import { AgentPanel } from '../history-agent/agent-panel.tsx'
import { AppliesPanel } from './applies-panel.tsx'
import './history-view.css'

const PANELS: Readonly<Record<HistorySegment, ComponentType<{ readonly head: ReactNode }>>> = {
  applies: AppliesPanel,
  agent: AgentPanel,
}
const SEGMENTS: readonly HistorySegment[] = ['applies', 'agent']

/** What was done to the kernel with this document, in this run and earlier ones, and what the agents did in this one. */
export function HistoryView() {
  const { t } = useTranslation('history')
  const segment = useHistorySegment()
  const Panel = PANELS[segment]
  const head = (
    <>
      <h1>{t('title')}</h1>
      <Segmented
        label={t('title')}
        value={segment}
        options={SEGMENTS.map((value) => ({ value, label: t(`segments.${value}`) }))}
        onChange={showSegment}
      />
    </>
  )
  return <Panel head={head} />
}
