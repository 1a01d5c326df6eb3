import type { Node, NodeProps } from '@xyflow/react'
import { ChevronsDownUp } from 'lucide-react'
import { useContext, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { commandItem } from '../../../commands/menu-items.ts'
import { type MenuParts, menuByKey, menuByPointer } from '../../../parts/context-menu/context-menu-store.ts'
import { useCounterSum } from '../../../state/counters.ts'
import { splitChain } from '../../../state/kernel-words.ts'
import { ChainLine } from './chain-line.tsx'
import { GraphContext } from './graph-actions.ts'
import type { GraphNode } from './graph-model.ts'
import { InputNote } from './input-note.tsx'
import { onGraphKey } from './on-graph-key.ts'

type ChainFlowNode = Node<{ readonly chain: GraphNode }, 'item'>

/** One chain: its name, and its rules as lines that jumps leave from. */
export function ChainNode({ data: { chain } }: NodeProps<ChainFlowNode>) {
  const { chosenChain, found } = useContext(GraphContext)
  const missed =
    found !== null && !found.chains.has(chain.id) && !chain.lines.some((line) => line.rows.some((row) => found.rows.has(row)))
  const classes = ['gnode', `gnode-${chain.kind}`, chain.id === chosenChain ? 'gnode-chosen' : '', missed ? 'gnode-missed' : '']
  return (
    <>
      <div className={classes.filter(Boolean).join(' ')}>
        {chain.kind === 'folded' ? <FoldedHeader chain={chain} /> : <Header chain={chain} />}
        {chain.lines.length === 0 ? <EmptyLine /> : null}
        {chain.lines.map((line, at) => (
          <ChainLine key={line.id} chain={chain} line={line} at={at} />
        ))}
      </div>
      {chain.hasNote ? <InputNote chain={chain} /> : null}
    </>
  )
}

function Header({ chain }: { readonly chain: GraphNode }) {
  const { t } = useTranslation('chains')
  const actions = useContext(GraphContext)
  const { chooseChain, chosenChain, foldable, foldPort, reveal } = actions
  const { prefix, rest } = splitChain(chain.name)
  const choose = (): MenuParts => {
    chooseChain(chain.id)
    return [[commandItem('copyChainName')], [commandItem('fitGraph'), commandItem('allPorts'), commandItem('searchChains')]]
  }
  const menu = { label: t('chainName', { name: chain.name }), parts: choose }
  const { portId } = chain
  return (
    <div className="gnode-top">
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
          if (!menuByKey(event, menu)) onGraphKey(event, { node: chain.id, line: null }, true, actions)
        }}
        onContextMenu={(event) => menuByPointer(event, menu)}
      >
        <span className="el">
          <span className="t3">{prefix}</span>
          <b>{rest}</b>
        </span>
        {chain.policy === null ? null : <span className="gnode-policy">{t('hook', { policy: chain.policy })}</span>}
      </button>
      {portId !== null && foldable.has(portId) ? (
        <button
          type="button"
          className="gnode-fold"
          aria-label={t('foldPortOf', { chain: chain.name })}
          title={t('foldPort')}
          onClick={() => foldPort(portId)}
        >
          <ChevronsDownUp size={12} aria-hidden="true" />
        </button>
      ) : null}
    </div>
  )
}

/** All that went into the chains of these ports. */
function FoldedHeader({ chain }: { readonly chain: GraphNode }) {
  const { t } = useTranslation('chains')
  const actions = useContext(GraphContext)
  const rows = useMemo(() => chain.lines.flatMap((line) => line.rows), [chain])
  const { packets } = useCounterSum(rows)
  return (
    <button
      type="button"
      className="gnode-head"
      title={t('foldedTitle')}
      data-graph-chain={chain.id}
      onFocus={() => actions.reveal(chain.id)}
      onKeyDown={(event) => onGraphKey(event, { node: chain.id, line: null }, false, actions)}
    >
      <b className="el">{t('otherPorts', { count: chain.foldedPorts })}</b>
      <span className={packets === 0 ? 'gnode-policy zero' : 'gnode-policy'}>{packets}</span>
    </button>
  )
}

function EmptyLine() {
  const { t } = useTranslation('chains')
  return <div className="gline gline-none">{t('emptyChain')}</div>
}
