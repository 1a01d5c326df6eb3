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
 */
export function editChain(chain: string, want: readonly WantedRule[], seen: readonly DumpRule[], hook: boolean): ChainEdit {
  const firstForeign = seen.findIndex(({ mark }) => mark === null)
  const end = hook && firstForeign >= 0 ? firstForeign : seen.length
  const candidates = seen.flatMap(({ mark }, at) => (mark !== null && at < end ? [{ mark, at }] : []))
  const kept = new Map<number, number>()
  for (const [wanted, candidate] of commonSubsequence(
    want.map(({ mark }) => mark),
    candidates.map(({ mark }) => mark),
  )) {
    const at = candidates[candidate]?.at ?? 0
    kept.set(wanted, at)
  }

  const { inserts, deletes } = editSteps(want.length, seen.length, kept, (at) => seen[at]?.mark !== null)
  return {
    inserts: inserts.flatMap(({ wanted, at }): TableStep[] => {
      const rule = want[wanted]
      if (rule === undefined) return []
      return [at === null ? { do: 'append', chain, ...rule } : { do: 'insert', chain, at, ...rule }]
    }),
    deletes: deletes.map((at) => ({ do: 'delete', chain, at })),
  }
}

export interface EditSteps {
  /** `wanted`: which of the wanted rules; `at`: its position from 1 at that moment, null for the end of the chain. */
  readonly inserts: readonly { readonly wanted: number; readonly at: number | null }[]
  /** Positions from 1, each at its moment. */
  readonly deletes: readonly number[]
}

/**
 * From what stays to the steps. `kept`: by place among the wanted rules the place among the seen ones, rising in both. Of the seen
 * rules that do not stay only those that `mayGo` are deleted.
 *
 * Inserts run downwards and deletes upwards, and all inserts come first. Then the chain gives, after each single step, every packet
 * the verdict that it has in the old or in the new chain: the first rule that matches it is one of the new list whose forerunners there
 * are all present, or one of the old list whose forerunners are.
 */
export function editSteps(
  wantedLength: number,
  seenLength: number,
  kept: ReadonlyMap<number, number>,
  mayGo: (at: number) => boolean,
): EditSteps {
  const inserts: { wanted: number; at: number | null }[] = []
  /** Rules of the old chain that stand before the next insert. */
  let passed = 0
  /** For each insert, `passed` at its time. */
  const anchors: number[] = []
  for (let wanted = 0; wanted < wantedLength; wanted++) {
    const at = kept.get(wanted)
    if (at !== undefined) {
      passed = at + 1
      continue
    }
    inserts.push({ wanted, at: passed === seenLength ? null : passed + anchors.length + 1 })
    anchors.push(passed)
  }

  const staying = new Set(kept.values())
  const deletes: number[] = []
  let insertedBefore = anchors.length
  for (let at = seenLength - 1; at >= 0; at--) {
    while (insertedBefore > 0 && (anchors[insertedBefore - 1] ?? 0) > at) insertedBefore--
    if (mayGo(at) && !staying.has(at)) deletes.push(at + 1 + insertedBefore)
  }
  return { inserts, deletes }
}
