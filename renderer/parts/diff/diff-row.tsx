import { FoldVertical } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparedSection, ExplainedRow } from '#shared/compare/compare'
import { isHeadDifferent } from '#shared/compare/select'
import { compareWords, type Words } from '#shared/compare/words'
import type { FactCode } from '#shared/texts/en/facts'

interface PartProps {
  readonly section: ComparedSection
  readonly layout: 'sides' | 'one'
  readonly numbers: ReadonlyMap<FactCode, number>
}

const SIGNS = { same: '', changed: '≠', left: '−', right: '+', moved: '↕' } as const
const COLUMNS = { sides: 6, one: 4 } as const

/** A chain or set: its tool and table, and its name on both sides. */
export function DiffHead({ section, layout, numbers }: PartProps) {
  const { t } = useTranslation('compare')
  const { place, leftName, rightName, facts } = section
  const where = place.kind === 'set' ? 'ipset' : `${place.family === 'ipv4' ? 'iptables' : 'ip6tables'} ${place.table}`
  const name = leftName ?? rightName ?? ''
  const sign = leftName === null ? SIGNS.right : rightName === null ? SIGNS.left : SIGNS.changed
  return (
    <>
      <th scope="rowgroup" colSpan={COLUMNS[layout] - 1} className="diff-name">
        <span className="lab" lang="en">
          {where}
        </span>{' '}
        <b className="m">{name}</b>
        {leftName !== null && rightName !== null && leftName !== rightName ? (
          <>
            {' '}
            <span className="m" aria-hidden="true">
              →
            </span>{' '}
            <span className="sr">{t('head.renamed')}</span> <b className="m">{rightName}</b>
          </>
        ) : null}
        {isHeadDifferent(section) ? (
          <span className="diff-only">
            <i aria-hidden="true">{sign}</i>{' '}
            {t(leftName === null ? 'head.right' : rightName === null ? 'head.left' : 'head.renamed')}
          </span>
        ) : null}
      </th>
      <td className="diff-facts">{isHeadDifferent(section) ? <FactNumbers facts={facts} numbers={numbers} /> : null}</td>
    </>
  )
}

export function DiffFold({ count }: { readonly count: number }) {
  const { t } = useTranslation('compare')
  return (
    <td className="diff-folded">
      <FoldVertical size={12} aria-hidden="true" /> {t('folded', { count })}
    </td>
  )
}

interface RowProps extends PartProps {
  readonly row: ExplainedRow
}

/** One line of each side, or what became of it there. Kept while the focus walks through the others. */
export const DiffRow = memo(function DiffRow(props: RowProps) {
  return props.layout === 'sides' ? <SideRow {...props} /> : <OneRow {...props} />
})

function SideRow({ section, row, numbers }: RowProps) {
  const { t } = useTranslation('compare')
  const [left, right] = textsOf(section, row)
  const moved = row.kind === 'moved' ? t('moved', { line: row.other + 1 }) : ''
  return (
    <>
      <LineNumber at={row.left} />
      <td className="diff-text diff-text-left m">{left ?? <span className="diff-away">{moved}</span>}</td>
      <Sign kind={row.kind} />
      <LineNumber at={row.right} />
      <td className="diff-text diff-text-right m">{right ?? <span className="diff-away">{moved}</span>}</td>
      <td className="diff-facts">
        <FactNumbers facts={row.facts} numbers={numbers} />
      </td>
    </>
  )
}

/** Lines that go out stand above those that come in. */
function OneRow({ section, row, numbers }: RowProps) {
  const { t } = useTranslation('compare')
  const [left, right] = textsOf(section, row)
  const line = (text: ReactNode, side: 'left' | 'right', sign: string) => (
    <div className={`diff-text diff-text-${side}`}>
      <i aria-hidden="true">{sign}</i>
      <span className="sr">{t(`signs.${side}`)}: </span>
      {text}
    </div>
  )
  const away = (direction: 'to' | 'from') =>
    row.kind === 'moved' ? <span className="diff-away"> {t(`movedOne.${direction}`, { line: row.other + 1 })}</span> : null
  return (
    <>
      <LineNumber at={row.right ?? row.left} />
      <td className="m">
        {row.kind === 'same' ? (
          <div className="diff-text">{right}</div>
        ) : (
          <>
            {left === null
              ? null
              : line(
                  <>
                    {left}
                    {away('to')}
                  </>,
                  'left',
                  SIGNS.left,
                )}
            {right === null
              ? null
              : line(
                  <>
                    {right}
                    {away('from')}
                  </>,
                  'right',
                  SIGNS.right,
                )}
          </>
        )}
      </td>
      <Sign kind={row.kind} />
      <td className="diff-facts">
        <FactNumbers facts={row.facts} numbers={numbers} />
      </td>
    </>
  )
}

/** Both lines, the words marked in which two of one row differ; null on a side that has none here. */
function textsOf({ left, right }: ComparedSection, row: ExplainedRow): readonly [ReactNode, ReactNode] {
  const one = row.left === null ? null : (left[row.left]?.text ?? '')
  const two = row.right === null ? null : (right[row.right]?.text ?? '')
  if (row.kind !== 'changed' || one === null || two === null) return [kernelText(one), kernelText(two)]
  const words = compareWords(one, two)
  return [kernelText(marked(words.left)), kernelText(marked(words.right))]
}

/** Of the tools, whatever the page speaks. */
const kernelText = (text: ReactNode): ReactNode => (text === null ? null : <span lang="en">{text}</span>)

function marked(words: readonly Words[]): ReactNode {
  let from = 0
  return words.map(({ text, differs }) => {
    const key = from
    from += text.length + 1
    const gap = key === 0 ? '' : ' '
    return differs ? (
      <span key={key}>
        {gap}
        <mark>{text}</mark>
      </span>
    ) : (
      <span key={key}>
        {gap}
        {text}
      </span>
    )
  })
}

function LineNumber({ at }: { readonly at: number | null }) {
  return <td className="n diff-number">{at === null ? '' : at + 1}</td>
}

function Sign({ kind }: { readonly kind: ExplainedRow['kind'] }) {
  const { t } = useTranslation('compare')
  return (
    <td className="diff-sign" title={kind === 'same' ? undefined : t(`signs.${kind}`)}>
      <span aria-hidden="true">{SIGNS[kind]}</span>
      <span className="sr">{kind === 'same' ? '' : t(`signs.${kind}`)}</span>
    </td>
  )
}

function FactNumbers({ facts, numbers }: { readonly facts: readonly FactCode[]; readonly numbers: ReadonlyMap<FactCode, number> }) {
  const { t } = useTranslation('compare')
  if (facts.length === 0) return null
  const said = facts.map((code) => numbers.get(code) ?? 0).join(', ')
  return (
    <>
      <span className="sr">{t('facts.of', { numbers: said })}</span>
      <span aria-hidden="true">{said}</span>
    </>
  )
}
