import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { type KeyboardEvent, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { commandItem } from '../../../commands/menu-items.ts'
import { type MenuParts, menuByKey, menuByPointer } from '../../../parts/context-menu/context-menu-store.ts'
import { VerdictGlyph } from '../../../parts/verdict.tsx'
import { useCounterSum } from '../../../state/counters.ts'
import { splitChain } from '../../../state/kernel-words.ts'
import { GraphContext } from './graph-actions.ts'
import type { GraphNode, GraphRow } from './graph-model.ts'
import { HEADER, LINE } from './layout.ts'
import { useLinesInSight } from './visible-lines.ts'

export type ChainFlowNode = Node<{ readonly chain: GraphNode }, 'chain'>

/** One chain: its name, and its rules as lines that jumps leave from. */
export function ChainNode({ data, positionAbsoluteY }: NodeProps<ChainFlowNode>) {
  const { chain } = data
  const { chosenChain, found } = useContext(GraphContext)
  const { from, to } = useLinesInSight(chain.lines.length, LINE, positionAbsoluteY + HEADER)
  const missed =
    found !== null && !found.chains.has(chain.id) && !chain.lines.some((line) => line.rows.some((row) => found.rows.has(row)))
  const classes = ['gnode', `gnode-${chain.kind}`, chain.id === chosenChain ? 'gnode-chosen' : '', missed ? 'gnode-missed' : '']
  return (
    <div className={classes.filter(Boolean).join(' ')}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <Handle type="source" position={Position.Right} isConnectable={false} />
      {chain.kind === 'folded' ? <Folded id={chain.id} ports={chain.foldedPorts} /> : <Header chain={chain} />}
      {chain.kind !== 'folded' && chain.lines.length === 0 ? <EmptyLine /> : null}
      <Room lines={from} />
      {chain.lines.slice(from, to).map((line) => (
        <Line key={line.id} chain={chain} line={line} />
      ))}
      <Room lines={chain.lines.length - to} />
    </div>
  )
}

/** Of lines that are out of sight. */
const Room = ({ lines }: { readonly lines: number }) => (lines <= 0 ? null : <div style={{ height: lines * LINE }} />)

function Header({ chain }: { readonly chain: GraphNode }) {
  const { t } = useTranslation('chains')
  const { chooseChain, chosenChain, reveal } = useContext(GraphContext)
  const { prefix, rest } = splitChain(chain.name)
  const choose = (): MenuParts => {
    chooseChain(chain.id)
    return [[commandItem('copyChainName')], [commandItem('fitGraph'), commandItem('allPorts'), commandItem('searchChains')]]
  }
  const menu = { label: t('chainName', { name: chain.name }), parts: choose }
  return (
    <button
      type="button"
      className="gnode-head"
      aria-label={t('chainName', { name: chain.name })}
      aria-pressed={chain.id === chosenChain}
      title={chain.name}
      data-graph-chain={chain.id}
      onClick={() => chooseChain(chain.id)}
      onFocus={() => reveal(chain.id)}
      onKeyDown={(event) => {
        if (!menuByKey(event, menu)) walk(event)
      }}
      onContextMenu={(event) => menuByPointer(event, menu)}
    >
      <span className="el">
        <span className="t3">{prefix}</span>
        <b>{rest}</b>
      </span>
      {chain.policy === null ? null : <span className="gnode-policy">{t('hook', { policy: chain.policy })}</span>}
    </button>
  )
}

/** Up and down walk through the chains in the order in which they are drawn. */
function walk(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
  if (step === undefined) return
  const all = [...(event.currentTarget.closest('.react-flow')?.querySelectorAll<HTMLElement>('[data-graph-chain]') ?? [])]
  const next = all[all.indexOf(event.currentTarget) + step]
  if (next === undefined) return
  event.preventDefault()
  event.stopPropagation()
  next.focus()
  next.click()
}

function Folded({ id, ports }: { readonly id: string; readonly ports: number }) {
  const { t } = useTranslation('chains')
  const { unfold, reveal } = useContext(GraphContext)
  return (
    <>
      <button type="button" className="gnode-head" title={t('openFolded')} onClick={unfold} onFocus={() => reveal(id)}>
        <b className="el">{t('otherPorts', { count: ports })}</b>
      </button>
      <div className="gline gline-none">{t('openFoldedOf', { count: ports })}</div>
    </>
  )
}

function EmptyLine() {
  const { t } = useTranslation('chains')
  return <div className="gline gline-none">{t('emptyChain')}</div>
}

function Line({ chain, line }: { readonly chain: GraphNode; readonly line: GraphRow }) {
  const { t } = useTranslation('chains')
  const { chosenChain, chosenRow, found, chooseRow, unfold } = useContext(GraphContext)
  const { packets, delta } = useCounterSum(line.rows)
  const [row] = line.rows
  const folded = line.foldedPorts > 0
  const words = folded
    ? t('otherPorts', { count: line.foldedPorts })
    : line.words === ''
      ? t(line.afterOthers ? 'everythingElse' : 'everything')
      : line.words
  const classes = [
    'gline',
    delta > 0 ? 'gline-live' : '',
    chain.id === chosenChain && row !== undefined && row === chosenRow ? 'gline-chosen' : '',
    found !== null && line.rows.some((one) => found.rows.has(one)) ? 'gline-found' : '',
  ]
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.filter(Boolean).join(' ')}
      aria-label={folded ? words : t('lineName', { number: line.number ?? 0, chain: chain.name, words })}
      // Also what it is there for: the hint has both.
      data-hint={folded ? undefined : row}
      title={folded ? words : undefined}
      onClick={() => (folded ? unfold() : row !== undefined && chooseRow(chain.id, row))}
    >
      <span className="gline-number">{line.number ?? '…'}</span>
      <VerdictGlyph verdict={line.verdict} size={10} />
      <span className="el">{words}</span>
      <span className={packets === 0 ? 'gline-count zero' : 'gline-count'}>{packets}</span>
    </button>
  )
}
