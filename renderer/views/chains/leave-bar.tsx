import { useTranslation } from 'react-i18next'
import { Verdict } from '../../parts/verdict.tsx'
import { shortChain } from '../../state/kernel-words.ts'
import type { ChainFlow, Leaving } from './chain-flow.ts'
import './leave-bar.css'

interface LeaveBarProps {
  readonly flow: ChainFlow
  /** Row of the chosen rule. */
  readonly selectedRow: number | null
  readonly onSelect: (row: number) => void
}

/** Where the packets since the baseline left the chain: parts as wide as their share. */
export function LeaveBar({ flow, selectedRow, onSelect }: LeaveBarProps) {
  const { t } = useTranslation('chains')
  if (flow.callers.length === 0) return null
  if (flow.entered === 0) return <p className="leave leave-none t3">{t('leftNone')}</p>
  const fallback = flow.leaving.find((one) => one.jump !== null)
  const { shown, others, packets } = widest(flow.leaving)
  return (
    <section className="leave" aria-label={t('leftTitle', { count: flow.entered })}>
      <span className="lab">{t('leftTitle', { count: flow.entered })}</span>
      <div className="leave-bar">
        {shown.map((one) => (
          <Part key={one.row} one={one} selected={one.row === selectedRow} onSelect={onSelect} />
        ))}
        {others === 0 ? null : (
          <span className="leave-part" style={{ flexGrow: packets }}>
            <span className="t3 el">{t('leftByOthers', { count: others })}</span>
            <b>{packets}</b>
          </span>
        )}
        {flow.atEnd !== null && flow.atEnd > 0 ? (
          <span className="leave-part leave-return" style={{ flexGrow: flow.atEnd }} title={t('leftAtEnd')}>
            <span className="t3 el">{t('leftAtEnd')}</span>
            <b>{flow.atEnd}</b>
          </span>
        ) : null}
      </div>
      {fallback?.jump ? (
        <p className="t3">{t('someReachedFallback', { count: fallback.packets, chain: shortChain(fallback.jump) })}</p>
      ) : null}
    </section>
  )
}

/** More parts than these have no room. */
const MOST_PARTS = 6

/** The parts with most packets, in the order of the chain, and what all others have together. */
function widest(leaving: readonly Leaving[]) {
  if (leaving.length <= MOST_PARTS) return { shown: leaving, others: 0, packets: 0 }
  const kept = new Set(leaving.toSorted((a, b) => b.packets - a.packets).slice(0, MOST_PARTS - 1))
  const rest = leaving.filter((one) => !kept.has(one))
  return {
    shown: leaving.filter((one) => kept.has(one)),
    others: rest.length,
    packets: rest.reduce((sum, one) => sum + one.packets, 0),
  }
}

function Part({
  one,
  selected,
  onSelect,
}: {
  readonly one: Leaving
  readonly selected: boolean
  readonly onSelect: (row: number) => void
}) {
  const { t } = useTranslation('chains')
  return (
    <button
      type="button"
      className={`leave-part leave-${one.verdict}`}
      style={{ flexGrow: one.packets }}
      aria-pressed={selected}
      title={t('leftPart', { number: one.number, verdict: one.jump ?? one.verdict.toUpperCase(), packets: one.packets })}
      onClick={() => onSelect(one.row)}
    >
      <span className="t3">{t('leftByRule', { number: one.number })}</span>
      {one.jump === null ? <Verdict verdict={one.verdict} /> : <Verdict verdict="jump">{shortChain(one.jump)}</Verdict>}
      <b>{one.packets}</b>
    </button>
  )
}
