import { withoutMark } from '#shared/netfilter/dump'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import type { Project } from '#shared/project/schema'
import { markOf } from '#shared/ruleset/mark'
import type { VerdictKind } from '../../parts/verdict.tsx'
import { compiled } from '../../state/compiled.ts'
import { chainKey, type KernelIndex, originOf } from '../../state/kernel-index.ts'
import { seeRule } from '../../state/kernel-rule.ts'

/** One line of a group rule as the pane under the rules shows it. */
export interface KernelLine {
  readonly key: string
  readonly host: string
  /** In the kernel that is read: it stays, or goes with the next apply. Not there: it comes with it. Or on a host whose kernel is not read. */
  readonly state: 'there' | 'going' | 'coming' | 'elsewhere'
  /** Rows of the kernel that is read: one, or none. */
  readonly rows: readonly number[]
  readonly chain: string
  readonly family: Family
  readonly number: number
  /** The kernel's words without our mark and without the target. */
  readonly text: string
  readonly verdict: VerdictKind
  readonly target: string | null
  readonly mark: string | null
  /** Name of the set that it asks. */
  readonly set: string | null
  /** A neighbour that explains the line: what stands above it, and what is left below. */
  readonly isContext: boolean
}

/** So many chains get their neighbours; with more ports the lines alone are long enough. */
const MOST_WITH_CONTEXT = 2
const MOST_LINES = 40

export interface KernelLines {
  readonly lines: readonly KernelLine[]
  /** All of them, by their state. */
  readonly count: Readonly<Record<KernelLine['state'], number>>
  readonly hidden: number
}

export interface LinesOf {
  readonly index: KernelIndex | null
  readonly project: Project
  /** Whose kernel is read. */
  readonly host: string
  readonly ruleId: string
}

/** The lines that a group rule became, and those that it becomes on every host, of whichever family it is. */
export function kernelLines({ index, project, host, ruleId }: LinesOf): KernelLines {
  const wanted = compiledLines(project, ruleId)
  const marks = new Set(wanted.flatMap((line) => (line.host === host ? [line.mark] : [])))
  const own = index?.rowsByGroupRule.get(ruleId) ?? []
  const isThere = (mark: string | null): boolean => mark !== null && marks.has(mark)
  const read = own.flatMap((row) => (index === null ? [] : rowLine(index, row, host, isThere)))
  const others = wanted.flatMap((line): KernelLine[] => {
    if (line.host !== host) return [{ ...line, state: 'elsewhere' }]
    return index?.rowsByMark.has(line.mark ?? '') === true ? [] : [line]
  })
  const all = [...read, ...others]
  const count = { there: 0, going: 0, coming: 0, elsewhere: 0 }
  for (const { state } of all) count[state] += 1
  const shown = all.slice(0, MOST_LINES)
  const hasContext = index !== null && read.length <= MOST_WITH_CONTEXT
  return {
    lines: hasContext ? shown.flatMap((line) => withContext(index, line)) : shown,
    count,
    hidden: all.length - shown.length,
  }
}

/** As the edited project compiles. */
function compiledLines(project: Project, ruleId: string): KernelLine[] {
  return project.hosts.flatMap(({ name: host }) => {
    const compilation = compiled(project, host)
    if (!compilation.ok) return []
    return compilation.value.tables.flatMap(({ family, table, chains }) =>
      chains.flatMap((chain) =>
        chain.rules.flatMap((rule, at): KernelLine[] => {
          if (rule.origin.kind !== 'group-rule' || rule.origin.ruleId !== ruleId) return []
          const mark = markOf(family, table, chain.name, rule)
          const place = { host, family, table, chain: chain.name, number: at + 1 }
          return [{ ...told(place, rule.text), mark, state: 'coming', rows: [], isContext: false }]
        }),
      ),
    )
  })
}

interface Place {
  readonly host: string
  readonly family: Family
  readonly table: TableName
  readonly chain: string
  readonly number: number
}

function told({ host, family, table, chain, number }: Place, text: string) {
  const seen = seeRule(text)
  const set = seen.matches.find((match) => match.kind === 'set')
  return {
    ...{ host, family, chain, number },
    key: `${host} ${family} ${table} ${chain} ${number} ${text}`,
    text: withoutMark(text)
      .replace(/ ?-[jg] .*$/, '')
      .trim(),
    verdict: seen.verdict,
    target: seen.jump ?? seen.otherTarget,
    set: set?.name ?? null,
  }
}

function rowLine(index: KernelIndex, row: number, host: string, isThere: (mark: string | null) => boolean): KernelLine[] {
  const at = index.rows[row]
  if (at === undefined || at.rule === null) return []
  const line = told({ ...at, host, number: at.rule }, at.text)
  return [{ ...line, mark: at.mark, state: isThere(at.mark) ? 'there' : 'going', rows: [row], isContext: false }]
}

/** Between RELATED,ESTABLISHED above it and the fallback below it. */
function withContext(index: KernelIndex, line: KernelLine): KernelLine[] {
  const [row] = line.rows
  const at = row === undefined ? undefined : index.rows[row]
  if (at === undefined) return [line]
  const chain = index.chainByName.get(chainKey(at.family, at.table, at.chain))
  const above = chain?.rows.find((other) => {
    const origin = originOf(index, other)
    return origin?.kind === 'base' && origin.what === 'established'
  })
  const below = chain?.rows.at(-1)
  const context = (other: number | undefined): KernelLine[] =>
    other === undefined || other === row
      ? []
      : rowLine(index, other, line.host, () => true).map((each) => ({ ...each, key: `${line.key} ${each.key}`, isContext: true }))
  return [...context(above), line, ...context(below)]
}

/** A set that lines ask, with what is in it. */
export interface AskedSet {
  readonly name: string
  readonly members: readonly string[]
}

/** The kernel's own members where its lines ask the set, else those that it gets with the next apply. */
export function askedSets({ index, project, host }: LinesOf, lines: readonly KernelLine[]): readonly AskedSet[] {
  const found = new Map<string, AskedSet>()
  for (const line of lines) {
    if (line.set === null || found.has(line.set)) continue
    const compilation = compiled(project, line.host)
    const edited = compilation.ok ? compilation.value.sets.find(({ name }) => name === line.set)?.members : undefined
    const kernel = line.host === host ? index?.rules.dump.sets.find(({ name }) => name === line.set)?.members : undefined
    found.set(line.set, { name: line.set, members: kernel ?? edited ?? [] })
  }
  return [...found.values()]
}
