import type { DumpRule } from '../netfilter/dump.ts'
import type { RuleSpec } from '../netfilter/rule-spec.ts'
import { commonSubsequence } from './common-subsequence.ts'
import type { TableStep } from './plan.ts'

export interface WantedRule {
  readonly mark: string
  readonly spec: RuleSpec
}

export interface ChainEdit {
  /** To be run from the first to the last, before `deletes`. */
  readonly inserts: readonly TableStep[]
  readonly deletes: readonly TableStep[]
}

/**
 * The least edit of a chain that exists: rules that stay are not touched and keep their counters, rules without a mark are others' and
 * only counted in positions. In a hook our rules stand before those of others, so one that has slipped behind is written anew.
 *
 * Inserts run downwards and deletes upwards, and all inserts come first. Then the chain gives, after each single step, every packet
 * the verdict that it has in the old or in the new chain: the first rule that matches it is one of the new list whose forerunners there
 * are all present, or one of the old list whose forerunners are.
 */
export function editChain(chain: string, want: readonly WantedRule[], seen: readonly DumpRule[], hook: boolean): ChainEdit {
  const firstForeign = seen.findIndex(({ mark }) => mark === null)
  const end = hook && firstForeign >= 0 ? firstForeign : seen.length
  const candidates = seen.flatMap(({ mark }, at) => (mark !== null && at < end ? [{ mark, at }] : []))
  const kept = new Map<number, number>()
  const staying = new Set<number>()
  for (const [wanted, candidate] of commonSubsequence(
    want.map(({ mark }) => mark),
    candidates.map(({ mark }) => mark),
  )) {
    const at = candidates[candidate]?.at ?? 0
    kept.set(wanted, at)
    staying.add(at)
  }

  const inserts: TableStep[] = []
  /** Rules of the old chain that stand before the next insert. */
  let passed = 0
  /** For each insert, `passed` at its time. */
  const anchors: number[] = []
  want.forEach(({ mark, spec }, wanted) => {
    const at = kept.get(wanted)
    if (at !== undefined) {
      passed = at + 1
      return
    }
    inserts.push(
      passed === seen.length
        ? { do: 'append', chain, spec, mark }
        : { do: 'insert', chain, at: passed + anchors.length + 1, spec, mark },
    )
    anchors.push(passed)
  })

  const deletes: TableStep[] = []
  let insertedBefore = anchors.length
  for (let at = seen.length - 1; at >= 0; at--) {
    while (insertedBefore > 0 && (anchors[insertedBefore - 1] ?? 0) > at) insertedBefore--
    if (seen[at]?.mark !== null && !staying.has(at)) deletes.push({ do: 'delete', chain, at: at + 1 + insertedBefore })
  }
  return { inserts, deletes }
}
