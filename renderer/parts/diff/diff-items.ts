import type { ComparedSection, ExplainedRow } from '#shared/compare/compare'
import { foldRows } from '#shared/compare/fold'
import { isDifferent, isHeadDifferent } from '#shared/compare/select'
import type { FactCode } from '#shared/texts/en/facts'

/** What a diff draws, one below the other. Keys are the same as long as the two sides are. */
export type DiffItem =
  | { readonly kind: 'head'; readonly key: string; readonly section: ComparedSection; readonly isDifferent: boolean }
  | { readonly kind: 'row'; readonly key: string; readonly section: ComparedSection; readonly row: ExplainedRow }
  | { readonly kind: 'fold'; readonly key: string; readonly section: ComparedSection; readonly count: number }

interface DiffOptions {
  /** Equal rows that are shown next to a difference. */
  readonly context: number
  readonly unfolded?: ReadonlySet<string>
  /** Rows that this fact explains, and no others. */
  readonly fact?: FactCode | null
}

/** Chains and sets in which something differs. */
export function diffItems(sections: readonly ComparedSection[], { context, unfolded, fact = null }: DiffOptions): DiffItem[] {
  return sections.filter(isDifferent).flatMap((section): DiffItem[] => {
    const { key, rows } = section
    const head: DiffItem = { kind: 'head', key, section, isDifferent: isHeadDifferent(section) }
    const row = (at: number): DiffItem => ({ kind: 'row', key: `${key} #${at}`, section, row: rows[at] as ExplainedRow })
    if (fact !== null) {
      const own = rows.flatMap(({ facts }, at) => (facts.includes(fact) ? [row(at)] : []))
      return own.length > 0 || section.facts.includes(fact) ? [head, ...own] : []
    }
    const body = foldRows(rows, context).flatMap((each): DiffItem[] => {
      if (each.kind === 'row') return [row(each.at)]
      const foldKey = `${key} #${each.from} fold`
      if (unfolded?.has(foldKey) !== true) return [{ kind: 'fold', key: foldKey, section, count: each.count }]
      return Array.from({ length: each.count }, (_, n) => row(each.from + n))
    })
    return [head, ...body]
  })
}

export const isDifference = (item: DiffItem | undefined): boolean =>
  item?.kind === 'row' ? item.row.kind !== 'same' : item?.kind === 'head' && item.isDifferent

/** Where differences begin: each run of rows that differ, in one chain, counts once. */
export function differencesOf(items: readonly DiffItem[]): readonly number[] {
  return items.flatMap((item, at) => {
    const before = items[at - 1]
    return isDifference(item) && !(isDifference(before) && before?.section === item.section) ? [at] : []
  })
}

/** The row that comes first out of a folded run: it has the focus when the run is gone. */
export const firstOfFold = (key: string): string => key.replace(/ fold$/, '')

/** The next difference behind (or before) a place; it goes round at the end. */
export function stepTo(differences: readonly number[], from: number, step: 1 | -1): number | null {
  const next = step === 1 ? differences.find((at) => at > from) : differences.findLast((at) => at < from)
  return next ?? (step === 1 ? differences[0] : differences.at(-1)) ?? null
}

/** Facts in the order in which they are met, each with the number of lines that it explains. */
export function factsIn(sections: readonly ComparedSection[]): ReadonlyMap<FactCode, number> {
  const counts = new Map<FactCode, number>()
  const add = (code: FactCode, count: number) => counts.set(code, (counts.get(code) ?? 0) + count)
  for (const section of sections) {
    for (const code of section.facts) add(code, isHeadDifferent(section) ? 1 : 0)
    // Of a line that moved one of its two rows.
    for (const row of section.rows) for (const code of row.facts) add(code, row.kind === 'moved' && row.left === null ? 0 : 1)
  }
  return counts
}
