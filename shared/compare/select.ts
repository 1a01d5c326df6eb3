import type { Family, TableName } from '../netfilter/rule-spec.ts'
import type { ComparedSection, ExplainedRow } from './compare.ts'
import type { Line } from './sections.ts'

/** What of a comparison is looked at; null and false leave nothing out. */
export interface Selection {
  /** `set` for the sets. */
  readonly table: TableName | 'set' | null
  readonly family: Family | null
  /** Chains of this port, lines of others that are there for it, and the sets that they name. */
  readonly portId: string | null
  /** Lines that differ in comments and in names of chains and sets only count as equal. */
  readonly ignoreNames: boolean
}

export function select(sections: readonly ComparedSection[], selection: Selection): ComparedSection[] {
  const { table, family, portId, ignoreNames } = selection
  const sets = portId === null ? null : setsOf(sections, portId)
  return sections.flatMap((section) => {
    const { place } = section
    if (table !== null && table !== (place.kind === 'set' ? 'set' : place.table)) return []
    if (family !== null && family !== place.family) return []
    const own = sets === null ? section : ofPort(section, portId ?? '', sets)
    if (own === null) return []
    return [ignoreNames ? withoutNames(own) : own]
  })
}

const isOf = (line: Line | undefined, portId: string): boolean =>
  line?.origin != null && line.origin.kind !== 'skeleton' && line.origin.portId === portId

/** Names of the sets that the lines of a port match, on either side. */
function setsOf(sections: readonly ComparedSection[], portId: string): ReadonlySet<string> {
  const lines = sections.flatMap(({ left, right }) => [...left, ...right]).filter((line) => isOf(line, portId))
  return new Set(lines.flatMap(({ spec }) => (spec?.matches ?? []).flatMap((match) => (match.kind === 'set' ? [match.name] : []))))
}

function ofPort(section: ComparedSection, portId: string, sets: ReadonlySet<string>): ComparedSection | null {
  const { place, leftName, rightName } = section
  if (place.kind === 'set') return [leftName, rightName].some((name) => name !== null && sets.has(name)) ? section : null
  if (place.portId !== null) return place.portId === portId ? section : null
  const rows = section.rows.filter(
    (row) =>
      (row.left !== null && isOf(section.left[row.left], portId)) || (row.right !== null && isOf(section.right[row.right], portId)),
  )
  return rows.length === 0 ? null : { ...section, rows }
}

function withoutNames(section: ComparedSection): ComparedSection {
  const rows = section.rows.map(
    (row): ExplainedRow =>
      row.kind === 'changed' && row.onlyNames ? { kind: 'same', left: row.left, right: row.right, facts: [] } : row,
  )
  const isOnBoth = section.leftName !== null && section.rightName !== null
  return { ...section, rows, ...(isOnBoth ? { rightName: section.leftName, facts: [] } : {}) }
}

/** How many lines differ. `chains`: chains and sets that one side has not got or calls otherwise. */
export interface Counts {
  readonly changed: number
  readonly left: number
  readonly right: number
  /** A line that moved counts once. */
  readonly moved: number
  readonly chains: number
}

export function countDifferences(sections: readonly ComparedSection[]): Counts {
  const counts = { changed: 0, left: 0, right: 0, moved: 0, chains: 0 }
  for (const section of sections) {
    if (isHeadDifferent(section)) counts.chains += 1
    for (const { kind, left } of section.rows) if (kind !== 'same' && (kind !== 'moved' || left !== null)) counts[kind] += 1
  }
  return counts
}

/** Built-in chains are always there; that one side has nothing in them is told by their lines. */
export const isHeadDifferent = ({ leftName, rightName, place }: ComparedSection): boolean =>
  leftName !== rightName && !(place.kind === 'chain' && place.role === 'hook')

export const isDifferent = (section: ComparedSection): boolean =>
  isHeadDifferent(section) || section.rows.some(({ kind }) => kind !== 'same')
