import type { Family } from '../netfilter/rule-spec.ts'
import type { Diagram, Node, Piece } from './diagram.ts'
import { DIMENSIONS } from './dimensions.ts'
import type { Decision, Flow, FlowChange, FlowKept, RuleRef, Verdict } from './flow.ts'
import { mergePieces } from './merge-pieces.ts'
import { EITHER, type Outcomes, PASS } from './outcomes.ts'
import type { Probe } from './probe.ts'
import type { Space } from './space.ts'
import type { ValuePrinter } from './values.ts'

const VERDICTS: readonly Verdict[] = ['unsure', 'pass', 'drop', 'unsure']
const STATES: readonly Flow['states'][] = ['new', 'invalid', 'both']
/** Rules that are named for one row. */
const MOST_RULES = 5
const MOST_VALUES = 200
const MOST_PIECES = 2000

export interface Compared {
  readonly family: Family
  readonly probe: Probe
  readonly space: Space
  readonly diagram: Diagram
  readonly before: { readonly node: Node; readonly outcomes: Outcomes }
  readonly after: { readonly node: Node; readonly outcomes: Outcomes }
  readonly printer: ValuePrinter
}

export interface Rows {
  readonly changes: readonly FlowChange[]
  readonly kept: readonly FlowKept[]
  /** There are more changes than could be told. */
  readonly rest: boolean
}

/** What of one probe's packets is let through or dropped otherwise than before, and what passes as before. */
export function rowsOfProbe(compared: Compared, wantsKept: boolean): Rows {
  const { diagram, before, after } = compared
  const pairs: (readonly [number, number])[] = []
  const numbers = new Map<string, number>()
  const pair = diagram.combine([before.node, after.node], ([b = 0, a = 0]) => {
    const known = numbers.get(`${b} ${a}`)
    if (known !== undefined) return known
    numbers.set(`${b} ${a}`, pairs.length)
    return pairs.push([b, a]) - 1
  })
  const may = (number: number): readonly [number, number] => {
    const [b, a] = pairs[number] ?? [0, 0]
    return [before.outcomes.of(b).may, after.outcomes.of(a).may]
  }
  const [opens, fitsNone] = [stateNode(compared, pair, 0), stateNode(compared, pair, 1)]
  const coded = diagram.combine([opens, fitsNone], ([n = 0, i = 0]) => codeOf(may(n), may(i)))
  const codedInvalid = diagram.combine([opens, fitsNone], ([n = 0, i = 0]) => invalidCodeOf(may(n), may(i)))

  const rowOf = (piece: Piece): FlowChange => {
    const [states, b, a] = [Math.floor(piece.value / 16), Math.floor(piece.value / 4) % 4, piece.value % 4]
    const within = diagram.valuesWithin(states === 1 ? fitsNone : opens, piece.sides, MOST_VALUES)
    const met = [...within].map((number) => pairs[number] ?? [0, 0])
    const rulesOf = (outcomes: Outcomes, side: 0 | 1) => ruleRefs(met.map((each) => outcomes.decidedBy(outcomes.of(each[side]))))
    return {
      ...flowOf(compared, piece, STATES[states] ?? 'new'),
      change: b === EITHER || a === EITHER ? 'unsure' : a === PASS ? 'let-through' : 'dropped',
      before: { verdict: VERDICTS[b] ?? 'unsure', ...rulesOf(before.outcomes, 0) },
      after: { verdict: VERDICTS[a] ?? 'unsure', ...rulesOf(after.outcomes, 1) },
    }
  }
  const isChange = (code: number): boolean => code !== NEITHER && code !== KEPT
  const found = [coded, codedInvalid].map((node) => diagram.pieces(node, isChange, MOST_PIECES))
  const changes = found.flatMap((each) => mergePieces(each.found, DIMENSIONS.length)).map(rowOf)
  const rest = found.some((each) => each.rest)
  if (changes.length === 0 || !wantsKept) return { changes, kept: [], rest }
  const still = diagram.pieces(coded, (code) => code === KEPT, MOST_PIECES)
  const kept = mergePieces(still.found, DIMENSIONS.length).map((piece): FlowKept => {
    const { change: _, before: __, ...row } = rowOf({ ...piece, value: PASS * 5 })
    return row
  })
  return { changes, kept, rest }
}

const NEITHER = 0
const KEPT = 1000

type May = readonly [before: number, after: number]

/** Of what opens a connection: 16 times the states, 4 times what may be before, what may be after. */
function codeOf([before, after]: May, [invalidBefore, invalidAfter]: May): number {
  if (before === after) return before === PASS ? KEPT : NEITHER
  const states = before === invalidBefore && after === invalidAfter ? 2 : 0
  return 16 * states + 4 * before + after
}

/** Of what fits no connection, where it changes otherwise than what opens one. */
function invalidCodeOf([newBefore, newAfter]: May, [before, after]: May): number {
  if (before === after || (before === newBefore && after === newAfter)) return NEITHER
  return 16 + 4 * before + after
}

function stateNode({ space, diagram }: Compared, node: Node, state: number): Node {
  const classes = space.partitions[0]?.classes ?? []
  const c = classes.findIndex((ranges) => ranges.some(([from, to]) => from <= state && state < to))
  return diagram.fix(node, 0, c)
}

function flowOf({ family, probe, printer }: Compared, { sides }: Piece, states: Flow['states']): Flow {
  const values = Object.fromEntries(
    DIMENSIONS.map((dimension, at) => [dimension, printer.values(dimension, at, sides[at] ?? null)] as const),
  )
  const of = (name: (typeof DIMENSIONS)[number]) => values[name] ?? null
  return {
    ...{ taps: [probe.tap], direction: probe.direction, family, states },
    ...{ protocol: of('protocol'), source: of('source'), destination: of('destination') },
    ...{ sourcePort: of('sourcePort'), destinationPort: of('destinationPort'), icmpType: of('icmpType') },
    ...{ sourceMac: of('sourceMac'), device: of('device'), bridge: of('bridge') },
  }
}

export function ruleRefs(refs: readonly (RuleRef | undefined)[]): Pick<Decision, 'by' | 'more'> {
  const different = new Map(
    refs.flatMap((ref) => (ref === undefined ? [] : [[`${ref.table} ${ref.chain} ${ref.rule}`, ref] as const])),
  )
  const all = [...different.values()]
  return { by: all.slice(0, MOST_RULES), more: Math.max(0, all.length - MOST_RULES) }
}
