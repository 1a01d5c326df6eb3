import type { Dump } from '../netfilter/dump.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { type Box, Diagram, type Node } from './diagram.ts'
import { type Condition, STATES } from './dimensions.ts'
import type { DeviceMatch, Line } from './line.ts'
import { LineMemo, type Placed, Side, type SideChain } from './side.ts'
import { type PartitionMemo, Space } from './space.ts'
import { familiesOf } from './taps.ts'

/** A rule that no packet can meet, and the earlier rules of its chain that take all of its packets. */
export interface NeverMet {
  readonly family: Family
  readonly table: TableName
  readonly chain: string
  readonly rule: number
  readonly mark: string | null
  readonly text: string
  /** Its packets never come so far; or its matches contradict each other; or its set has no members. */
  readonly why: 'rule.covered' | 'rule.empty' | 'rule.set-empty'
  readonly by: readonly { readonly rule: number; readonly text: string }[]
}

/** Steps for one chain; a chain of many rules that overlap in every way is left unjudged rather than waited for. */
const MOST_WORK = 200_000
const MOST_COVERING = 50

/**
 * Rules that can never match, in chains that differ between the two dumps. Nothing is said of what is not known. A rule without
 * conditions that ends a chain, and a drop of INVALID, are there for whatever is left and are not told. In small parts, for a caller that
 * has other things to do between them.
 */
export function* neverMetSteps(before: Dump, after: Dump): Generator<void, NeverMet[]> {
  const found: NeverMet[] = []
  for (const family of familiesOf(before, after)) {
    const memo = new LineMemo(family)
    yield* memo.steps(before, after)
    const was = new Side(before, family, memo)
    yield
    const is = new Side(after, family, memo)
    const partitions: PartitionMemo = new Map()
    for (const chain of is.all()) {
      yield
      if (!isSameChain(was.chain(chain.table, chain.name), chain, was, is)) found.push(...inChain(family, is, chain, partitions))
    }
  }
  return found
}

function isSameChain(before: SideChain | undefined, { rules }: SideChain, was: Side, is: Side): boolean {
  if (before?.rules.length !== rules.length) return false
  return rules.every(({ body, line }, at) => {
    const sets = (side: Side): string => line.sets.map((set) => side.setCondition(set)?.key).join()
    return before.rules[at]?.body === body && sets(was) === sets(is)
  })
}

interface Read {
  readonly placed: Placed
  /** One or two boxes that a packet has to be in one of; null where matches contradict each other. */
  readonly boxes: readonly (Box | null)[]
  /** Everything that is asked is known, so that all packets of the box fit. */
  readonly isSure: boolean
}

function inChain(family: Family, side: Side, chain: SideChain, memo: PartitionMemo): NeverMet[] {
  const asked = chain.rules.map(({ line }) => waysOf(side, line))
  const space = new Space(
    family,
    STATES.length,
    asked.flatMap((ways) => ways.map((conditions) => ({ conditions, devices: [] }))),
    memo,
  )
  const diagram = new Diagram(space.sizes, MOST_WORK)
  const read = chain.rules.map((placed, at): Read => {
    const boxes = (asked[at] ?? []).map((conditions) => space.boxOf({ conditions, devices: [] }))
    return { placed, boxes, isSure: isSure(side, placed.line) }
  })
  const found: NeverMet[] = []
  const covering = new Covering(diagram)
  for (const { placed, boxes, isSure } of read) {
    const { line, at, body, rule } = placed
    const possible = boxes.filter((box) => box !== null)
    const said = { family, table: chain.table, chain: chain.name, rule: at, mark: rule.mark, text: body }
    if (line.isNever || possible.length === 0) {
      const isEmptySet = line.sets.some((set) => !set.not && side.setCondition(set)?.ranges.length === 0)
      found.push({ ...said, why: isEmptySet ? 'rule.set-empty' : 'rule.empty', by: [] })
      continue
    }
    const by = isClosing(line) ? null : covering.of(line, possible)
    if (by !== null && !diagram.isExhausted) {
      const rules = by.map((number) => ({ rule: number, text: chain.rules[number - 1]?.body ?? '' }))
      found.push({ ...said, why: 'rule.covered', by: rules })
    }
    if (isSure && leaves(side, chain, line, 0)) for (const box of possible) covering.add(line, at, box)
  }
  return found
}

/** What earlier rules take, by the devices that they ask for: what a rule asks of no device takes from all. */
class Covering {
  private readonly diagram: Diagram
  private anywhere: Node
  private readonly byDevice = new Map<string, { readonly keys: readonly string[]; readonly at: number; readonly box: Box }[]>()

  constructor(diagram: Diagram) {
    this.diagram = diagram
    this.anywhere = diagram.leaf(0)
  }

  add(line: Line, at: number, box: Box): void {
    const keys = deviceKeys(line)
    const [first] = keys
    if (first === undefined) this.anywhere = this.joined(this.anywhere, at, box)
    else this.byDevice.set(first, [...(this.byDevice.get(first) ?? []), { keys, at, box }])
  }

  /** The rules that together take every packet of the boxes; null where some packet is left. */
  of(line: Line, boxes: readonly Box[]): number[] | null {
    const own = deviceKeys(line)
    let taken = this.anywhere
    for (const key of own)
      for (const { keys, at, box } of this.byDevice.get(key) ?? [])
        if (keys.every((each) => own.includes(each))) taken = this.joined(taken, at, box)
    const found = new Set<number>()
    for (const box of boxes) {
      const sides = box.map((side) => (side === null ? null : side.flatMap((is, c) => (is ? [c] : []))))
      for (const at of this.diagram.valuesWithin(taken, sides, MOST_COVERING)) found.add(at)
    }
    return found.has(0) || found.size >= MOST_COVERING ? null : [...found].sort((a, b) => a - b)
  }

  private joined(taken: Node, at: number, box: Box): Node {
    const { diagram } = this
    const here = diagram.choose(box, diagram.leaf(at), diagram.leaf(0))
    return diagram.combine([taken, here], ([before = 0, now = 0]) => (before === 0 ? now : before))
  }
}

const deviceKeys = ({ devices, hasOut }: Line): string[] => [
  ...devices.map(({ where, name, isStart, not }: DeviceMatch) => `${where} ${name} ${isStart} ${not}`),
  ...hasOut.map(String),
]

/** Of a set that cannot be told nothing is asked here: the rule may match less. */
function waysOf(side: Side, line: Line): Condition[][] {
  const sets = line.sets.flatMap((set) => side.setCondition(set) ?? [])
  const whole = [...line.conditions, ...sets]
  return line.either === null ? [whole] : line.either.map((each) => [...whole, each])
}

const isSure = (side: Side, line: Line): boolean =>
  !line.isUnknown && line.isSyn === null && line.isUnmarked === null && line.sets.every((set) => side.setCondition(set) !== null)

const DEEPEST = 20

/** Whoever meets it does not go on behind it in this chain. */
function leaves(side: Side, chain: SideChain, { act }: Line, depth: number): boolean {
  switch (act.do) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'goto':
      return true
    case 'jump': {
      const to = side.chain(chain.table, act.chain)
      // A chain that ends with what everybody meets and nobody comes back from, and has no RETURN before.
      const last = to?.rules.at(-1)
      if (to === undefined || last === undefined || depth > DEEPEST) return false
      const comesBack = to.rules.some(({ line }) => line.act.do === 'return' || line.act.do === 'goto')
      return !comesBack && isUnconditional(last.line) && leaves(side, to, last.line, depth + 1)
    }
    default:
      return false
  }
}

const isUnconditional = (line: Line): boolean =>
  line.conditions.length === 0 &&
  line.either === null &&
  line.devices.length === 0 &&
  line.hasOut.length === 0 &&
  line.sets.length === 0 &&
  line.isSyn === null &&
  line.isUnmarked === null &&
  !line.isNever &&
  !line.isUnknown

const isClosing = (line: Line): boolean =>
  isUnconditional(line) || (line.act.do === 'drop' && line.conditions.length === 1 && line.conditions[0]?.dimension === 'state')
