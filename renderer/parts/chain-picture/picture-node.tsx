import type { Node, NodeProps } from '@xyflow/react'
import { createContext, type KeyboardEvent, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { splitChain } from '../../state/kernel-words.ts'
import { VerdictGlyph } from '../verdict.tsx'
import type { PictureLine, PictureNode } from './picture-model.ts'

export interface PictureActions {
  readonly current: number | null
  readonly apart: number | null
  readonly steps: number
  readonly onChoose: (step: number) => void
}

export const PictureContext = createContext<PictureActions>({ current: null, apart: null, steps: 0, onChoose: () => {} })

type PictureFlowNode = Node<{ readonly chain: PictureNode }, 'item'>

/** A chain that the packet came through: its name, and its rules with what each made of the packet. */
export function PictureChain({ data: { chain } }: NodeProps<PictureFlowNode>) {
  const { t } = useTranslation('chains')
  const { current } = useContext(PictureContext)
  const { prefix, rest } = splitChain(chain.name)
  const isHere = current !== null && chain.lines.some((line) => line.steps.includes(current))
  const classes = ['gnode', chain.depth === 0 ? 'gnode-hook' : '', isHere ? 'gnode-chosen' : '']
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be of a form
    <div className={classes.filter(Boolean).join(' ')} role="group" aria-label={t('chainName', { name: chain.name })}>
      <div className="gnode-head" title={chain.name}>
        <span className="el">
          <span className="t3">{prefix}</span>
          <b>{rest}</b>
        </span>
        {chain.policy === null ? (
          chain.table === 'filter' ? null : (
            <span className="gnode-policy">{chain.table}</span>
          )
        ) : (
          <span className="gnode-policy">{t('hookOf', { table: chain.table, policy: chain.policy })}</span>
        )}
      </div>
      {chain.lines.length === 0 ? <div className="gline gline-none">{t('emptyChain')}</div> : null}
      {chain.lines.map((line) => (
        <Line key={line.id} chain={chain.name} line={line} />
      ))}
    </div>
  )
}

function Line({ chain, line: outer }: { readonly chain: string; readonly line: PictureLine }) {
  const { t } = useTranslation('chains')
  const { current, apart, steps, onChoose } = useContext(PictureContext)
  const isApart = apart !== null && outer.steps.includes(apart)
  // A folded rule shows itself while it is the current one; nothing else moves for it.
  const line = outer.inside.find((one) => current !== null && one.steps.includes(current)) ?? outer
  const isCurrent = current !== null && line.steps.includes(current)
  const words = useWords(line)
  const look = line.match === null ? 'untried' : line.match === 'yes' ? 'met' : line.match === 'no' ? 'missed' : 'unsure'
  const numbers = line.kind === 'fold' ? '…' : line.kind === 'end' ? '' : `${line.first}`
  const content = (
    <>
      <span className="gline-number">{numbers}</span>
      <VerdictGlyph verdict={line.match === 'yes' ? line.verdict : line.match === 'unsure' ? 'caution' : 'none'} size={10} />
      <span className="el">{words}</span>
      <span className="gline-count">
        {isApart ? <b className="pline-parts">≠</b> : null} {stepNumbers(line)}
      </span>
    </>
  )
  const className = ['gline', `pline-${look}`, isCurrent ? 'gline-chosen' : '', isApart ? 'pline-apart' : '']
    .filter(Boolean)
    .join(' ')
  if (line.steps.length === 0)
    return (
      <div className={className} title={words}>
        {content}
      </div>
    )
  const label =
    line.kind === 'fold'
      ? words
      : line.kind === 'end'
        ? t('picture.endOf', { chain, words })
        : t('lineName', { number: line.first, chain, words })
  return (
    <button
      type="button"
      className={className}
      tabIndex={isCurrent || (current === null && line.steps.includes(0)) ? 0 : -1}
      aria-current={isCurrent ? 'step' : undefined}
      aria-label={[label, t(`picture.${look}`), ...(isApart ? [t('picture.apart')] : [])].join(t('picture.comma'))}
      title={isApart ? [words, t('picture.apart')].join(t('picture.comma')) : words}
      data-picture-line={outer.id}
      onClick={() => onChoose(stepAt(outer, current))}
      onKeyDown={(event) => walk(event, { current, apart, steps, onChoose })}
    >
      {content}
    </button>
  )
}

function useWords(line: PictureLine): string {
  const { t } = useTranslation('chains')
  if (line.kind === 'end') return line.policy === null ? t('picture.end') : t('picture.policy', { policy: line.policy })
  if (line.kind === 'fold')
    return t(line.match === null ? 'picture.foldUntried' : 'picture.foldMissed', { count: line.last - line.first + 1 })
  return line.words === '' ? t('everything') : line.words
}

/** `13`, or `5, 14` for a rule that was met twice; of many the first and the last. */
function stepNumbers({ steps }: PictureLine): string {
  const numbers = steps.map((at) => `${at + 1}`)
  return numbers.length <= 2 ? numbers.join(', ') : `${numbers[0]}–${numbers.at(-1)}`
}

/** The next step in which this line was tried, round and round. */
const stepAt = ({ steps }: PictureLine, current: number | null): number => steps.find((at) => at > (current ?? -1)) ?? steps[0] ?? 0

/** Arrows go along the packet's way. */
function walk(event: KeyboardEvent, { current, steps, onChoose }: PictureActions): void {
  const to = { ArrowDown: (current ?? -1) + 1, ArrowUp: (current ?? 1) - 1, Home: 0, End: steps - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  event.stopPropagation()
  if (to >= 0 && to < steps) onChoose(to)
}
