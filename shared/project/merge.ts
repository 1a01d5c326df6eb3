import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result } from '../result.ts'
import { checkProject } from './check.ts'
import { type Lists, mergeLists, orderOf } from './merge-lists.ts'
import { isPlain, same } from './same.ts'
import { Project } from './schema.ts'

/**
 * Three-way merge: what was changed on one side only is taken from there; what both changed differently is a conflict, for which one
 * side has to be chosen. Things are told apart by their ids (hosts by name), so that a rule that moved is still the same rule.
 */
export type Side = 'mine' | 'theirs'

/** One value that both sides changed differently. A side that has none any more, or never had one, is null. */
export interface Conflict {
  /** Leads to the value in the project that was both sides' beginning, with ids in the place of indices. */
  readonly path: readonly string[]
  /** Names of the things on the way, as a person knows them; empty ones are left out. */
  readonly names: readonly string[]
  readonly mine: unknown
  readonly theirs: unknown
}

export interface Merge {
  readonly project: Project
  /** Decided by `prefer`; empty when nothing had to be. */
  readonly decided: readonly Conflict[]
}

export type Unmerged =
  /** Choose a side, and it merges. */
  | { readonly kind: 'conflicts'; readonly conflicts: readonly Conflict[] }
  /** Each value by itself fits, and together they do not: a group deleted here that was bound there. */
  | { readonly kind: 'refused'; readonly issues: readonly Issue[] }

/** `prefer` decides all conflicts; null only tells them. */
export function merge(base: Project, mine: Project, theirs: Project, prefer: Side | null): Result<Merge, Unmerged> {
  const conflicts: Conflict[] = []
  const decide: Decide = (path, names, sides) => {
    conflicts.push({ path, names, mine: sides.mine ?? null, theirs: sides.theirs ?? null })
    return prefer === 'theirs' ? sides.theirs : sides.mine
  }
  const merged = mergeValue({ base, mine, theirs }, [], [], decide)
  if (conflicts.length > 0 && prefer === null) return err({ kind: 'conflicts', conflicts })
  // Each value is of one of three projects, so only a list can have grown beyond its limit.
  const decoded = Project.safeParse(merged)
  if (!decoded.success)
    return err({ kind: 'refused', issues: [issue([], 'merge.too-large', 'Together both would be larger than a project can be.')] })
  // A side that is taken whole was checked when it came.
  for (const whole of [mine, theirs]) if (same(decoded.data, whole)) return ok({ project: whole, decided: conflicts })
  const issues = checkProject(decoded.data)
  return issues.length > 0 ? err({ kind: 'refused', issues }) : ok({ project: decoded.data, decided: conflicts })
}

/** The same place on three sides; undefined where a side has nothing there. */
interface Three {
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}
type Decide = (path: readonly string[], names: readonly string[], sides: Three) => unknown

function mergeValue(sides: Three, path: readonly string[], names: readonly string[], decide: Decide): unknown {
  const { base, mine, theirs } = sides
  if (same(mine, theirs)) return mine
  if (same(base, mine)) return theirs
  if (same(base, theirs)) return mine
  const own = namesOf(names, mine, theirs, base)
  if (isPlain(mine) && isPlain(theirs)) {
    const before = isPlain(base) ? base : {}
    if (isRule(path)) return mergeRule({ base: before, mine, theirs }, path, own, decide)
    return Object.fromEntries(
      [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].flatMap((key) => {
        const value = mergeValue({ base: before[key], mine: mine[key], theirs: theirs[key] }, [...path, key], own, decide)
        return value === undefined ? [] : [[key, value]]
      }),
    )
  }
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    const lists = { base: Array.isArray(base) ? base : [], mine, theirs }
    const keyOf = keysFor(path, lists)
    const keys = keyOf === null ? null : orderOf(lists, keyOf)
    if (keyOf !== null && keys !== null)
      return mergeLists(lists, keys, keyOf, (key, three) => mergeValue(three, [...path, key], names, decide))
  }
  return decide(path, own, sides)
}

const isRule = (path: readonly string[]): boolean => path.length === 4 && path[2] === 'rules'

type Plain = Readonly<Record<string, unknown>>

/**
 * What a rule lets through is one value: half of one side's and half of the other's would be a rule that nobody wrote. Only its
 * description is apart.
 */
function mergeRule(
  sides: { readonly base: Plain; readonly mine: Plain; readonly theirs: Plain },
  path: readonly string[],
  names: readonly string[],
  decide: Decide,
): unknown {
  const part = ({ description: _, ...rest }: Plain): Plain => rest
  const rest = mergeWhole({ base: part(sides.base), mine: part(sides.mine), theirs: part(sides.theirs) }, path, names, decide)
  const texts = { base: sides.base['description'], mine: sides.mine['description'], theirs: sides.theirs['description'] }
  return { ...(rest as Plain), description: mergeWhole(texts, [...path, 'description'], names, decide) }
}

function mergeWhole(sides: Three, path: readonly string[], names: readonly string[], decide: Decide): unknown {
  if (same(sides.mine, sides.theirs) || same(sides.base, sides.theirs)) return sides.mine
  return same(sides.base, sides.mine) ? sides.theirs : decide(path, names, sides)
}

/** A removed thing is named by the side that still has it. */
function namesOf(names: readonly string[], ...sides: readonly unknown[]): readonly string[] {
  const own = sides.map(nameOf).find((name) => name !== null)
  return own === undefined || own === null ? names : [...names, own]
}

const nameOf = (value: unknown): string | null =>
  isPlain(value) && 'id' in value && typeof value['name'] === 'string' && value['name'] !== '' ? value['name'] : null

/**
 * What the items of a list are known by: hosts by name, texts by themselves, other things by id. Things without one (fixed addresses,
 * address pairs) are known by all they say as long as both sides only added some: otherwise one that was changed would be there twice.
 */
function keysFor(path: readonly string[], { base, mine, theirs }: Lists): ((item: unknown) => string) | null {
  const all = [...base, ...mine, ...theirs]
  if (all.every((item) => typeof item === 'string')) return String
  const field = path.length === 1 && path[0] === 'hosts' ? 'name' : 'id'
  if (all.every((item) => isPlain(item) && typeof item[field] === 'string'))
    return (item) => String(isPlain(item) ? item[field] : item)
  const grew = (side: readonly unknown[]) => base.every((item) => side.some((other) => same(item, other)))
  return grew(mine) && grew(theirs) ? (item) => JSON.stringify(item) : null
}
