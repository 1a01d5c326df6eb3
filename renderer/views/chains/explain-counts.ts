import type { TFunction } from 'i18next'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { originOf } from '../../state/kernel-index.ts'
import type { ChainFlow, Leaving } from './chain-flow.ts'
import type { RuleLine } from './rule-line.ts'

/**
 * Why a rule counts what it counts, from the numbers of its chain since the baseline. Each sentence is said only when its number is
 * known; nothing is supposed about packets that no counter tells of.
 */
export interface CountWords {
  /** "Why 1 packet, when 4 came"; null when there is nothing to wonder about. */
  readonly title: string | null
  readonly sentences: readonly string[]
}

export function countWords(t: TFunction<'chains'>, index: KernelIndex, flow: ChainFlow, line: RuleLine, delta: number): CountWords {
  if (flow.callers.length === 0 || line.number === null) return { title: null, sentences: [] }
  const { entered } = flow
  if (entered === 0) return { title: null, sentences: [t('why.nothing')] }
  if (delta === entered) return { title: null, sentences: [t('why.all', { count: entered })] }
  if (delta > entered) return { title: null, sentences: [t('why.here', { count: delta })] }
  const number = line.number
  const before = flow.leaving.filter((one) => one.number < number)
  const sentences = [
    delta === 0 ? t('why.none', { count: entered }) : t('why.here', { count: delta }),
    ...before.map((one) => tookBefore(t, index, one)),
  ]
  const passed = entered - delta - before.reduce((sum, one) => sum + one.packets, 0)
  if (passed > 0 && flow.atEnd !== null) sentences.push(t('why.after', { count: passed }))
  return { title: delta === 0 ? null : t('whyTitle', { count: delta, came: entered }), sentences }
}

function tookBefore(t: TFunction<'chains'>, index: KernelIndex, { row, number, packets }: Leaving): string {
  const origin = originOf(index, row)
  const known = origin?.kind === 'base' && origin.what === 'established'
  return t(known ? 'why.beforeKnown' : 'why.before', { count: packets, number })
}
