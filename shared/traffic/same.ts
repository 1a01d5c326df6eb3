import type { TableName } from '../netfilter/rule-spec.ts'
import { type Probe, STAGES, type Views } from './probe.ts'
import type { Placed, Side } from './side.ts'

export interface Viewed {
  readonly side: Side
  readonly views: Views
}

/** A probe's packets meet the same lines in the same order on both sides: then nothing is different, and nothing has to be walked. */
export function isSame(before: Viewed, after: Viewed, probe: Probe): boolean {
  const seen = new Set<string>()
  const sameChain = (table: TableName, name: string): boolean => {
    const key = `${table} ${name}`
    if (seen.has(key)) return true
    seen.add(key)
    const [a, b] = [before.side.chain(table, name), after.side.chain(table, name)]
    const [of, to] = [a === undefined ? [] : before.views.of(a, probe), b === undefined ? [] : after.views.of(b, probe)]
    if ((a?.policy ?? 'ACCEPT') !== (b?.policy ?? 'ACCEPT') || of.length !== to.length) return false
    return of.every((placed, n) => {
      const other = to[n]
      return other !== undefined && sameRule(before.side, after.side, placed, other) && sameTarget(table, placed)
    })
  }
  const sameTarget = (table: TableName, { line: { act } }: Placed): boolean =>
    (act.do !== 'jump' && act.do !== 'goto') || sameChain(table, act.chain)
  return STAGES[probe.direction].every(({ table, chain }) => sameChain(table, chain))
}

function sameRule(before: Side, after: Side, a: Placed, b: Placed): boolean {
  if (a.body !== b.body) return false
  if (a.line.isUnmarked !== null && before.hasMarks !== after.hasMarks) return false
  return a.line.sets.every((set) => before.setCondition(set)?.key === after.setCondition(set)?.key)
}
