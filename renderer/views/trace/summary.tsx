import { ArrowRight, Check, X } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PacketWalk } from '#shared/contract/walk'
import type { Step, Verdict as VerdictWord } from '#shared/walk/step'
import { Button } from '../../parts/button.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { shortChain } from '../../state/kernel-words.ts'
import { goToFirstApart, useTrace } from '../../state/trace.ts'
import { firstApart, isStep, type StepRow, type TraceRow } from '../../state/trace-rows.ts'
import { isEnd, isPolicy, verdictSaid } from './act-words.ts'
import './summary.css'
import type { ShownWay } from './use-trace-view.ts'

/** Of what is shown only that which is the same at each of its steps, so that none draws this anew. */
interface SummaryProps {
  readonly asked: ShownWay['walk']
}

/** What prediction, trace and counters say of the packet, in one line each. */
export const Summary = memo(({ asked }: SummaryProps) => {
  const shown = useTrace((store) => store.shown)
  const sides = useTrace((store) => store.sides)
  const rows = useTrace((store) => store.rows)
  if (sides !== null)
    return (
      <div className="trace-sum" data-testid="trace-sum">
        <SideCell of="edited" walk={sides.edited} rows={rows} side="left" />
        <SideCell of="applied" walk={sides.applied} rows={rows} side="right" />
        <ApartCell rows={rows} />
      </div>
    )
  if (shown === null) return null
  return (
    <div className="trace-sum" data-testid="trace-sum">
      <SideCell of="predicted" walk={shown} rows={rows} side="left" />
      <TracedCell walk={shown} rows={rows} asked={asked} />
      <CountedCell walk={shown} rows={rows} asked={asked} />
    </div>
  )
})

/** The steps that the kernel would tell of: rules that matched, and a policy that decided. */
const decided = (rows: readonly TraceRow[], side: 'left' | 'right'): Step[] =>
  rows.flatMap((row) => {
    // Where nothing was traced the two have nothing in common to count.
    const step = isStep(row) && row.beside !== 'elsewhere' && row.beside !== 'unnamed' ? row[side] : null
    return step !== null && step.match === 'yes' && step.isDoubtful !== true && !isEnd(step) ? [step] : []
  })

type Title = 'predicted' | 'traced' | 'counted' | 'edited' | 'applied'

function Cell({ of, children }: { readonly of: Title; readonly children: ReactNode }) {
  const { t } = useTranslation('trace')
  return (
    <section aria-label={t(`sum.${of}`)} data-sum={of}>
      <h3 className="lab">{t(`sum.${of}`)}</h3>
      <p>{children}</p>
    </section>
  )
}

function VerdictOf({ verdict }: { readonly verdict: VerdictWord }) {
  const { t } = useTranslation('trace')
  const said = verdictSaid(verdict, t('unsureMatch'))
  return <Verdict verdict={said.verdict}>{said.words}</Verdict>
}

function ByWords({ step, matches }: { readonly step: Step | undefined; readonly matches: string }) {
  const { t } = useTranslation('trace')
  if (step === undefined) return <span className="t2">{t('sum.nobody')}</span>
  const chain = shortChain(step.chain)
  return (
    <span className="t2">
      {isPolicy(step) ? t('sum.byPolicy', { chain, matches }) : t('sum.by', { chain, rule: step.rule ?? '', matches })}
    </span>
  )
}

interface SideProps {
  readonly of: Title
  readonly walk: PacketWalk
  readonly rows: readonly TraceRow[]
  readonly side: 'left' | 'right'
}

function SideCell({ of, walk, rows, side }: SideProps) {
  const { t } = useTranslation('trace')
  const steps = decided(rows, side)
  return (
    <Cell of={of}>
      <VerdictOf verdict={walk.journey.verdict} />
      <ByWords step={steps.at(-1)} matches={t('sum.matches', { count: steps.length })} />
    </Cell>
  )
}

interface WalkProps {
  readonly walk: PacketWalk
  readonly rows: readonly TraceRow[]
  readonly asked: ShownWay['walk']
}

function TracedCell({ walk, rows, asked }: WalkProps) {
  const { t } = useTranslation('trace')
  const { traced } = walk
  const last = traced?.at(-1)
  if (traced === null || last === undefined)
    return (
      <Cell of="traced">
        <span className="t3">{t(asked?.agreement == null ? 'sum.notSent' : 'sum.notTraced')}</span>
      </Cell>
    )
  const steps = decided(rows, 'right')
  const apart = firstApart(rows)
  const verdict = traced.find((pass) => pass.verdict === 'drop')?.verdict ?? last.verdict
  return (
    <Cell of="traced">
      <VerdictOf verdict={verdict} />
      <ByWords step={steps.at(-1)} matches={t(apart === null ? 'sum.sameRules' : 'sum.otherRules', { count: steps.length })} />
      {apart === null ? null : <PartsAt row={apart} />}
    </Cell>
  )
}

function PartsAt({ row }: { readonly row: StepRow }) {
  const { t } = useTranslation('trace')
  const chain = shortChain(row.step.chain)
  const words = row.step.rule === null ? t('sum.partsPolicy', { chain }) : t('sum.parts', { chain, rule: row.step.rule })
  return (
    <Button look="ghost" className="trace-go" hint={t('sum.goThere')} onClick={() => void goToFirstApart()}>
      <X size={14} className="trace-no" aria-hidden="true" />
      {words}
      <ArrowRight size={14} aria-hidden="true" />
    </Button>
  )
}

function ApartCell({ rows }: { readonly rows: readonly TraceRow[] }) {
  const { t } = useTranslation('trace')
  const apart = firstApart(rows)
  return (
    <section aria-label={t('table.agrees')} data-sum="apart">
      <h3 className="lab">{t('table.agrees')}</h3>
      <p>
        {apart === null ? (
          <span className="trace-yes trace-why">
            <Check size={14} aria-hidden="true" />
            {t('same')}
          </span>
        ) : (
          <PartsAt row={apart} />
        )}
      </p>
    </section>
  )
}

/** Counters are of the whole walk: of four echoes the rule that let the first one in counts one, and ESTABLISHED three. */
function CountedCell({ walk, rows, asked }: WalkProps) {
  const { t } = useTranslation('trace')
  const { counted } = walk
  if (counted === null)
    return (
      <Cell of="counted">
        <span className="t3">{t('sum.notSent')}</span>
      </Cell>
    )
  const first = asked?.agreement?.first ?? null
  if (first !== null && first.expected !== null) {
    const { rule, expected, counted: number } = first
    return (
      <Cell of="counted">
        <Button look="ghost" className="trace-go" hint={t('sum.goThere')} onClick={() => void goToFirstApart()}>
          <X size={14} className="trace-no" aria-hidden="true" />
          {t('sum.otherCount', { chain: shortChain(first.chain), rule: rule ?? t('policyRow'), expected, counted: number ?? 0 })}
          <ArrowRight size={14} aria-hidden="true" />
        </Button>
      </Cell>
    )
  }
  const steps = decided(rows, 'left')
  const own = counted.filter((row) =>
    steps.some(({ chain, rule, table }) => row.chain === chain && row.rule === rule && row.table === table),
  )
  const [most, least] = [Math.max(0, ...own.map(({ packets }) => packets)), Math.min(...own.map(({ packets }) => packets))]
  const bytes = Math.max(0, ...own.map((row) => row.bytes))
  return (
    <Cell of="counted">
      <span className="trace-yes trace-why">
        <Check size={14} aria-hidden="true" />
        <span className="m">{least === most || own.length === 0 ? `+${most}` : `+${least} … +${most}`}</span>
      </span>
      <span className="t2">
        {t('sum.onEach', { count: own.length })}
        {t('comma')}
        {t('sum.bytes', { count: bytes })}
      </span>
    </Cell>
  )
}
