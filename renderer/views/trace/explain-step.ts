import type { TFunction } from 'i18next'
import { unreachable } from '#shared/result'
import type { Act, Why } from '#shared/walk/step'
import { plainAddress, shortChain } from '../../state/kernel-words.ts'
import type { StepRow } from '../../state/trace-rows.ts'
import { sentences } from '../../texts/sentences.ts'
import { actSaid, isEnd, isPolicy } from './act-words.ts'
import { askedParts } from './rule-parts.ts'

type T = TFunction<'trace'>

/** A step in sentences: what the rule asks, what the packet has, and where that leads. */
export function stepSentences(t: T, row: StepRow): string {
  const words = ownSentences(t, row)
  return row.step.isDoubtful === true ? [t('explain.doubtful'), words].join(' ') : words
}

function ownSentences(t: T, row: StepRow): string {
  const { step, back } = row
  const chain = shortChain(step.chain)
  const goesBack = back === null ? t('explain.returnTop') : t('explain.back', { chain: shortChain(back.chain), rule: back.rule })
  if (isPolicy(step)) return t('explain.policy', { chain, policy: step.text.replace(/^policy /, '') })
  if (isEnd(step)) return sentences([t('explain.end', { chain }), goesBack])
  const asked = askedWords(t, step.text)
  const rule = step.rule ?? 0
  if (step.match !== 'yes' && step.why !== null) return sentences([notMatched(t, rule, step.why), apart(t, row)])
  const first = asked === '' ? t('explain.every', { rule }) : t('explain.matches', { rule, asked })
  return sentences([first, effect(t, row, step.act), apart(t, row)])
}

/** What a rule asks, in one line. */
export const askedWords = (t: T, text: string): string =>
  askedParts(text, null)
    .map(({ label, value }) => [label === 'from' ? t('fromWord') : label, value].filter(Boolean).join(' '))
    .join(' ')

function notMatched(t: T, rule: number, why: Why): string {
  const values = { rule, field: t(`fields.${why.field}`), asked: plainAddress(why.asked), is: why.is ?? '' }
  if (why.is === null) return t('explain.unsure', values)
  if (why.is === '') return t('explain.none', values)
  return t(why.not ? 'explain.differsNot' : 'explain.differs', values)
}

function effect(t: T, { back, hook, step }: StepRow, act: Act): string {
  switch (act.do) {
    case 'accept':
      return t('explain.accept', { table: step.table, hook })
    case 'drop':
      return t('explain.drop')
    case 'reject':
      return t('explain.reject', { with: act.with })
    case 'return':
      return back === null ? t('explain.returnTop') : t('explain.return', { chain: shortChain(back.chain), rule: back.rule })
    case 'jump':
      return t('explain.jump', { chain: shortChain(act.chain) })
    case 'goto':
      return t('explain.goto', { chain: shortChain(act.chain) })
    case 'go-on':
      return act.target === null ? t('explain.count') : t('explain.goOn', { target: act.target })
    case 'mark':
      return t('explain.mark', { mark: `0x${act.mark.toString(16)}` })
    case 'notrack':
      return t('explain.notrack')
    case 'zone':
      return t('explain.zone', { zone: act.zone })
    case 'translate':
      return t('explain.translate', { target: act.target, to: act.to })
    case 'unknown':
      return t('explain.unknown', { target: act.target })
    default:
      return unreachable(act)
  }
}

/** Where two sides that both came here do not agree. */
function apart(t: T, { beside, left, right }: StepRow): string {
  if (beside !== 'apart' || left === null || right === null) return ''
  const word = (step: typeof left) => (step.match === 'no' ? t('noMatch') : actSaid(step.act).words)
  return t('explain.kernelApart', { left: word(left), right: word(right) })
}
