import type { Dump } from '../netfilter/dump.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { Diagram } from './diagram.ts'
import { type FlowChange, FlowDirection, type FlowKept, type TrafficDifference } from './flow.ts'
import { gathered } from './gather-rows.ts'
import { Outcomes } from './outcomes.ts'
import { type Probe, Views } from './probe.ts'
import { type Rows, rowsOfProbe } from './rows.ts'
import { isSame, type Viewed } from './same.ts'
import { LineMemo, Side } from './side.ts'
import { FIRST_PACKET_STATES, type PartitionMemo, Space } from './space.ts'
import { familiesOf, tapsOf } from './taps.ts'
import { ValuePrinter, type ValuesMemo } from './values.ts'
import { Walk } from './walk.ts'

export interface TrafficOptions {
  /** The devices of the ports to look at; else those that rules name and that begin with `tap` or `vnet`. */
  readonly taps?: readonly string[]
  /** Rows of changes and of what is kept; what is beyond is counted. */
  readonly mostChanges?: number
  readonly mostKept?: number
  /** Values written out in one part of a row. */
  readonly longest?: number
  /** Steps of work in all, of which a million takes about a second; then ports are left out and named. */
  readonly work?: number
}

/** What is kept is told as an example: so many times the rows that are asked for are found, and then no more are looked for. */
const ENOUGH = 10

const DEFAULTS = { mostChanges: 200, mostKept: 50, longest: 200, work: 5_000_000 }

/**
 * Which new connections between which ports of one host are let through or dropped otherwise under `after` than under `before`. Exact
 * over all addresses, ports, protocols and ICMP types: both dumps are walked for all packets at once, never sampled. Only ports of which
 * some line differs are walked.
 */
export function trafficDifference(before: Dump, after: Dump, options: TrafficOptions = {}): TrafficDifference {
  const steps = trafficSteps(before, after, options)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same in small parts, for a caller that has other things to do between them: it yields after each port, and before the first one while the lines are read (`of` 0). */
export function* trafficSteps(
  before: Dump,
  after: Dump,
  options: TrafficOptions = {},
): Generator<{ readonly done: number; readonly of: number }, TrafficDifference> {
  const { mostChanges, mostKept, longest, work } = { ...DEFAULTS, ...options }
  const families: FamilyDifference[] = []
  for (const family of familiesOf(before, after)) {
    const memo = new LineMemo(family)
    for (const _ of memo.steps(before, after)) yield { done: 0, of: 0 }
    families.push(new FamilyDifference(before, after, family, longest, memo))
    yield { done: 0, of: 0 }
  }
  const taps = [...new Set(options.taps ?? families.flatMap(({ taps }) => [...taps]))].sort()
  const changes: FlowChange[] = []
  const kept: FlowKept[] = []
  const ports: TrafficDifference['ports'] = []
  const notComputed: string[] = []
  let left = work
  let cut = 0
  for (const [done, tap] of taps.entries()) {
    yield { done, of: taps.length }
    const different = families.flatMap((family) =>
      FlowDirection.options
        .map((direction) => ({ family, probe: { tap, direction } }))
        .filter(({ family: f, probe }) => !f.isSame(probe)),
    )
    if (different.length === 0) continue
    ports.push({
      tap,
      before: families.some((family) => family.named.before.has(tap)),
      after: families.some((family) => family.named.after.has(tap)),
    })
    for (const { family, probe } of different) {
      const found = left > 0 ? family.rows(probe, left, kept.length < ENOUGH * mostKept) : { rows: null, spent: 0 }
      left -= found.spent
      if (found.rows === null) {
        if (notComputed.at(-1) !== tap) notComputed.push(tap)
        continue
      }
      changes.push(...found.rows.changes)
      kept.push(...found.rows.kept)
      if (found.rows.rest) cut += 1
    }
  }
  const all = { changes: gathered(changes), kept: gathered(kept) }
  return {
    changes: all.changes.slice(0, mostChanges),
    kept: all.kept.slice(0, mostKept),
    more: { changes: Math.max(0, all.changes.length - mostChanges) + cut, kept: Math.max(0, all.kept.length - mostKept) },
    ports,
    notComputed,
  }
}

class FamilyDifference {
  readonly taps: ReadonlySet<string>
  readonly named: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> }
  private readonly family: Family
  private readonly before: Viewed
  private readonly after: Viewed
  private readonly setNames: ReadonlyMap<string, string>
  private readonly memo: PartitionMemo = new Map()
  private readonly printed: ValuesMemo = new WeakMap()
  private readonly longest: number

  constructor(before: Dump, after: Dump, family: Family, longest: number, memo: LineMemo) {
    this.family = family
    this.longest = longest
    const sides = [new Side(before, family, memo), new Side(after, family, memo)] as const
    this.named = { before: tapsOf(sides[0]), after: tapsOf(sides[1]) }
    this.taps = new Set([...this.named.before, ...this.named.after])
    this.before = { side: sides[0], views: new Views(this.taps) }
    this.after = { side: sides[1], views: new Views(this.taps) }
    this.setNames = new Map([...sides[0].setNames(), ...sides[1].setNames()])
  }

  isSame(probe: Probe): boolean {
    return isSame(this.before, this.after, probe)
  }

  /** Null when the work is beyond `limit` steps. */
  rows(probe: Probe, limit: number, wantsKept: boolean): { readonly rows: Rows | null; readonly spent: number } {
    const { family, memo, longest } = this
    const walks = [this.before, this.after].map(({ side, views }) => new Walk(family, side, views, probe))
    const space = new Space(
      family,
      FIRST_PACKET_STATES,
      walks.flatMap((walk) => walk.asked()),
      memo,
    )
    const diagram = new Diagram(space.sizes, limit)
    const [before, after] = walks.map((walk) => {
      const outcomes = new Outcomes()
      return { outcomes, node: walk.build(space, diagram, outcomes) }
    })
    if (before === undefined || after === undefined) throw new Error('a side was lost')
    const printer = new ValuePrinter(family, space, this.setNames, longest, this.printed)
    const rows = rowsOfProbe({ family, probe, space, diagram, before, after, printer }, wantsKept)
    return { rows: diagram.isExhausted ? null : rows, spent: diagram.spent }
  }
}
