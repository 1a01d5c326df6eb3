import type { KernelRules } from '#shared/contract/states'
import { type Row, rowKey, rowsOf } from '#shared/netfilter/dump'
import type { Family, TableName } from '#shared/netfilter/rule-spec'

export type OriginState = KernelRules['origins'][string]
export type ChainRole = KernelRules['chains'][number]['role']

/**
 * The kernel's rules as the page looks things up: by row number (that is how counters come), by chain, by mark and by the group
 * rule that a row was made of. Built once for each version; nothing in it changes with a counter.
 */
export interface KernelIndex {
  readonly version: number
  readonly rules: KernelRules
  readonly rows: readonly Row[]
  /** One key a row; it stays when other rules come and go, so that remembered counters find their rule again. */
  readonly keys: readonly string[]
  readonly rowByKey: ReadonlyMap<string, number>
  /** Chains in the kernel's order. */
  readonly chains: readonly IndexedChain[]
  readonly chainByName: ReadonlyMap<string, IndexedChain>
  readonly rowsByMark: ReadonlyMap<string, readonly number[]>
  readonly rowsByGroupRule: ReadonlyMap<string, readonly number[]>
}

export interface IndexedChain {
  /** `family table name`: names alone repeat in the other family. */
  readonly key: string
  readonly family: Family
  readonly table: TableName
  readonly name: string
  readonly policy: string | null
  /** Row of the policy's counter. */
  readonly policyRow: number | null
  /** Rows of the rules, in order. */
  readonly rows: readonly number[]
  readonly role: ChainRole | 'foreign'
  readonly portId: string | null
}

export const chainKey = (family: string, table: string, name: string): string => `${family} ${table} ${name}`

export function indexKernel(rules: KernelRules): KernelIndex {
  const rows = rowsOf(rules.dump)
  const chains = indexChains(rules)
  const keys = distinctKeys(rows)
  const rowsByMark = new Map<string, number[]>()
  const rowsByGroupRule = new Map<string, number[]>()
  rows.forEach((row, at) => {
    if (row.mark === null) return
    push(rowsByMark, row.mark, at)
    const origin = rules.origins[row.mark]
    if (origin?.kind === 'group-rule') push(rowsByGroupRule, origin.ruleId, at)
  })
  return {
    version: rules.version,
    rules,
    rows,
    keys,
    rowByKey: new Map(keys.map((key, at) => [key, at])),
    chains,
    chainByName: new Map(chains.map((chain) => [chain.key, chain])),
    rowsByMark,
    rowsByGroupRule,
  }
}

/** What a row was made for; null for a rule of others and for a policy. */
export function originOf(index: KernelIndex, row: number): OriginState | null {
  const mark = index.rows[row]?.mark
  return (mark && index.rules.origins[mark]) || null
}

function indexChains({ dump, chains }: KernelRules): IndexedChain[] {
  const known = new Map(chains.map((chain) => [`${chain.table} ${chain.name}`, chain]))
  const indexed: IndexedChain[] = []
  let next = 0
  for (const { family, table, chains: dumped } of dump.tables)
    for (const { name, policy, rules } of dumped) {
      const policyRow = policy === null ? null : next++
      const rows = rules.map((_, at) => next + at)
      next += rules.length
      const ours = known.get(`${table} ${name}`)
      indexed.push({
        key: chainKey(family, table, name),
        family,
        table,
        name,
        policy,
        policyRow,
        rows,
        role: policy === null ? (ours?.role ?? 'foreign') : 'hook',
        portId: ours?.portId ?? null,
      })
    }
  return indexed
}

/** Equal unmarked rules share a `rowKey`; the second of them gets its count behind it. */
function distinctKeys(rows: readonly Row[]): string[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const key = rowKey(row)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? key : `${key} #${count}`
  })
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
