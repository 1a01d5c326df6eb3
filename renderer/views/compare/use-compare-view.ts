import { useDeferredValue, useMemo, useState } from 'react'
import { countDifferences, select } from '#shared/compare/select'
import type { Project } from '#shared/project/schema'
import { type DiffItem, differencesOf, diffItems, factsIn, firstOfFold, stepTo } from '../../parts/diff/diff-items.ts'
import { compared } from '../../state/compared.ts'
import { comparedHost, lookAt, rightOf, unfold, useComparison } from '../../state/comparison.ts'
import { useDeed } from '../../state/deeds.ts'

/** Equal rows that are shown next to a difference. */
const CONTEXT = 2

/** What Compare draws: the comparison that is asked for, and where in it one is. */
export function useCompareView(project: Project) {
  // A large project takes a moment to compare; the pickers answer at once.
  const state = useDeferredValue(useComparison())
  const { left, table, family, portId, ignoreNames, unfolded, fact, current } = state
  const host = comparedHost(project, state.host)
  const right = host === null ? {} : rightOf(state, host)
  const found = host === null ? null : compared(project, host.name, left, right)
  const all = found?.ok === true ? found.value.sections : null
  const sections = useMemo(
    () => (all === null ? [] : select(all, { table, family, portId, ignoreNames })),
    [all, table, family, portId, ignoreNames],
  )
  const items = useMemo(() => diffItems(sections, { context: CONTEXT, unfolded, fact }), [sections, unfolded, fact])
  const differences = useMemo(() => differencesOf(items), [items])
  const factCounts = useMemo(() => factsIn(sections), [sections])
  const numbers = useMemo(() => new Map([...factCounts.keys()].map((code, at) => [code, at + 1])), [factCounts])
  const [wanted, setWanted] = useState<{ readonly key: string } | null>(null)
  const at = items.findIndex(({ key }) => key === current)
  const goTo = (item: DiffItem | undefined) => {
    if (item === undefined) return
    lookAt(item.key)
    setWanted({ key: item.key })
  }
  const step = (by: 1 | -1) => {
    // As it is now: the next key may come before what the last one did is drawn.
    const now = useComparison.getState().current
    const from = items.findIndex(({ key }) => key === now)
    const next = stepTo(differences, from, by)
    if (next !== null) goTo(items[next])
  }
  useDeed('nextDifference', () => step(1))
  useDeed('previousDifference', () => step(-1))
  return {
    ...{ host, found, items, numbers, factCounts, wanted, step },
    counts: useMemo(() => countDifferences(sections), [sections]),
    /** Number of the difference that is looked at, from 1; 0 before the first. */
    place: differences.filter((each) => each <= at).length,
    differences: differences.length,
    here: items[at],
    onUnfold: (key: string) => {
      unfold(key)
      const first = firstOfFold(key)
      lookAt(first)
      setWanted({ key: first })
    },
  }
}
