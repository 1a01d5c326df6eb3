import type { FlowChange, FlowKept, RuleRef } from './flow.ts'

/** Rows that say the same of several ports become one; rules of all of them are named as far as there is room. */
export function gathered<R extends FlowChange | FlowKept>(rows: readonly R[]): R[] {
  const found = new Map<string, R>()
  for (const row of rows) {
    const key = keyOf(row)
    const same = found.get(key)
    found.set(key, same === undefined ? row : joined(same, row))
  }
  return [...found.values()].sort((a, b) => rank(a) - rank(b))
}

function keyOf(row: FlowChange | FlowKept): string {
  const verdicts = 'before' in row ? `${row.before.verdict} ${row.after.verdict}` : ''
  return `${verdicts} ${JSON.stringify({ ...row, taps: null, before: null, after: null })}`
}

const CHANGES: readonly string[] = ['let-through', 'dropped', 'unsure']
const DIRECTIONS: readonly string[] = ['ingress', 'egress', 'egress-to-host']

/** By what changes, then by direction and family; states that nobody opens a connection with come last. */
const rank = (row: FlowChange | FlowKept): number =>
  1000 * ('change' in row ? CHANGES.indexOf(row.change) : 0) +
  100 * (row.states === 'invalid' ? 1 : 0) +
  10 * DIRECTIONS.indexOf(row.direction) +
  (row.family === 'ipv4' ? 0 : 1)

function joined<R extends FlowChange | FlowKept>(a: R, b: R): R {
  const after = both(a.after, b.after)
  const taps = [...a.taps, ...b.taps]
  return 'before' in a && 'before' in b ? { ...a, taps, before: both(a.before, b.before), after } : { ...a, taps, after }
}

const MOST_RULES = 5

function both<D extends { readonly by: RuleRef[]; readonly more: number }>(a: D, b: D): D {
  const by = [...a.by]
  let more = a.more + b.more
  for (const ref of b.by) {
    if (by.some((each) => each.table === ref.table && each.chain === ref.chain && each.rule === ref.rule)) continue
    if (by.length < MOST_RULES) by.push(ref)
    else more += 1
  }
  return { ...a, by, more }
}
