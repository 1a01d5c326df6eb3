import { Maximize, ScanSearch } from 'lucide-react'
import { type KeyboardEvent, type Ref, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import { IconButton } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { Term } from '../../parts/term/term.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useDeed } from '../../state/deeds.ts'
import { originOf } from '../../state/kernel-index.ts'
import { ChainCanvas, type GraphControl } from './graph/chain-canvas.tsx'
import { type GraphActions, GraphContext } from './graph/graph-actions.ts'
import { FOLDED } from './graph/graph-model.ts'
import { searchChains } from './graph/search.ts'
import { type GraphPlace, inOrder, walkGraph } from './graph/walk.ts'
import type { ChainsModel } from './use-chains-view.ts'

/** The left pane: which chains, how to find one, and their drawing. */
export function GraphPane({ model }: { readonly model: ChainsModel }) {
  const { t } = useTranslation('chains')
  const { index, drawing, family, table, names, foldable, chain, line, chooseChain, chooseRow, openPort, foldPort, showPart } =
    model
  const canvas = useRef<GraphControl>(null)
  const search = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  // Typing comes first: tens of thousands of rules are looked through when it pauses.
  const words = useDeferredValue(typed)
  useDeed('fitGraph', () => canvas.current?.fit())
  useDeed('searchChains', () => search.current?.focus())
  const found = useMemo(() => searchChains(index, { family, table, words, names }), [index, family, table, words, names])
  const order = useMemo(() => (drawing === null ? [] : inOrder(drawing.graph, drawing.places)), [drawing])
  const walk = (from: GraphPlace, key: string): boolean => {
    const to = drawing === null ? null : walkGraph(drawing.graph, order, from, key)
    if (to === null) return false
    canvas.current?.focus(to)
    const node = order.find(({ id }) => id === to.node)
    const reached = to.line === null ? undefined : node?.lines[to.line]
    if (reached?.kind === 'rule' && reached.rows[0] !== undefined) chooseRow(reached.rows[0])
    else if (node?.kind !== 'folded') chooseChain(to.node)
    return true
  }
  const walkFrom = useRef(walk)
  useEffect(() => {
    walkFrom.current = walk
  })
  // What has the focus may be gone with the next drawing.
  const focusSoon = useCallback((place: GraphPlace) => requestAnimationFrame(() => canvas.current?.focus(place)), [])
  const actions = useMemo<GraphActions>(
    () => ({
      chosenChain: chain?.key ?? null,
      chosenRow: line?.row ?? null,
      found,
      foldable,
      chooseChain,
      chooseRow,
      openPort: (portId) => {
        openPort(portId)
        const own = index.chains.find((one) => one.portId === portId && one.family === family && one.role === 'port-in')
        if (own === undefined) return
        canvas.current?.lookAt(own.key)
        focusSoon({ node: own.key, line: null })
      },
      foldPort: (portId) => {
        foldPort(portId)
        focusSoon({ node: FOLDED, line: null })
      },
      goToFolded: () => canvas.current?.focus({ node: FOLDED, line: null }),
      showPart: (from, row) => {
        showPart(from.node, row)
        focusSoon(from)
      },
      walk: (from, key) => walkFrom.current(from, key),
      openInTable: focusTable,
      reveal: (nodeId) => canvas.current?.reveal(nodeId),
    }),
    [index, family, chain, line, found, foldable, chooseChain, chooseRow, openPort, foldPort, showPart, focusSoon],
  )
  const goTo = (at: number) => {
    const hit = found?.hits[at]
    if (hit === undefined) return
    if (hit.row === null) chooseChain(hit.chain)
    else {
      const port = foldedPortOf(model, hit.chain, hit.row)
      if (port !== null) openPort(port)
      chooseRow(hit.row)
    }
    canvas.current?.lookAt(hit.chain, hit.row ?? undefined)
  }
  const goToLatest = useRef(goTo)
  useEffect(() => {
    goToLatest.current = goTo
  })
  // Enter that came before what it is about was found.
  const goFirst = useRef(false)
  const isFinding = typed !== words
  useEffect(() => {
    if (isFinding || !goFirst.current) return
    goFirst.current = false
    goToLatest.current(0)
  }, [isFinding])
  const onGo = (at: number) => {
    if (isFinding) goFirst.current = true
    else goTo(at)
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
        <Search ref={search} asked={typed} hits={found?.hits.length ?? null} isFinding={isFinding} onAsk={setTyped} onGo={onGo} />
        <IconButton label={t('fit')} icon={<Maximize size={16} aria-hidden="true" />} onClick={() => canvas.current?.fit()} />
      </ToolBar>
      <GraphContext value={actions}>
        {drawing === null ? (
          <p className="gcanvas chains-placing" role="status">
            {t('layingOut', { count: index.chains.length })}
          </p>
        ) : (
          <ChainCanvas ref={canvas} drawing={drawing} chosen={chain?.key ?? null} label={t('graph')} />
        )}
      </GraphContext>
      <Legend />
    </Pane>
  )
}

/** The port whose lines the row is folded with; null where it is drawn. */
function foldedPortOf({ index, drawing }: ChainsModel, chain: string, row: number): string | null {
  const lines = drawing?.graph.nodes.find(({ id }) => id === chain)?.lines ?? []
  const isFolded = lines.some((line) => line.kind === 'ports' && line.rows.includes(row))
  const origin = isFolded ? originOf(index, row) : null
  return origin !== null && 'portId' in origin ? origin.portId : null
}

/** To the chosen rule of the table beside, or its first. The chain may have been chosen just now, and its rows come with the next drawing. */
function focusTable(): void {
  requestAnimationFrame(() => {
    const rows = '.chain-grid tr[data-rule]'
    const row = document.querySelector<HTMLElement>(`${rows}[aria-selected="true"]`) ?? document.querySelector<HTMLElement>(rows)
    row?.focus()
  })
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
  /** What was typed last is still looked for. */
  readonly isFinding: boolean
  readonly onAsk: (asked: string) => void
  /** Goes to a hit by its number, from 0. */
  readonly onGo: (at: number) => void
}

/** Enter goes from one place that was found to the next, with Shift back; Escape ends the search. */
function Search({ ref, asked, hits, isFinding, onAsk, onGo }: SearchProps) {
  const { t } = useTranslation('chains')
  const at = useRef(-1)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') onAsk('')
    if (event.key !== 'Enter') return
    if (isFinding) {
      at.current = 0
      return onGo(0)
    }
    if (hits === null || hits === 0) return
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
