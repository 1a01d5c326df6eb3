import { Maximize, ScanSearch } from 'lucide-react'
import { type KeyboardEvent, type Ref, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import { IconButton } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { Term } from '../../parts/term/term.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useDeed } from '../../state/deeds.ts'
import { type CanvasControl, ChainCanvas } from './graph/chain-canvas.tsx'
import { type GraphActions, GraphContext } from './graph/graph-actions.ts'
import { searchGraph } from './graph/search.ts'
import type { ChainsModel } from './use-chains-view.ts'

/** The left pane: which chains, how to find one, and their drawing. */
export function GraphPane({ model }: { readonly model: ChainsModel }) {
  const { t } = useTranslation('chains')
  const { index, graph, chain, line, chooseChain, chooseRow, setFollow } = model
  const canvas = useRef<CanvasControl>(null)
  const search = useRef<HTMLInputElement>(null)
  const [asked, setAsked] = useState('')
  useDeed('fitGraph', () => canvas.current?.fit())
  useDeed('searchChains', () => search.current?.focus())
  const found = useMemo(() => searchGraph(index, graph, asked), [index, graph, asked])
  const actions = useMemo<GraphActions>(
    () => ({
      chosenChain: chain?.key ?? null,
      chosenRow: line?.row ?? null,
      found,
      chooseChain,
      chooseRow: (_, row) => chooseRow(row),
      unfold: () => setFollow(null),
      reveal: (nodeId) => canvas.current?.reveal(nodeId),
    }),
    [chain, line, found, chooseChain, chooseRow, setFollow],
  )
  const goTo = (at: number) => {
    const hit = found?.hits[at]
    if (hit === undefined) return
    if (hit.row === null) chooseChain(hit.chain)
    else chooseRow(hit.row)
    canvas.current?.lookAt(hit.chain)
  }
  return (
    <Pane label={t('graph')} className={model.tables.length > 1 ? 'chains-graph chains-graph-tables' : 'chains-graph'}>
      <ToolBar>
        <h1>{t('title')}</h1>
        {model.tables.length > 1 ? (
          <Segmented<TableName>
            label={t('table')}
            value={model.table}
            options={model.tables.map((value) => ({ value, label: value }))}
            onChange={model.setTable}
          />
        ) : (
          <span className="wide">
            <Chip>{model.table}</Chip>
          </span>
        )}
        <Segmented<Family>
          label={t('family')}
          value={model.family}
          options={[
            { value: 'ipv4', label: t('ipv4') },
            { value: 'ipv6', label: t('ipv6') },
          ]}
          onChange={model.setFamily}
        />
        <span className="sp" />
        <Follow model={model} />
        <Search ref={search} asked={asked} hits={found?.hits.length ?? null} onAsk={setAsked} onGo={goTo} />
        <IconButton label={t('fit')} icon={<Maximize size={16} aria-hidden="true" />} onClick={() => canvas.current?.fit()} />
      </ToolBar>
      <GraphContext value={actions}>
        <ChainCanvas ref={canvas} graph={graph} chosen={chain?.key ?? null} label={t('graph')} />
      </GraphContext>
      <Legend />
    </Pane>
  )
}

function Follow({ model }: { readonly model: ChainsModel }) {
  const { t } = useTranslation('chains')
  const { ports, follow, setFollow } = model
  if (ports.length === 0) return null
  return (
    <label className="chains-follow">
      <ScanSearch size={14} aria-hidden="true" />
      <span className="wide">{t('follow')}</span>
      <select
        className="chains-select m"
        aria-label={t('follow')}
        value={follow ?? ''}
        onChange={(event) => setFollow(event.target.value === '' ? null : event.target.value)}
      >
        {ports.map((port) => (
          <option key={port.portId} value={port.portId}>
            {t('followPort', { device: port.device, name: port.name })}
          </option>
        ))}
        <option value="">{t('followAll')}</option>
      </select>
    </label>
  )
}

interface SearchProps {
  readonly ref: Ref<HTMLInputElement>
  readonly asked: string
  /** Null while nothing is searched. */
  readonly hits: number | null
  readonly onAsk: (asked: string) => void
  /** Goes to a hit by its number, from 0. */
  readonly onGo: (at: number) => void
}

/** Enter goes from one place that was found to the next, with Shift back; Escape ends the search. */
function Search({ ref, asked, hits, onAsk, onGo }: SearchProps) {
  const { t } = useTranslation('chains')
  const at = useRef(-1)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') onAsk('')
    if (event.key !== 'Enter' || hits === null || hits === 0) return
    at.current = (at.current + (event.shiftKey ? hits - 1 : 1)) % hits
    onGo(at.current)
  }
  return (
    <span className="chains-search">
      <input
        ref={ref}
        type="search"
        className="chains-input m"
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        spellCheck={false}
        value={asked}
        onChange={(event) => {
          at.current = -1
          onAsk(event.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      <span className="lab chains-found" role="status">
        {hits === null ? '' : t('found', { count: hits })}
      </span>
    </span>
  )
}

function Legend() {
  const { t } = useTranslation('chains')
  return (
    <div className="chains-legend">
      <Term id="accept">
        <Verdict verdict="accept" />
      </Term>
      <Term id="return">
        <Verdict verdict="return" />
      </Term>
      <Term id="drop">
        <Verdict verdict="drop" />
      </Term>
      <Term id="jump">
        <Verdict verdict="jump">{t('jump')}</Verdict>
      </Term>
      <span className="sp" />
      <span className="chains-key">
        <svg width="38" height="8" aria-hidden="true">
          <path d="M0 4H38" stroke="var(--accent)" strokeWidth="1.75" />
        </svg>
        {t('legendMoved')}
      </span>
      <span className="chains-key">
        <svg width="30" height="8" aria-hidden="true">
          <path d="M0 4H30" stroke="var(--control-line)" strokeDasharray="3 3" />
        </svg>
        {t('legendIdle')}
      </span>
    </div>
  )
}
