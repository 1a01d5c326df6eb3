import { ChevronDown, ChevronRight, FoldVertical } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { withoutMark } from '#shared/netfilter/dump'
import type { ChainLine, ChangedSet, KernelChange } from '#shared/review/kernel-change'
import type { KernelItem } from './kernel-items.ts'

const FAMILIES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const
const SIGNS = { stays: '', comes: '+', goes: '−' } as const

interface KernelRowProps {
  readonly item: KernelItem
  readonly change: KernelChange
}

/** One row of the kernel layer. */
export const KernelRow = memo(function KernelRow({ item, change }: KernelRowProps) {
  switch (item.kind) {
    case 'transaction':
      return <TransactionRow item={item} />
    case 'chain':
    case 'set':
      return <HeadRow item={item} />
    case 'line':
      return <LineRow line={item.line} />
    case 'member':
      return <MemberRow item={item} />
    case 'fold':
      return <FoldRow count={item.count} />
    case 'untouched-head':
      return <UntouchedHead isOpen={item.isOpen} change={change} />
    case 'untouched':
      return <UntouchedRow item={item} />
  }
})

type Of<K extends KernelItem['kind']> = Extract<KernelItem, { kind: K }>

function TransactionRow({ item: { head, isEarly } }: { readonly item: Of<'transaction'> }) {
  const { t } = useTranslation('review')
  const { number, on, family, table } = head
  const what =
    on === 'set-removal'
      ? t('kernel.setRemoval')
      : on === 'set'
        ? t(isEarly ? 'kernel.sets' : 'kernel.setsLater')
        : t('kernel.atomic', { table: table ?? '', family: FAMILIES[family ?? 'ipv4'] })
  return (
    <th scope="rowgroup" className="review-wide">
      <b>{t('kernel.transaction', { number })}</b> <span className="t2">{what}</span>
    </th>
  )
}

function HeadRow({ item }: { readonly item: Of<'chain'> | Of<'set'> }) {
  const { t } = useTranslation('review')
  const Fold = item.isOpen ? ChevronDown : ChevronRight
  const { name, how, first, last } = item.kind === 'chain' ? item.chain : item.set
  const [comes, goes] =
    item.kind === 'chain' ? [item.chain.comes, item.chain.goes] : [item.set.joins.length, item.set.leaves.length]
  const words = how === 'changed' ? null : item.kind === 'chain' ? t(`kernel.how_${how}`) : t(`kernel.set_${how}`)
  return (
    <>
      <th scope="rowgroup" className="review-name" aria-expanded={item.isOpen}>
        <Fold size={12} aria-hidden="true" /> <b className="m">{name}</b> {item.kind === 'set' ? <SetWords set={item.set} /> : null}
        {words === null ? null : <span className="t2"> {words}</span>}
        {last > first ? <span className="t3"> {t('kernel.until', { last })}</span> : null}
      </th>
      <td className="n review-sums">
        {comes > 0 ? (
          <span>
            <span aria-hidden="true">+</span>
            <span className="sr">{t('kernel.comes')} </span>
            {comes}
          </span>
        ) : null}{' '}
        {goes > 0 ? (
          <span>
            <span aria-hidden="true">−</span>
            <span className="sr">{t('kernel.goes')} </span>
            {goes}
          </span>
        ) : null}
      </td>
    </>
  )
}

function SetWords({ set }: { readonly set: ChangedSet }) {
  const { t } = useTranslation('review')
  return (
    <span className="t3">
      <span className="m">{set.create.split(' hashsize')[0]}</span>
      {set.stays > 0 ? ` ${t('kernel.members', { count: set.stays })}` : ''}
    </span>
  )
}

function LineRow({ line }: { readonly line: ChainLine }) {
  const { t } = useTranslation('review')
  return (
    <>
      <td className="n review-number">{line.kind === 'goes' ? line.before : line.after}</td>
      <Sign how={line.kind} />
      <td className="review-text m" lang="en" title={line.mark ?? undefined}>
        {withoutMark(line.text)}
      </td>
      <td className={line.kind === 'stays' && line.packets === 0 ? 'n zero' : 'n'}>
        {line.kind === 'comes'
          ? t('kernel.fresh')
          : line.kind === 'goes'
            ? t('kernel.lost', { count: line.packets })
            : line.packets}
      </td>
    </>
  )
}

function MemberRow({ item: { set, how, member } }: { readonly item: Of<'member'> }) {
  return (
    <>
      <td />
      <Sign how={how} />
      <td className="review-text m" lang="en">
        {how === 'comes' ? 'add' : 'del'} {set.name} {member}
      </td>
      <td />
    </>
  )
}

function Sign({ how }: { readonly how: keyof typeof SIGNS }) {
  const { t } = useTranslation('review')
  return (
    <td className="review-sign">
      <span aria-hidden="true">{SIGNS[how]}</span>
      {how === 'stays' ? null : <span className="sr">{t(`kernel.${how}`)}</span>}
    </td>
  )
}

function FoldRow({ count }: { readonly count: number }) {
  const { t } = useTranslation('review')
  return (
    <td className="review-wide t3 review-folded">
      <FoldVertical size={12} aria-hidden="true" /> {t('kernel.fold', { count })}
    </td>
  )
}

function UntouchedHead({ isOpen, change }: { readonly isOpen: boolean; readonly change: KernelChange }) {
  const { t } = useTranslation('review')
  const Fold = isOpen ? ChevronDown : ChevronRight
  const { untouched, kept } = change
  const lines = t('kernel.lineCount', { count: untouched.reduce((sum, each) => sum + each.lines, 0) })
  const values = {
    lines,
    chains: t('kernel.chainCount', { count: untouched.length }),
    kept: t('kernel.lineCount', { count: kept.lines }),
  }
  return (
    <th scope="rowgroup" className="review-wide" aria-expanded={isOpen}>
      <Fold size={12} aria-hidden="true" /> <b>{t('kernel.untouched')}</b>{' '}
      <span className="t2">{t('kernel.untouchedNote', values)}</span>
    </th>
  )
}

function UntouchedRow({ item: { chain } }: { readonly item: Of<'untouched'> }) {
  const { t } = useTranslation('review')
  return (
    <>
      <td />
      <td />
      <td className="review-text">
        <span className="m">{chain.name}</span>{' '}
        <span className="t3">
          {chain.table === 'filter' ? '' : `${chain.table} `}
          {FAMILIES[chain.family]} {t('kernel.lineCount', { count: chain.lines })}
        </span>
      </td>
      <td className={chain.packets === 0 ? 'n zero' : 'n'}>{chain.packets}</td>
    </>
  )
}
