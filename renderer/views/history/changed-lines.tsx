import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Pane, SectionBar } from '../../parts/pane.tsx'
import { RowGrid } from '../../parts/row-grid.tsx'
import type { Shown } from '../../state/applied-detail.ts'
import { type LineItem, lineItems } from '../../state/applied-text.ts'

const SIGNS = { '+': '+', '-': '−' } as const

/** What the kernels have otherwise between two moments: host by host, chain by chain. */
export function ChangedLines({ shown }: { readonly shown: Shown }) {
  const { t } = useTranslation('history')
  const [current, setCurrent] = useState<string | null>(null)
  const items = useMemo(() => lineItems(shown.hosts), [shown])
  const count = (sign: '+' | '-') => items.filter((item) => item.kind === 'line' && item.sign === sign).length
  return (
    <Pane label={t('kernel.title')} className="history-kernel">
      <SectionBar title={t('kernel.title')} note={t('kernel.note', { added: count('+'), removed: count('-') })} />
      {items.length === 0 ? (
        <p className="pane-foot">{t('kernel.same')}</p>
      ) : (
        <RowGrid
          label={t('kernel.list')}
          className="history-lines"
          items={items}
          current={current}
          onCurrent={({ key }) => setCurrent(key)}
          classOf={(item) => `history-${item.kind} ${classOf(item)} ${item.key === current ? 'r-sel' : ''}`}
        >
          {(item) => <LineRow item={item} />}
        </RowGrid>
      )}
    </Pane>
  )
}

const classOf = (item: LineItem): string =>
  item.kind === 'host' ? 'r-group' : item.kind === 'line' ? (item.sign === '+' ? 'history-comes' : 'history-goes') : ''

function LineRow({ item }: { readonly item: LineItem }) {
  const { t } = useTranslation('history')
  switch (item.kind) {
    case 'host':
      return (
        <th scope="rowgroup" className="history-wide">
          <b>{item.host}</b>{' '}
          <span className="t2">
            {item.isKept ? t('kernel.note', { added: item.added, removed: item.removed }) : t('kernel.notKept')}
          </span>
        </th>
      )
    case 'place':
      return (
        <th scope="rowgroup" className="history-wide history-place-name">
          <span className="lab" lang="en">
            {item.where}
          </span>{' '}
          <b className="m">{item.name}</b>{' '}
          <span className="t2">{item.change === 'changed' ? '' : t(`kernel.${item.isSet ? 'set' : 'chain'}_${item.change}`)}</span>
        </th>
      )
    case 'line':
      return (
        <>
          <td className="n t3">{item.at}</td>
          <td className="history-sign">
            <span aria-hidden="true">{SIGNS[item.sign]}</span>
            <span className="sr">{t(item.sign === '+' ? 'kernel.comes' : 'kernel.goes')}</span>
          </td>
          <td className="m history-text" lang="en">
            {item.text}
          </td>
        </>
      )
    case 'more':
      return <td className="history-wide t3">{t('kernel.more', { count: item.count })}</td>
  }
}
