import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import type { Step } from '#shared/walk/step'
import { Button } from '../../parts/button.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { plainAddress, shortChain } from '../../state/kernel-words.ts'
import { openPort, selectRule } from '../../state/screen.ts'
import { lookAtStep, useTrace } from '../../state/trace.ts'
import { rowOfStep } from '../../state/trace-rows.ts'
import { isPolicy } from './act-words.ts'
import { blockerWords, portBehind } from './blocker-words.ts'
import './refusal.css'

/** Everything that would have to go so that the packet passes; or the rules for which it cannot be said whether it does. */
export function Refusal({ project }: { readonly project: Project | null }) {
  const { t } = useTranslation('trace')
  const shown = useTrace((store) => store.shown)
  const sides = useTrace((store) => store.sides)
  const rows = useTrace((store) => store.rows)
  if (shown === null || sides !== null) return null
  const { blockers, afterwards, journey } = shown
  if (journey.unsureOf.length > 0)
    return (
      <section className="trace-refusal" aria-label={t('unsure.title', { count: journey.unsureOf.length })}>
        <SectionBar title={t('unsure.title', { count: journey.unsureOf.length })} />
        <ol>
          {journey.unsureOf.map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: in the order in which the packet meets them
            <li key={at}>
              <VerdictGlyph verdict="caution" />
              <span className="trace-blocker">{unsureWords(t, step)}</span>
              <GoTo step={step} />
            </li>
          ))}
        </ol>
      </section>
    )
  if (journey.verdict !== 'drop' || blockers.length === 0) return null
  return (
    <section className="trace-refusal" aria-label={t('refused.title', { count: blockers.length })}>
      <SectionBar
        title={t('refused.title', { count: blockers.length })}
        note={t(`refused.advice.${afterwards ?? 'unsure'}`, { count: blockers.length })}
      />
      <ol>
        {blockers.map((blocker, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: in the order in which the packet meets them
          <li key={at}>
            <VerdictGlyph verdict="drop" />
            <span className="trace-blocker" data-code={blocker.code}>
              {blockerWords(t, blocker, rows, project)}
            </span>
            <GoTo step={blocker.step} />
            <WayOut step={blocker.step} project={project} />
          </li>
        ))}
      </ol>
    </section>
  )
}

type T = ReturnType<typeof useTranslation<'trace'>>['t']

function unsureWords(t: T, { chain, rule, why, act }: Step): string {
  const place = { chain: shortChain(chain), rule: rule ?? t('policyRow') }
  if (why === null) return t('unsure.whyTarget', { ...place, target: act.do === 'unknown' ? act.target : act.do })
  return t('unsure.why', { ...place, field: t(`fields.${why.field}`), asked: plainAddress(why.asked) })
}

function GoTo({ step }: { readonly step: Step }) {
  const { t } = useTranslation('trace')
  const rows = useTrace((store) => store.rows)
  const row = rowOfStep(rows, step)
  const chain = shortChain(step.chain)
  const words = isPolicy(step) ? t('refused.placePolicy', { chain }) : t('refused.place', { chain, rule: step.rule ?? '' })
  if (row === null) return <span className="m t3">{words}</span>
  return (
    <Button look="ghost" className="m trace-go" hint={t('refused.go')} onClick={() => lookAtStep(row.key)}>
      {words}
    </Button>
  )
}

/** To what can be changed: the group rule itself, or the port whose groups have no rule for the packet. */
function WayOut({ step, project }: { readonly step: Step; readonly project: Project | null }) {
  const { t } = useTranslation('trace')
  const rows = useTrace((store) => store.rows)
  const origin = portBehind(rowOfStep(rows, step), rows, project)
  const arrow = <ArrowRight size={14} aria-hidden="true" />
  if (origin?.kind === 'group-rule')
    return origin.number === null ? null : (
      <Button look="ghost" onClick={() => selectRule(origin.groupId, origin.ruleId)}>
        {t('origin.openRule')}
        {arrow}
      </Button>
    )
  if (origin?.kind !== 'built-in' || origin.origin.kind === 'skeleton') return null
  const { portId } = origin.origin
  return (
    <Button look="ghost" onClick={() => openPort(portId)}>
      {t('refused.openGroups')}
      {arrow}
    </Button>
  )
}
