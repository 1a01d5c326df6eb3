import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import { readListing } from '#shared/netfilter/parse-listing'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import { err, ok, type Result } from '#shared/result'
import type { PlannedFrom } from '#shared/sync/plan'
import { chainPrint, setPrint } from '#shared/sync/prints'
import type { SavedChain, SavedSet, SavedState } from '#shared/sync/saved'
import { withoutTraceRules } from '#shared/trace/trace-rules'
import { runTool, type Within } from './run-tool.ts'
import { savedText, saveTool } from './saved-text.ts'

/** What a plan touches, as it is: read before the first write, so that it can be compared and brought back. */

/** Up to so many chains of a table are asked for one by one: with 50,000 rules in it that takes 8 ms each, all of it 420 ms (nft). */
const FEW = 6

/** The kernel's texts of the chains and sets that `from` names, with counters. */
export async function readState(within: Within, from: readonly PlannedFrom[]): Promise<Result<SavedState, TapwallError>> {
  const [sets, ...families] = await Promise.all([
    readSets(within, from),
    ...(['ipv4', 'ipv6'] as const).map((family) => readFamilyChains(within, family, from)),
  ])
  const chains: SavedChain[] = []
  for (const found of families) {
    if (!found.ok) return found
    chains.push(...found.value)
  }
  return sets.ok ? ok({ chains, sets: sets.value }) : sets
}

/** Chains by name, by table. */
type Found = ReadonlyMap<TableName, ReadonlyMap<string, SavedChain['rules']>>

/** Where one table is to be read whole, one call of the tool reads them all. */
async function readFamilyChains(
  within: Within,
  family: Family,
  from: readonly PlannedFrom[],
): Promise<Result<SavedChain[], TapwallError>> {
  const wanted = from.flatMap((each) => (each.what === 'chain' && each.family === family ? [each] : []))
  const byTable = [...new Set(wanted.map(({ table }) => table))].map((table): [TableName, string[]] => [
    table,
    wanted.flatMap((each) => (each.table === table ? [each.chain] : [])),
  ])
  const found = byTable.some(([, chains]) => chains.length > FEW)
    ? [
        await readTables(
          within,
          family,
          byTable.map(([table]) => table),
        ),
      ]
    : await Promise.all(byTable.map(([table, chains]) => readFew(within, family, table, chains)))
  const tables = new Map<TableName, ReadonlyMap<string, SavedChain['rules']>>()
  for (const each of found) {
    if (!each.ok) return each
    for (const [table, chains] of each.value) tables.set(table, chains)
  }
  return ok(wanted.map(({ table, chain }) => ({ family, table, chain, rules: tables.get(table)?.get(chain) ?? null })))
}

async function readTables(within: Within, family: Family, names: readonly TableName[]): Promise<Result<Found, TapwallError>> {
  const [only] = names
  const text = await savedText(within, saveTool(family), names.length === 1 && only !== undefined ? ['-c', '-t', only] : ['-c'])
  if (!text.ok) return text
  const { tables, packets, bytes } = parseSave(family, text.value)
  let row = 0
  const found = new Map<TableName, Map<string, SavedChain['rules']>>()
  for (const { table, chains } of tables) {
    const held = new Map<string, SavedChain['rules']>()
    for (const chain of chains) {
      if (chain.policy !== null) row += 1
      held.set(
        chain.name,
        chain.rules.map(({ text: rule, mark }) => ({ text: rule, mark, packets: packets[row] ?? 0, bytes: bytes[row++] ?? 0 })),
      )
    }
    found.set(table, held)
  }
  return ok(found)
}

/** iptables(8): 1 for most errors, here a chain that is not there; other errors have other numbers. */
const NO_CHAIN = 1

async function readFew(
  within: Within,
  family: Family,
  table: TableName,
  names: readonly string[],
): Promise<Result<Found, TapwallError>> {
  const tool = family === 'ipv4' ? 'iptables' : 'ip6tables'
  const found = new Map<string, SavedChain['rules']>()
  const listed = await Promise.all(names.map((name) => runTool({ tool, args: ['-w', '5', '-t', table, '-v', '-S', name], within })))
  for (const [at, ended] of listed.entries()) {
    if (!ended.ok) return ended
    const { exitCode, stdout, stderr } = ended.value
    const name = names[at] ?? ''
    if (exitCode === NO_CHAIN) continue
    if (exitCode !== 0) return err({ kind: 'kernel-refused', tool, exitCode, input: `-S ${name}`, stderr })
    found.set(name, readListing(withoutTraceRules(stdout)))
  }
  return ok(new Map([[table, found]]))
}

async function readSets(within: Within, from: readonly PlannedFrom[]): Promise<Result<SavedSet[], TapwallError>> {
  const names = from.flatMap((each) => (each.what === 'set' ? [each.set] : []))
  if (names.length === 0) return ok([])
  const text = await savedText(within, 'ipset', ['save'])
  if (!text.ok) return text
  const held = new Map(parseSets(text.value).map((set) => [set.name, set]))
  return ok(
    names.map((set) => {
      const there = held.get(set)
      return { set, create: there?.create ?? null, members: there?.members ?? [] }
    }),
  )
}

/** Whole tables and sets, without counters: what a way back is found from. */
export async function readNow(within: Within, { chains, sets }: SavedState): Promise<Result<Dump, TapwallError>> {
  const dump: { tables: Dump['tables']; sets: Dump['sets'] } = { tables: [], sets: [] }
  for (const [family, table] of tablesOf(chains.map((chain) => ({ what: 'chain' as const, ...chain })))) {
    const text = await savedText(within, saveTool(family), ['-t', table])
    if (!text.ok) return text
    dump.tables.push(...parseSave(family, text.value).tables)
  }
  if (sets.length > 0) {
    const text = await savedText(within, 'ipset', ['save'])
    if (!text.ok) return text
    dump.sets.push(...parseSets(text.value))
  }
  return ok(dump)
}

/** The first chain or set that is another than the plan was made from, in words; null when all are as they were. */
export function firstDifference(from: readonly PlannedFrom[], { chains, sets }: SavedState): string | null {
  const prints = new Map<string, string | null>([
    ...chains.map(({ family, table, chain, rules }): [string, string | null] => [
      `${family} ${table} ${chain}`,
      chainPrint(rules?.map(({ text }) => text) ?? []),
    ]),
    ...sets.map(({ set, create, members }): [string, string | null] => [
      `set ${set}`,
      create === null ? null : setPrint({ create, members }),
    ]),
  ])
  const other = from.find((each) => (prints.get(keyOf(each)) ?? null) !== each.print)
  if (other === undefined) return null
  const what = other.what === 'set' ? `The set ${other.set}` : `The chain ${other.chain} (${other.family} ${other.table})`
  return `${what} is not what the plan was made from.`
}

const keyOf = (from: PlannedFrom): string =>
  from.what === 'set' ? `set ${from.set}` : `${from.family} ${from.table} ${from.chain}`

type Where = Pick<SavedChain, 'family' | 'table'>

/** Each table once. */
function tablesOf(from: readonly (({ readonly what: 'chain' } & Where) | { readonly what: 'set' })[]): [Family, Where['table']][] {
  const found = new Map<string, [Family, Where['table']]>()
  for (const each of from) if (each.what === 'chain') found.set(`${each.family} ${each.table}`, [each.family, each.table])
  return [...found.values()]
}
