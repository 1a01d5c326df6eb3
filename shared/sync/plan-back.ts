import type { Dump, DumpChain, DumpRule } from '../netfilter/dump.ts'
import { targetWord } from '../netfilter/parse-rule.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { splitWords } from '../netfilter/words.ts'
import { commonSubsequence } from './common-subsequence.ts'
import { editSteps } from './edit-chain.ts'
import { temporarySetName } from './print-restore.ts'
import type { SavedChain, SavedRule, SavedSet, SavedState } from './saved.ts'
import { foreignTargets } from './sync-table.ts'

/** One run of a tool: the lines that it reads on its standard input, without `*table` and COMMIT. */
export type BackStep =
  | { readonly on: 'set'; readonly set: string; readonly lines: readonly string[] }
  | { readonly on: 'table'; readonly family: Family; readonly table: TableName; readonly lines: readonly string[] }

/**
 * The least steps from what the kernel holds now to what was saved, for the chains and sets that were saved and nothing else; none when
 * it is there already, wherever the plan that is taken back stopped. Rules that come back bring their counters of that time. Rules of
 * others that came meanwhile stay, and those that went are not brought back. Sets are filled first and destroyed last; tables may be
 * cut after any line. Lines are for `iptables-restore --noflush --counters` and `ipset restore`.
 */
export function planBack(saved: SavedState, now: Dump): BackStep[] {
  const sets = new Map(now.sets.map((set) => [set.name, set]))
  const filled = saved.sets.flatMap((set): BackStep[] => {
    const there = sets.get(set.set)
    if (set.create === null || (there !== undefined && sameMembers(set.members, there.members))) return []
    return [{ on: 'set', set: set.set, lines: setLines(set, set.create) }]
  })
  const destroyed = saved.sets
    .filter(({ set, create }) => create === null && sets.has(set))
    .map(({ set }): BackStep => ({ on: 'set', set, lines: [`destroy ${set}`] }))
  const left = saved.sets
    .map(({ set }) => temporarySetName(set))
    .filter((set) => sets.has(set))
    .map((set): BackStep => ({ on: 'set', set, lines: [`destroy ${set}`] }))
  return [...filled, ...tablesBack(saved, now), ...destroyed, ...left]
}

const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.toSorted().join('\n') === b.toSorted().join('\n')

function setLines({ set, members }: SavedSet, create: string): string[] {
  const temporary = temporarySetName(set)
  return [
    `create ${set} ${create} -exist`,
    `create ${temporary} ${create} -exist`,
    `flush ${temporary}`,
    ...members.map((member) => `add ${temporary} ${member} -exist`),
    `swap ${set} ${temporary}`,
    `destroy ${temporary}`,
  ]
}

function tablesBack({ chains }: SavedState, now: Dump): BackStep[] {
  const tables = new Map<string, SavedChain[]>()
  for (const chain of chains) {
    const key = `${chain.family} ${chain.table}`
    const known = tables.get(key)
    if (known === undefined) tables.set(key, [chain])
    else known.push(chain)
  }
  return [...tables.values()].flatMap((saved): BackStep[] => {
    const [{ family, table } = { family: 'ipv4', table: 'filter' } as const] = saved
    const held = now.tables.find((other) => other.family === family && other.table === table)?.chains ?? []
    const lines = tableLines(saved, held)
    return lines.length === 0 ? [] : [{ on: 'table', family, table, lines }]
  })
}

/** As `syncTable`: filled before anything jumps there, inserts from the leaves up, deletions from the roots down, chains last. */
function tableLines(saved: readonly SavedChain[], held: readonly DumpChain[]): string[] {
  const heldChains = new Map(held.map((chain) => [chain.name, chain]))
  const rank = ranks(saved, held)
  const byRank = saved.toSorted((a, b) => rank(a.chain) - rank(b.chain))
  const fresh = byRank.filter(({ chain, rules }) => rules !== null && !heldChains.has(chain))
  const edits = byRank.flatMap(({ chain, rules }) => {
    const there = heldChains.get(chain)
    return rules === null || there === undefined ? [] : [editBack(chain, rules, there.rules)]
  })
  const needed = foreignTargets(held)
  const unwanted = byRank.flatMap(({ chain, rules }) => {
    const there = heldChains.get(chain)
    return rules !== null || there === undefined ? [] : [there]
  })
  const whole = unwanted.filter(({ name, policy, rules }) => policy === null && !needed.has(name) && rules.every(isMarked))
  const partly = unwanted.filter((chain) => !whole.includes(chain))
  return [
    ...fresh.map(({ chain }) => `:${chain} - [0:0]`),
    ...fresh.flatMap(({ chain, rules }) => (rules ?? []).filter(isMarked).map((rule) => lineOf(rule, `-A ${chain}`))),
    ...edits.flatMap(({ inserts }) => inserts),
    ...partly.flatMap(({ name, rules }) => editBack(name, [], rules).deletes),
    ...edits.toReversed().flatMap(({ deletes }) => deletes),
    ...whole.filter(({ rules }) => rules.length > 0).map(({ name }) => `-F ${name}`),
    ...whole.map(({ name }) => `-X ${name}`),
  ]
}

const isMarked = ({ mark }: { readonly mark: string | null }): boolean => mark !== null
const lineOf = ({ packets, bytes, text }: SavedRule, act: string): string => `[${packets}:${bytes}] ${act} ${text}`

function editBack(chain: string, saved: readonly SavedRule[], seen: readonly DumpRule[]): { inserts: string[]; deletes: string[] } {
  const { wanted, kept } = align(saved, seen)
  const { inserts, deletes } = editSteps(wanted.length, seen.length, kept, (at) => seen[at]?.mark !== null)
  return {
    inserts: inserts.flatMap(({ wanted: nth, at }) => {
      const rule = wanted[nth]
      return rule === undefined ? [] : [lineOf(rule, at === null ? `-A ${chain}` : `-I ${chain} ${at}`)]
    }),
    deletes: deletes.map((at) => `-D ${chain} ${at}`),
  }
}

/** Rules of others that are still there are fixed points; between two of them ours are brought into their former order. */
function align(saved: readonly SavedRule[], seen: readonly DumpRule[]): { wanted: SavedRule[]; kept: Map<number, number> } {
  const foreignSaved = placesOf(saved, (rule) => !isMarked(rule))
  const foreignSeen = placesOf(seen, (rule) => !isMarked(rule))
  const fixed = commonSubsequence(
    foreignSaved.map((at) => saved[at]?.text ?? ''),
    foreignSeen.map((at) => seen[at]?.text ?? ''),
  ).map(([a, b]) => [foreignSaved[a] ?? 0, foreignSeen[b] ?? 0] as const)
  const wanted: SavedRule[] = []
  const kept = new Map<number, number>()
  let [fromSaved, fromSeen] = [0, 0]
  for (const [toSaved, toSeen] of [...fixed, [saved.length, seen.length] as const]) {
    const ours = placesOf(saved, isMarked, fromSaved, toSaved)
    const theirs = placesOf(seen, isMarked, fromSeen, toSeen)
    for (const [a, b] of commonSubsequence(
      ours.map((at) => saved[at]?.text ?? ''),
      theirs.map((at) => seen[at]?.text ?? ''),
    ))
      kept.set(wanted.length + a, theirs[b] ?? 0)
    wanted.push(...ours.flatMap((at) => saved[at] ?? []))
    const point = saved[toSaved]
    if (point !== undefined) {
      kept.set(wanted.length, toSeen)
      wanted.push(point)
    }
    ;[fromSaved, fromSeen] = [toSaved + 1, toSeen + 1]
  }
  return { wanted, kept }
}

function placesOf<T>(rules: readonly T[], is: (rule: T) => boolean, from = 0, to = rules.length): number[] {
  const places: number[] = []
  for (let at = from; at < to; at++) {
    const rule = rules[at]
    if (rule !== undefined && is(rule)) places.push(at)
  }
  return places
}

/** How far a chain is from the leaves of the graph of jumps, as saved and as seen together; the kernel lets no circle be. */
function ranks(saved: readonly SavedChain[], held: readonly DumpChain[]): (chain: string) => number {
  const targets = new Map<string, Set<string>>()
  const note = (chain: string, rules: readonly { readonly text: string }[]): void => {
    const known = targets.get(chain) ?? new Set<string>()
    targets.set(chain, known)
    for (const { text } of rules) {
      const target = targetWord(splitWords(text))
      if (target !== null) known.add(target)
    }
  }
  for (const { chain, rules } of saved) note(chain, rules ?? [])
  const names = new Set(saved.map(({ chain }) => chain))
  for (const { name, rules } of held) if (names.has(name)) note(name, rules)
  const known = new Map<string, number>()
  const rank = (chain: string): number => {
    const there = known.get(chain)
    if (there !== undefined) return there
    // Old and new jumps together may be a circle, which ends here.
    known.set(chain, 0)
    const found = 1 + Math.max(-1, ...[...(targets.get(chain) ?? [])].filter((target) => targets.has(target)).map(rank))
    known.set(chain, found)
    return found
  }
  return rank
}
