import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { VerdictGlyph } from '../../../parts/verdict.tsx'
import { useCounterSum } from '../../../state/counters.ts'
import { GraphContext } from './graph-actions.ts'
import type { GraphNode } from './graph-model.ts'
import type { GraphRow } from './graph-row.ts'
import { onGraphKey } from './on-graph-key.ts'

interface ChainLineProps {
  readonly chain: GraphNode
  readonly line: GraphRow
  /** Its number among the drawn ones, from 0. */
  readonly at: number
}

/** A rule, or what stands for several: with what it has counted. */
export function ChainLine({ chain, line, at }: ChainLineProps) {
  const actions = useContext(GraphContext)
  const { chosenChain, chosenRow, found } = actions
  const { packets, delta } = useCounterSum(line.rows)
  const words = useWords(line)
  const [row] = line.rows
  const classes = [
    'gline',
    line.kind === 'rule' ? '' : 'gline-many',
    delta > 0 ? 'gline-live' : '',
    line.kind === 'rule' && chain.id === chosenChain && row === chosenRow ? 'gline-chosen' : '',
    found !== null && line.rows.some((one) => found.rows.has(one)) ? 'gline-found' : '',
  ]
  const act = () => {
    if (line.kind === 'port' && line.portId !== null) actions.openPort(line.portId)
    else if (line.kind === 'ports') actions.goToFolded()
    else if (line.kind === 'gap' && row !== undefined) actions.showPart({ node: chain.id, line: at }, row)
    else if (row !== undefined) actions.chooseRow(row)
  }
  const label = useLabel(chain, line, words)
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.filter(Boolean).join(' ')}
      aria-label={label}
      // Also what it is there for: the hint has both.
      data-hint={line.kind === 'rule' ? row : undefined}
      data-graph-line={at}
      title={line.kind === 'rule' ? undefined : label}
      onClick={act}
      onKeyDown={(event) => onGraphKey(event, { node: chain.id, line: at }, line.kind === 'rule', actions)}
    >
      <span className="gline-number">{line.number ?? '…'}</span>
      <VerdictGlyph verdict={line.verdict} size={10} />
      <span className="el">{words}</span>
      <span className={packets === 0 ? 'gline-count zero' : 'gline-count'}>{packets}</span>
    </button>
  )
}

function useWords(line: GraphRow): string {
  const { t } = useTranslation('chains')
  if (line.kind === 'ports') return t('otherPorts', { count: line.count })
  if (line.kind === 'gap') return t(line.portId === null ? 'moreRules' : 'morePorts', { count: line.count })
  if (line.words !== '') return line.words
  return t(line.afterOthers ? 'everythingElse' : 'everything')
}

/** With what a click does, where that is not to choose the rule. */
function useLabel(chain: GraphNode, line: GraphRow, words: string): string {
  const { t } = useTranslation('chains')
  if (line.kind === 'port') return t('openPortOf', { name: words })
  if (line.kind === 'gap') return t('showMore', { what: words })
  if (line.kind === 'ports') return t('goToFolded', { what: words })
  return t('lineName', { number: line.number ?? 0, chain: chain.name, words })
}
