import { type DriftItemState, type HostDrift, MOST_DRIFT } from '#shared/contract/drift'
import type { Dump } from '#shared/netfilter/dump'
import { type DriftItem, driftOf } from '#shared/sync/drift'
import { type Expected, expectedOf } from '#shared/sync/expected'
import { canPutBack, isOfOthers } from '#shared/sync/put-back'
import type { AppliedHost } from './plan-project.ts'

/** The drift of one host, computed again only when its rules, or those that were applied, are others. */
export interface HostDriftReader {
  readonly of: (applied: AppliedHost, dump: Dump) => { readonly expected: Expected; readonly items: readonly DriftItem[] }
}

export function hostDriftReader(): HostDriftReader {
  let last: { applied: AppliedHost; dump: Dump; expected: Expected; items: DriftItem[] } | null = null
  return {
    of: (applied, dump) => {
      if (last?.applied === applied && last.dump === dump) return last
      const expected = last?.applied === applied ? last.expected : expectedOf(applied)
      last = { applied, dump, expected, items: driftOf(expected, dump) }
      return last
    },
  }
}

/** As it is told; null where everything is as it was applied. What is open comes first, since not all may be told. */
export function told(
  host: string,
  items: readonly DriftItem[],
  as: (item: DriftItem) => DriftItemState['as'],
  since: number | null,
): HostDrift | null {
  if (items.length === 0) return null
  const all = items.map((item) => ({ item, as: as(item) }))
  const count = (one: DriftItemState['as']): number => all.filter((each) => each.as === one).length
  const open = count('open')
  const order = { open: 0, taken: 1, ignored: 2 } as const
  return {
    ...{ host, since: open === 0 ? null : since, open, ignored: count('ignored'), taken: count('taken') },
    items: all
      .toSorted((a, b) => order[a.as] - order[b.as])
      .slice(0, MOST_DRIFT)
      .map(({ item, as: own }) => ({ ...item, as: own, ofOthers: isOfOthers(item), putBack: canPutBack(item) })),
  }
}
