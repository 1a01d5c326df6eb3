import type { MovedRow } from '#shared/contract/states'
import { chainKey, type IndexedChain, type KernelIndex } from '../../state/kernel-index.ts'
import { type SeenRule, seeRule } from '../../state/kernel-rule.ts'
import { matchWords, plainAddress } from '../../state/kernel-words.ts'
import type { PingRun } from '../../state/ping-run.ts'

/** One line of the table "before and after". */
export interface MovedLine {
  readonly id: string
  readonly family: MovedRow['family']
  readonly chain: string
  readonly rule: number | null
  readonly mark: string | null
  readonly seen: SeenRule
  /** Empty when the rule asks nothing. */
  readonly words: string
  readonly before: number
  readonly after: number
  readonly packets: number
  readonly bytes: number
  /** Place on a packet's way through the rules. */
  readonly place: number
}

const TABLE = 'filter'

export const wordsOfText = (text: string): string => {
  const rule = seeRule(text)
  const source = rule.source && plainAddress(rule.source)
  const words = matchWords(rule)
  // Address and MAC are one claim of the sender, said in this order.
  const first = rule.matches.some((match) => match.kind === 'mac-source')
  return (first ? [source, words] : [words, source]).filter(Boolean).join(' ')
}

/** Moved rows first as the packet met them; with `all` also those that stood still, in the same order. */
export function movedLines(run: PingRun, all: boolean): MovedLine[] {
  if (run.moved === null) return []
  const places = run.seen === null ? new Map<string, number>() : wayPlaces(run.seen.index, run.moved)
  const moved = run.moved.map((row) => lineOf(row, places))
  if (!all || run.seen === null) return inOrder(moved)
  const { index, reading } = run.seen
  const there = new Set(moved.map((line) => line.id))
  const families = new Set(run.moved.map((row) => row.family))
  const still = index.rows.flatMap((row, at) => {
    if (row.table !== TABLE || (families.size > 0 && !families.has(row.family))) return []
    const packets = reading.packets[at] ?? 0
    const line = lineOf({ ...row, packets: 0, bytes: 0, beforePackets: packets, afterPackets: packets }, places)
    return there.has(line.id) ? [] : [line]
  })
  return inOrder([...moved, ...still])
}

/** Lines that could have moved: the rules of the families in which any did. */
export function countedLines(run: PingRun): number | null {
  if (run.seen === null || run.moved === null) return null
  const families = new Set(run.moved.map((row) => row.family))
  return run.seen.index.rows.filter((row) => row.table === TABLE && (families.size === 0 || families.has(row.family))).length
}

const inOrder = (lines: MovedLine[]): MovedLine[] => lines.sort((a, b) => a.place - b.place)

const idOf = (family: string, chain: string, rule: number | null): string => `${family} ${chain} ${rule ?? 'policy'}`

function lineOf(row: Omit<MovedRow, 'table'>, places: ReadonlyMap<string, number>): MovedLine {
  const id = idOf(row.family, row.chain, row.rule)
  const policy = row.rule === null ? /^policy (\S+)$/.exec(row.text)?.[1] : undefined
  const rule = policy === undefined ? row.text : `-j ${policy}`
  return {
    id,
    family: row.family,
    chain: row.chain,
    rule: row.rule,
    mark: row.mark,
    seen: seeRule(rule),
    words: wordsOfText(rule),
    before: row.beforePackets,
    after: row.afterPackets,
    packets: row.packets,
    bytes: row.bytes,
    place: places.get(id) ?? Number.MAX_SAFE_INTEGER,
  }
}

/** Hooks that bridged packets meet come first. */
const HOOKS = ['FORWARD', 'INPUT', 'OUTPUT']

/**
 * Every rule in the order in which a packet can meet it: a jump is followed by the chain that it leads to. Jumps that counted are
 * followed first, so that a chain that two lead to stands behind the one that was taken.
 */
function wayPlaces(index: KernelIndex, moved: readonly MovedRow[]): Map<string, number> {
  const places = new Map<string, number>()
  const taken = new Set(moved.map((row) => idOf(row.family, row.chain, row.rule)))
  const visit = (chain: IndexedChain, follow: (id: string) => boolean, visited: Set<string>) => {
    if (visited.has(chain.key)) return
    visited.add(chain.key)
    chain.rows.forEach((row, at) => {
      const id = idOf(chain.family, chain.name, at + 1)
      if (!places.has(id)) places.set(id, places.size)
      const { jump } = seeRule(index.rows[row]?.text ?? '')
      const target = jump === null ? undefined : index.chainByName.get(chainKey(chain.family, chain.table, jump))
      if (target && follow(id)) visit(target, follow, visited)
    })
    const policy = idOf(chain.family, chain.name, null)
    if (chain.policy !== null && !places.has(policy)) places.set(policy, places.size)
  }
  const rank = (chain: IndexedChain) => {
    const at = HOOKS.indexOf(chain.name)
    return at === -1 ? HOOKS.length : at
  }
  const chains = index.chains.filter((chain) => chain.table === TABLE).sort((a, b) => rank(a) - rank(b))
  const hooks = new Set<string>()
  for (const chain of chains.filter((c) => c.policy !== null)) visit(chain, (id) => taken.has(id), hooks)
  const all = new Set<string>()
  for (const chain of chains) visit(chain, () => true, all)
  return places
}

/** The moved rows themselves in that order. */
export function movedInOrder(run: PingRun): MovedRow[] {
  if (run.moved === null || run.seen === null) return []
  const places = wayPlaces(run.seen.index, run.moved)
  const place = (row: MovedRow) => places.get(idOf(row.family, row.chain, row.rule)) ?? Number.MAX_SAFE_INTEGER
  return [...run.moved].sort((a, b) => place(a) - place(b))
}
