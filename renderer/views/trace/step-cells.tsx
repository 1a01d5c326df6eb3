import { Check, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Step } from '#shared/walk/step'
import { Verdict, VerdictGlyph } from '../../parts/verdict.tsx'
import { plainAddress, splitChain } from '../../state/kernel-words.ts'
import type { StepRow } from '../../state/trace-rows.ts'
import { actSaid, isEnd, isPolicy } from './act-words.ts'
import { askedParts } from './rule-parts.ts'

/** The cells of a step. What did not match is dim, and the piece of the rule that failed is underlined. */

const isTried = ({ step }: StepRow): boolean => step.match === 'no' || isEnd(step)

export function ChainCell({ row }: { readonly row: StepRow }) {
  const { prefix, rest } = splitChain(row.step.chain)
  return (
    <span className="m" title={row.step.chain}>
      <span className="t3 trace-prefix">{prefix.replace(/^neutron-/, '')}</span>
      <span className={isTried(row) ? 't3' : undefined}>{rest.replace(/^neutron-/, '')}</span>
    </span>
  )
}

export function AsksCell({ row }: { readonly row: StepRow }) {
  const { t } = useTranslation('trace')
  const { step } = row
  if (isPolicy(step)) return <span className="t2">{t('policyRow')}</span>
  if (isEnd(step)) return <span className="t3">{t('endOfChain')}</span>
  const parts = askedParts(step.text, step.match === 'yes' ? null : step.why)
  if (parts.length === 0) return <span className="t2">{t('everyPacket')}</span>
  return (
    <span className={isTried(row) ? 'm t3 trace-asks' : 'm trace-asks'}>
      {parts.map(({ label, value, failed }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one rule never change places
        <span key={at}>
          {label === '' ? null : <span>{label === 'from' ? t('fromWord') : label} </span>}
          {failed ? <u>{value}</u> : value}{' '}
        </span>
      ))}
    </span>
  )
}

/** Matched, or the field that failed with what the packet has. */
export function PacketCell({ row }: { readonly row: StepRow }) {
  const { t } = useTranslation('trace')
  const { step } = row
  if (isEnd(step)) return null
  if (step.match === 'yes' && step.isDoubtful === true)
    return (
      <span className="trace-why">
        <VerdictGlyph verdict="caution" />
        {t('matchedIfHere')}
      </span>
    )
  if (step.match === 'yes')
    return (
      <span className="trace-why">
        <Check size={12} className="trace-yes" aria-hidden="true" />
        {isPolicy(step) ? t('policyRow') : t('matched')}
      </span>
    )
  const { why } = step
  return (
    <span className="trace-why">
      {step.match === 'unsure' ? <VerdictGlyph verdict="caution" /> : <X size={12} className="t3" aria-hidden="true" />}
      {why === null ? (
        <b>{t(step.match === 'unsure' ? 'unsureMatch' : 'noMatch')}</b>
      ) : (
        <span className="el">
          <b>{t(`fields.${why.field}`)}</b>{' '}
          {why.is === null ? (
            t('isUnknown')
          ) : why.is === '' ? (
            t('isNone')
          ) : (
            <>
              {t('is')} <span className="m">{plainAddress(why.is)}</span>
            </>
          )}
        </span>
      )}
    </span>
  )
}

/** What becomes of the packet on one side. `missing`: what to say where this side has no such step. */
export function ActCell({ step, missing }: { readonly step: Step | null; readonly missing: string }) {
  const { t } = useTranslation('trace')
  if (step === null) return <span className="t3 trace-missing">{missing}</span>
  if (isEnd(step)) return step.by === 'inferred' ? null : <Verdict verdict="none">{t('goesBack')}</Verdict>
  if (step.match === 'no') return step.by === 'inferred' ? <span className="t3 trace-missing">{t('notNamed')}</span> : <NoMatch />
  if (step.match === 'unsure') return <Verdict verdict="caution">{t('unsureMatch')}</Verdict>
  const { verdict, words } = actSaid(step.act)
  return (
    <>
      <Verdict verdict={step.isDoubtful === true ? 'caution' : verdict}>{words === '' ? t('goesOn') : words}</Verdict>
      {step.by === 'inferred' ? <span className="lab trace-inferred">{t('inferred')}</span> : null}
    </>
  )
}

function NoMatch() {
  const { t } = useTranslation('trace')
  return <Verdict verdict="none">{t('noMatch')}</Verdict>
}

/** Whether both sides say the same of a step that matched on one of them. */
export function BesideCell({ row }: { readonly row: StepRow }) {
  const { t } = useTranslation('trace')
  if (row.beside !== 'same' && row.beside !== 'apart') return null
  if (row.beside === 'same' && isTried(row)) return null
  const Icon = row.beside === 'same' ? Check : X
  return (
    <span className={row.beside === 'same' ? 'trace-yes' : 'trace-no'} title={t(row.beside)}>
      <Icon size={14} aria-hidden="true" />
      <span className="sr">{t(row.beside)}</span>
    </span>
  )
}
