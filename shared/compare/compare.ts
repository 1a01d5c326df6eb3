import { compile, factsOf, type HostSettings } from '../compile/compile.ts'
import type { Issue } from '../errors.ts'
import type { Host, Project } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import type { FactCode } from '../texts/en/facts.ts'
import type { Side } from './difference.ts'
import { factsIn } from './facts.ts'
import { type Row, rowsOf } from './rows.ts'
import { type Line, type Place, type Section, sectionsOf } from './sections.ts'

/** A row with the facts that explain why its sides differ; none where they do not. */
export type ExplainedRow = Row & { readonly facts: readonly FactCode[] }

/** A chain or set of either side. A side that has not got it has no name and no lines. */
export interface ComparedSection {
  readonly key: string
  readonly place: Place
  readonly leftName: string | null
  readonly rightName: string | null
  readonly left: readonly Line[]
  readonly right: readonly Line[]
  readonly rows: readonly ExplainedRow[]
  /** Of the chain itself, where one side lacks it or calls it otherwise. */
  readonly facts: readonly FactCode[]
}

export interface Comparison {
  readonly left: Side
  readonly right: Side
  readonly sections: readonly ComparedSection[]
}

/** Why one side cannot be compiled. */
export interface SideIssues {
  readonly side: 'left' | 'right'
  readonly issues: readonly Issue[]
}

/**
 * What the agent of a host writes with some settings and with others, side by side: every chain and set of either, line by line, with
 * the known facts that explain each difference. Settings that are not given are the host's own. Errors: of each side that does not compile.
 */
export function compare(
  project: Project,
  hostName: string,
  left: HostSettings,
  right: HostSettings,
): Result<Comparison, readonly SideIssues[]> {
  const [one, two] = [compile(project, hostName, left), compile(project, hostName, right)]
  const host = project.hosts.find(({ name }) => name === hostName)
  if (!one.ok || !two.ok || host === undefined)
    return err([
      ...(one.ok ? [] : [{ side: 'left', issues: one.error } as const]),
      ...(two.ok ? [] : [{ side: 'right', issues: two.error } as const]),
    ])
  const sides = { left: sideOf({ ...host, ...left }), right: sideOf({ ...host, ...right }) }
  const explain = factsIn(project, sides.left, sides.right)
  const sections = bothSections(sectionsOf(one.value), sectionsOf(two.value)).map(([a, b]): ComparedSection => {
    const { key, place } = (a ?? b) as Section
    const names = { leftName: a?.name ?? null, rightName: b?.name ?? null }
    const compared = { place, ...names, left: a?.lines ?? [], right: b?.lines ?? [] }
    const rows = rowsOf(compared.left, compared.right).map((row) => ({
      ...row,
      facts: row.kind === 'same' ? [] : explain(compared, row),
    }))
    return { key, ...compared, rows, facts: names.leftName === names.rightName ? [] : explain(compared, null) }
  })
  return ok({ ...sides, sections })
}

const sideOf = (host: Host): Side => ({ host, facts: factsOf(host) })

type BothSections = readonly [Section | null, Section | null]

/** In the order of the left side; what only the right side has comes behind what it follows there. */
function bothSections(left: readonly Section[], right: readonly Section[]): BothSections[] {
  const there = new Map(right.map((section) => [section.key, section]))
  const known = new Set(left.map(({ key }) => key))
  const behind = new Map<string | null, Section[]>()
  let last: string | null = null
  for (const section of right)
    if (known.has(section.key)) last = section.key
    else behind.set(last, [...(behind.get(last) ?? []), section])
  const only = (key: string | null): BothSections[] => (behind.get(key) ?? []).map((section) => [null, section])
  return [
    ...only(null),
    ...left.flatMap((section): BothSections[] => [[section, there.get(section.key) ?? null], ...only(section.key)]),
  ]
}
