import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { AgentTurn } from '#shared/contract/agent'
import { milliseconds } from '../../texts/format.ts'
import { type Lane, type Step, sequenceOf } from './sequence.ts'
import { messageText, noticeWords, type TurnNames } from './turn-words.ts'
import './sequence-figure.css'

interface FigureProps {
  readonly turn: AgentTurn
  readonly others: readonly AgentTurn[]
  readonly names: TurnNames
}

/**
 * A sequence diagram: lanes beside each other, arrows between them from above to below. It is a list to those who do not see it, each
 * step a sentence with its two ends.
 */
export function SequenceFigure({ turn, others, names }: FigureProps) {
  const { t } = useTranslation('agent')
  const { lanes, steps } = sequenceOf(turn, others)
  const nameOf = (lane: Lane) => laneName(t, lane, turn)
  const style = { '--lanes': lanes.length } as React.CSSProperties
  return (
    <div className="sequence" style={style}>
      <div className="sequence-lanes" aria-hidden="true">
        {lanes.map((lane) => (
          <div key={lane} className="sequence-lane">
            <b>{nameOf(lane)}</b>
          </div>
        ))}
      </div>
      <ol className="sequence-steps" aria-label={t('figure.steps')}>
        {steps.map((step) => (
          <SequenceStep key={step.key} step={step} lanes={lanes} nameOf={nameOf} turn={turn} names={names} />
        ))}
      </ol>
    </div>
  )
}

interface StepProps {
  readonly step: Step
  readonly lanes: readonly Lane[]
  readonly nameOf: (lane: Lane) => string
  readonly turn: AgentTurn
  readonly names: TurnNames
}

function SequenceStep({ step, lanes, nameOf, turn, names }: StepProps) {
  const { t } = useTranslation('agent')
  const [from, to] = [lanes.indexOf(step.from), lanes.indexOf(step.to)]
  const isSelf = from === to
  const { text, note, isCode } = wordsOf(t, step, turn, names)
  const back = step.is === 'answer' || step.is === 'written' || step.is === 'failed'
  const kind = isSelf ? 'self' : to > from ? 'right' : 'left'
  const place = { '--from': Math.min(from, to), '--span': Math.abs(to - from), '--at': from } as React.CSSProperties
  return (
    <li className={`sequence-step sequence-${kind}${back ? ' sequence-back' : ''} sequence-is-${step.is}`} style={place}>
      <span className="sr">
        {isSelf
          ? t('figure.self', { who: nameOf(step.from) })
          : t('figure.between', { from: nameOf(step.from), to: nameOf(step.to) })}{' '}
      </span>
      <span className="sequence-words">
        <span className={isCode ? 'm' : ''} {...(isCode ? { lang: 'en' } : {})}>
          {text}
        </span>
        {note === '' ? null : <span className="t2"> {note}</span>}
      </span>
      <i className="sequence-arrow" aria-hidden="true" />
    </li>
  )
}

function laneName(t: TFunction<'agent'>, lane: Lane, { host }: AgentTurn): string {
  if (lane === 'server') return t('lanes.server')
  if (lane === 'agent') return t('lanes.agent', { host })
  if (lane === 'kernel') return t('lanes.kernel', { host })
  return t('lanes.agent', { host: lane.slice('other '.length) })
}

interface StepWords {
  readonly text: string
  readonly note: string
  readonly isCode: boolean
}
const code = (text: string, note = ''): StepWords => ({ text, note, isCode: true })
const said = (text: string, note = ''): StepWords => ({ text, note, isCode: false })

function wordsOf(t: TFunction<'agent'>, step: Step, turn: AgentTurn, names: TurnNames): StepWords {
  switch (step.is) {
    case 'stored':
      return said(t('steps.stored'))
    case 'brought-back':
      return said(t('steps.broughtBack'))
    case 'notice': {
      const { notice, here } = step
      const message = messageText(notice)
      const ports = t('ports', { count: notice.ports.count })
      if (message === null) return said(noticeWords(t, notice, names))
      const heard = notice.message?.heard ?? null
      const what = here ? noticeWords(t, notice, names) : ports
      return code(
        message,
        here && heard !== null ? t('steps.heard', { what, heard, ports }) : here ? t('steps.told', { what, ports }) : what,
      )
    }
    case 'call':
      return code(
        step.call.call,
        step.call.cached ? t('steps.cached', { count: step.call.ports }) : t('devices', { count: step.call.ports }),
      )
    case 'answer':
      return said(t('steps.answer'))
    case 'compute':
      return said(computeWords(t, step), t('ms', { ms: milliseconds(step.ms) }))
    case 'sets':
      return code('ipset restore', t('sets', { count: step.count }))
    case 'table': {
      const tool = step.family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore'
      return code(tool, t('steps.table', { table: step.table, comes: step.comes, goes: step.goes }))
    }
    case 'written':
      return said(t('steps.written', { count: step.transactions }), t('ms', { ms: milliseconds(step.ms) }))
    case 'nothing':
      return said(t('steps.nothing'))
    case 'checked':
      return said(t('steps.checked'), t('ms', { ms: milliseconds(step.ms) }))
    case 'failed':
      return said(turn.by === 'apply' ? t('steps.failedApply') : t('steps.failed'))
  }
}

function computeWords(t: TFunction<'agent'>, { prepared, refreshed, removed }: Extract<Step, { is: 'compute' }>): string {
  const parts = [
    prepared > 0 ? t('steps.prepared', { count: prepared }) : '',
    refreshed > 0 ? t('steps.refreshed', { count: refreshed }) : '',
    removed > 0 ? t('steps.removed', { count: removed }) : '',
  ].filter(Boolean)
  return parts.length === 0 ? t('steps.noPorts') : parts.join(t('names.andThen'))
}
