import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FactCode } from '#shared/texts/en/facts'
import { RowGrid, type RowGridHandle } from '../row-grid.tsx'
import './diff.css'
import type { DiffItem } from './diff-items.ts'
import { DiffFold, DiffHead, DiffRow } from './diff-row.tsx'

export interface DiffTableProps {
  readonly label: string
  /** Stable between renders. */
  readonly items: readonly DiffItem[]
  /** Both sides beside each other, or one below the other. */
  readonly layout: 'sides' | 'one'
  /** The number under which each fact is told elsewhere. */
  readonly numbers: ReadonlyMap<FactCode, number>
  readonly current: string | null
  readonly onCurrent: (key: string | null) => void
  readonly onUnfold: (key: string) => void
  /** Row to put the focus on; another object asks anew. */
  readonly wanted?: { readonly key: string } | null
}

/** Lines of two sides and how they differ, walked through by the arrow keys. Lines are never cut: they wrap. */
export function DiffTable({ label, items, layout, numbers, current, onCurrent, onUnfold, wanted = null }: DiffTableProps) {
  const { t } = useTranslation('compare')
  const grid = useRef<RowGridHandle>(null)
  useEffect(() => {
    if (wanted !== null) grid.current?.focus(wanted.key)
  }, [wanted])
  const head = (
    <tr className="r r-head">
      <th scope="col" className="n">
        {t('table.line')}
      </th>
      <th scope="col">{t(layout === 'sides' ? 'table.left' : 'table.text')}</th>
      <th scope="col">
        <span className="sr">{t('table.how')}</span>
      </th>
      {layout === 'one' ? null : (
        <>
          <th scope="col" className="n">
            {t('table.line')}
          </th>
          <th scope="col">{t('table.right')}</th>
        </>
      )}
      <th scope="col">{t('table.why')}</th>
    </tr>
  )
  return (
    <RowGrid
      ref={grid}
      label={label}
      className={`diff diff-${layout}`}
      head={head}
      items={items}
      current={current}
      onCurrent={({ key }) => onCurrent(key)}
      onActivate={(item) => {
        if (item.kind === 'fold') onUnfold(item.key)
      }}
      classOf={(item) => classOf(item, item.key === current)}
    >
      {(item) =>
        item.kind === 'row' ? (
          <DiffRow section={item.section} row={item.row} layout={layout} numbers={numbers} />
        ) : item.kind === 'head' ? (
          <DiffHead section={item.section} layout={layout} numbers={numbers} />
        ) : (
          <DiffFold count={item.count} />
        )
      }
    </RowGrid>
  )
}

function classOf(item: DiffItem, isCurrent: boolean): string {
  const kind = item.kind === 'row' ? `diff-${item.row.kind}` : item.kind === 'head' ? 'diff-head r-group' : 'diff-fold'
  return [kind, isCurrent ? 'r-sel' : ''].filter(Boolean).join(' ')
}
