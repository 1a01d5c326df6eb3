import { unreachable } from '#shared/result'
import type { Act, Step, Verdict } from '#shared/walk/step'
import type { VerdictKind } from '../../parts/verdict.tsx'
import { shortChain } from '../../state/kernel-words.ts'

export interface Said {
  readonly verdict: VerdictKind
  /** In the tools' own words. */
  readonly words: string
}

/** What becomes of a packet that matched, as a verdict is shown. */
export function actSaid(act: Act): Said {
  switch (act.do) {
    case 'accept':
      return { verdict: 'accept', words: 'ACCEPT' }
    case 'drop':
      return { verdict: 'drop', words: 'DROP' }
    case 'reject':
      return { verdict: 'drop', words: 'REJECT' }
    case 'return':
      return { verdict: 'return', words: 'RETURN' }
    case 'jump':
      return { verdict: 'jump', words: shortChain(act.chain) }
    case 'goto':
      return { verdict: 'jump', words: `goto ${shortChain(act.chain)}` }
    case 'go-on':
      return { verdict: 'none', words: act.target ?? '' }
    case 'mark':
      return { verdict: 'none', words: `MARK 0x${act.mark.toString(16)}` }
    case 'notrack':
      return { verdict: 'none', words: 'CT notrack' }
    case 'zone':
      return { verdict: 'none', words: `CT zone ${act.zone}` }
    case 'translate':
      return { verdict: 'jump', words: `${act.target} ${act.to}` }
    case 'unknown':
      return { verdict: 'caution', words: act.target }
    default:
      return unreachable(act)
  }
}

/** ACCEPT and DROP are the kernel's words for what `accept` and `drop` are here. */
export const verdictSaid = (verdict: Verdict, unsure: string): Said =>
  verdict === 'accept'
    ? { verdict: 'accept', words: 'ACCEPT' }
    : verdict === 'drop'
      ? { verdict: 'drop', words: 'DROP' }
      : { verdict: 'caution', words: unsure }

export const isPolicy = ({ rule, text }: Pick<Step, 'rule' | 'text'>): boolean => rule === null && text !== ''
export const isEnd = ({ rule, text }: Pick<Step, 'rule' | 'text'>): boolean => rule === null && text === ''
