import { commonSubsequence } from '../sync/common-subsequence.ts'
import { matchLines } from './match-lines.ts'
import type { Line } from './sections.ts'

/**
 * One row of two lists of lines side by side. Indices are places in the lists. A line that stands elsewhere on the other side has two
 * rows, one in each place, and `other` is the place of its counterpart.
 */
export type Row =
  | { readonly kind: 'same'; readonly left: number; readonly right: number }
  /** `onlyNames`: comment and names of chains and sets are all that differs. */
  | { readonly kind: 'changed'; readonly left: number; readonly right: number; readonly onlyNames: boolean }
  | { readonly kind: 'left'; readonly left: number; readonly right: null }
  | { readonly kind: 'right'; readonly left: null; readonly right: number }
  | { readonly kind: 'moved'; readonly left: number; readonly right: null; readonly other: number }
  | { readonly kind: 'moved'; readonly left: null; readonly right: number; readonly other: number }

/** Rows from which both lists can be read again, in their order, with as few moved lines as can be. */
export function rowsOf(left: readonly Line[], right: readonly Line[]): Row[] {
  const pairs = matchLines(left, right)
  const names = pairs.map((_, n) => String(n))
  const byRight = pairs.map(([, at], n) => [at, String(n)] as const).sort(([a], [b]) => a - b)
  const stay = commonSubsequence(
    names,
    byRight.map(([, name]) => name),
  ).map(([n]) => pairs[n] as (typeof pairs)[number])
  const staying = new Set(stay.map(([at]) => at))
  const moved = pairs.filter(([at]) => !staying.has(at))
  const [toRight, toLeft] = [new Map(moved), new Map(moved.map(([a, b]) => [b, a]))]

  const rows: Row[] = []
  let [atLeft, atRight] = [0, 0]
  const until = (endLeft: number, endRight: number): void => {
    for (; atLeft < endLeft; atLeft++) {
      const other = toRight.get(atLeft)
      rows.push(
        other === undefined ? { kind: 'left', left: atLeft, right: null } : { kind: 'moved', left: atLeft, right: null, other },
      )
    }
    for (; atRight < endRight; atRight++) {
      const other = toLeft.get(atRight)
      rows.push(
        other === undefined ? { kind: 'right', left: null, right: atRight } : { kind: 'moved', left: null, right: atRight, other },
      )
    }
  }
  for (const [a, b] of stay) {
    until(a, b)
    const [one, two] = [left[a] as Line, right[b] as Line]
    if (one.text === two.text) rows.push({ kind: 'same', left: a, right: b })
    else rows.push({ kind: 'changed', left: a, right: b, onlyNames: one.plain === two.plain })
    atLeft = a + 1
    atRight = b + 1
  }
  until(left.length, right.length)
  return rows
}
