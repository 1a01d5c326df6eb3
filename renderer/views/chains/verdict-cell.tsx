import { Verdict } from '../../parts/verdict.tsx'
import type { SeenRule } from '../../state/kernel-rule.ts'
import { shortChain } from '../../state/kernel-words.ts'

/** What a rule does with a packet: shape and word; a jump names its chain, another target itself. */
export function VerdictCell({ rule }: { readonly rule: SeenRule }) {
  if (rule.jump !== null) return <Verdict verdict="jump">{shortChain(rule.jump)}</Verdict>
  if (rule.otherTarget !== null) return <Verdict verdict="none">{rule.otherTarget}</Verdict>
  return <Verdict verdict={rule.verdict} />
}
