import type { ExplainedRow } from './compare.ts'

/** A row to show, by its place, or a run of equal rows that is folded. */
export type Folded =
  | { readonly kind: 'row'; readonly at: number }
  | { readonly kind: 'fold'; readonly from: number; readonly count: number }

/** Folds runs of equal rows, `context` rows next to a difference apart. A single row takes no more room than what would say that it is folded. */
export function foldRows(rows: readonly ExplainedRow[], context: number): Folded[] {
  const near = new Array<boolean>(rows.length).fill(false)
  rows.forEach(({ kind }, at) => {
    if (kind !== 'same') near.fill(true, Math.max(0, at - context), at + context + 1)
  })
  const folded: Folded[] = []
  for (let at = 0; at < rows.length; ) {
    let end = at
    while (end < rows.length && near[end] === false) end += 1
    if (end - at > 1) folded.push({ kind: 'fold', from: at, count: end - at })
    else folded.push({ kind: 'row', at })
    at = Math.max(end, at + 1)
  }
  return folded
}
