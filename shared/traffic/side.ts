import { type Dump, type DumpRule, withoutMark } from '../netfilter/dump.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { type Condition, conditionOf } from './dimensions.ts'
import type { Line, SetMatch } from './line.ts'
import { setsMark } from './read-act.ts'
import { readLine } from './read-line.ts'
import { setRanges } from './set-ranges.ts'

/** A rule with its place in its chain, from 1. */
export interface Placed {
  readonly at: number
  readonly rule: DumpRule
  /** Without our mark: what tells two rules apart. */
  readonly body: string
  readonly line: Line
}

export interface SideChain {
  readonly table: TableName
  readonly name: string
  readonly policy: string | null
  readonly rules: readonly Placed[]
}

/** Lines that are read between two pauses. */
const AT_ONCE = 200

/** Reads each text once, for both dumps. */
export class LineMemo {
  private readonly known = new Map<string, { readonly body: string; readonly line: Line }>()
  private readonly family: Family

  constructor(family: Family) {
    this.family = family
  }

  of(text: string): { readonly body: string; readonly line: Line } {
    const known = this.known.get(text)
    if (known !== undefined) return known
    const made = { body: withoutMark(text), line: readLine(this.family, text) }
    this.known.set(text, made)
    return made
  }

  /** Reads all lines of the family ahead, in small parts: who makes a side afterwards finds them read. */
  *steps(...dumps: readonly Dump[]): Generator<void, void> {
    let read = 0
    for (const { tables } of dumps)
      for (const { family, chains } of tables)
        if (family === this.family)
          for (const { rules } of chains)
            for (const { text } of rules) {
              this.of(text)
              read += 1
              if (read % AT_ONCE === 0) yield
            }
  }
}

/** One family of a dump, made ready to be walked. */
export class Side {
  /** A rule of some table sets a mark, so no rule that looks at marks can be judged. */
  readonly hasMarks: boolean
  private readonly family: Family
  private readonly chains = new Map<string, SideChain>()
  private readonly sets: Dump['sets']
  private readonly conditions = new Map<string, Condition | null>()
  /** Sets that rules add to and take from. */
  private readonly changing: ReadonlySet<string>

  constructor(dump: Dump, family: Family, memo: LineMemo) {
    this.family = family
    this.sets = dump.sets
    const changing = new Set<string>()
    let hasMarks = false
    for (const { family: of, table, chains } of dump.tables) {
      if (of !== family) continue
      for (const { name, policy, rules } of chains) {
        const placed = rules.map((rule, at): Placed => ({ at: at + 1, rule, ...memo.of(rule.text) }))
        this.chains.set(`${table} ${name}`, { table, name, policy, rules: placed })
        for (const { text } of rules) {
          hasMarks ||= setsMark(text)
          if (text.includes('-j SET')) for (const [, set] of text.matchAll(/--(?:add|del)-set (\S+)/g)) changing.add(set ?? '')
        }
      }
    }
    this.hasMarks = hasMarks
    this.changing = changing
  }

  chain(table: TableName, name: string): SideChain | undefined {
    return this.chains.get(`${table} ${name}`)
  }

  all(): Iterable<SideChain> {
    return this.chains.values()
  }

  /** What a match of a set asks for; null where it cannot be said. A set that is not there is not known. */
  setCondition({ name, dimension, not }: SetMatch): Condition | null {
    const key = `${dimension} ${not} ${name}`
    const known = this.conditions.get(key)
    if (known !== undefined) return known
    const set = this.changing.has(name) ? undefined : this.sets.find((each) => each.name === name)
    const ranges = set === undefined ? null : setRanges(this.family, set)
    const made = ranges === null ? null : conditionOf(dimension, this.family, ranges, not)
    this.conditions.set(key, made)
    return made
  }

  /** The names of sets by the key of what they hold. */
  setNames(): ReadonlyMap<string, string> {
    const names = new Map<string, string>()
    for (const set of this.sets) {
      const ranges = setRanges(this.family, set)
      if (ranges !== null && ranges.length > 0) names.set(conditionOf('source', this.family, ranges, false).key, set.name)
    }
    return names
  }
}
