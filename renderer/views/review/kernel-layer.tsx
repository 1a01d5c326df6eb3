import { memo, type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HostReview } from '#shared/contract/review'
import type { Causes } from '#shared/review/causes'
import type { KernelChange } from '#shared/review/kernel-change'
import { RowGrid, type RowGridHandle } from '../../parts/row-grid.tsx'
import { useReview } from '../../state/review.ts'
import { type KernelItem, kernelItems } from './kernel-items.ts'
import { KernelRow } from './kernel-row.tsx'

export interface KernelLayerHandle {
  /** Puts the first line of a change in sight, unfolding its chain. */
  readonly showChange: (key: string) => void
}

interface KernelLayerProps {
  readonly host: HostReview
  readonly change: KernelChange
  readonly causes: Causes
  readonly ref: Ref<KernelLayerHandle>
}

/** Changes of the project that a row can come from. */
function causesOfItem(item: KernelItem, { host, origins }: HostReview, causes: Causes): readonly string[] {
  const ofMark = (mark: string | null) => (mark === null ? [] : causes.ofLine(origins[mark], host))
  switch (item.kind) {
    case 'line':
      return item.line.kind === 'stays' ? [] : ofMark(item.line.mark)
    case 'set':
    case 'member':
      return causes.ofSet(item.set.name, host)
    case 'chain':
      // A folded chain stands for its lines.
      return item.isOpen ? [] : item.chain.lines.flatMap(({ kind, mark }) => (kind === 'stays' ? [] : ofMark(mark)))
    default:
      return []
  }
}

/** The kernel layer: transaction by transaction and chain by chain what goes, comes and stays. Kept while the traffic is worked out. */
export const KernelLayer = memo(function KernelLayer({ host, change, causes, ref }: KernelLayerProps) {
  const { t } = useTranslation('review')
  const lit = useReview((state) => state.pointed ?? state.chosen)
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState<string | null>(null)
  const items = useMemo(() => kernelItems(change, toggled), [change, toggled])
  const grid = useRef<RowGridHandle>(null)
  const isLit = (item: KernelItem) => lit !== null && causesOfItem(item, host, causes).includes(lit)
  useImperativeHandle(ref, () => ({
    showChange: (key) => {
      const first = items.find((item) => causesOfItem(item, host, causes).includes(key))
      if (first !== undefined) grid.current?.show(first.key)
    },
  }))
  const toggle = (item: KernelItem) => {
    if (!['chain', 'set', 'fold', 'untouched-head'].includes(item.kind)) return
    const next = new Set(toggled)
    if (!next.delete(item.key)) next.add(item.key)
    setToggled(next)
  }
  if (change.transactions.length === 0) return <p className="pane-foot">{t('kernel.nothing')}</p>
  return (
    <RowGrid
      ref={grid}
      label={t('kernel.lines', { host: host.host })}
      className="review-kernel"
      items={items}
      current={current}
      onCurrent={({ key }) => setCurrent(key)}
      onActivate={toggle}
      classOf={(item) => classOf(item, isLit(item))}
      head={
        <tr className="r r-head">
          <th scope="col" className="n">
            {t('kernel.number')}
          </th>
          <th scope="col">
            <span className="sr">{t('kernel.how')}</span>
          </th>
          <th scope="col">{t('kernel.text')}</th>
          <th scope="col" className="n">
            {t('kernel.packets')}
          </th>
        </tr>
      }
    >
      {(item) => <KernelRow item={item} change={change} />}
    </RowGrid>
  )
})

function classOf(item: KernelItem, isLit: boolean): string {
  const kind = item.kind === 'line' ? item.line.kind : item.kind === 'member' ? item.how : item.kind
  const isHead = kind === 'transaction' || kind === 'untouched-head'
  return [`review-${kind}`, isHead ? 'r-group' : '', isLit ? 'review-lit' : ''].filter(Boolean).join(' ')
}
