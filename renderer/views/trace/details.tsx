import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { setOpen, useScreen } from '../../state/screen.ts'
import { drawnWay, useTrace } from '../../state/trace.ts'
import { connectionRows } from '../../state/trace-connections.ts'
import { ConnectionsTable } from './connections-table.tsx'
import './details.css'
import { KernelLines } from './kernel-lines.tsx'
import type { ShownWay } from './use-trace-view.ts'

const CONNECTIONS = 'trace.connections'
const LINES = 'trace.lines'
/** Lower windows begin with both folded. */
const ROOM = 860

/** What stands behind the steps: entries of connection tracking, and the kernel's own words. Each can be folded away. */
export function Details({ way }: { readonly way: ShownWay }) {
  const { t } = useTranslation('trace')
  const walk = useTrace(drawnWay)
  const traced = useTrace((store) => (store.sides === null ? (store.shown?.traced ?? null) : null))
  const connectionsOpen = useScreen((screen) => screen.open[CONNECTIONS]) ?? window.innerHeight > ROOM
  const linesOpen = useScreen((screen) => screen.open[LINES]) ?? false
  const rows = useMemo(() => (walk === null ? [] : connectionRows(walk)), [walk])
  const [connectionsId, linesId] = [useId(), useId()]
  // What is unfolded takes its room from the steps: the one that is looked at stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when one is folded or unfolded
  useLayoutEffect(() => {
    document.querySelector('.trace-table tr[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [connectionsOpen, linesOpen])
  const count = (of: 'before' | 'after') => rows.filter((row) => row[of] !== null).length
  const lines = traced?.reduce((sum, pass) => sum + pass.lines.length, 0) ?? 0
  return (
    <section className="trace-details" aria-label={t('details.label')}>
      <div className="pane-section">
        <Fold section={CONNECTIONS} open={connectionsOpen} controls={connectionsId} words={t('details.connections')}>
          {t('details.counts', { before: count('before'), after: count('after') })}
        </Fold>
        <Fold section={LINES} open={linesOpen} controls={linesId} words={t('details.lines')}>
          {traced === null ? t('details.notTraced') : t('details.lineCount', { count: lines })}
        </Fold>
      </div>
      <div id={connectionsId} className="trace-detail" hidden={!connectionsOpen}>
        {connectionsOpen ? <ConnectionsTable rows={rows} /> : null}
      </div>
      <div id={linesId} className="trace-detail" hidden={!linesOpen}>
        {linesOpen ? <KernelLines way={way} traced={traced} /> : null}
      </div>
    </section>
  )
}

interface FoldProps {
  readonly section: string
  readonly open: boolean
  readonly controls: string
  readonly words: string
  readonly children: ReactNode
}

function Fold({ section, open, controls, words, children }: FoldProps) {
  const Icon = open ? ChevronDown : ChevronRight
  return (
    <>
      <h2>
        <button
          type="button"
          className="pane-fold"
          aria-expanded={open}
          aria-controls={controls}
          onClick={() => setOpen(section, !open)}
        >
          <Icon size={14} aria-hidden="true" />
          {words}
        </button>
      </h2>
      <span className="t3 el trace-fold-note">{children}</span>
    </>
  )
}
