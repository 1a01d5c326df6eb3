import { z } from 'zod'
import { Family, TableName } from './rule-spec.ts'

/**
 * What the kernel says: `iptables-save`, `ip6tables-save` and `ipset save` of one network namespace, in the kernel's own words and
 * order. Counters are not in it; they come as a reading whose rows are numbered by `rowsOf` of the dump with the same version.
 */
export const DumpRule = z.strictObject({
  /** The kernel's text after `-A CHAIN `. */
  text: z.string(),
  /** `tw:…` when a comment of ours stands in the rule. */
  mark: z.string().nullable(),
})
export type DumpRule = z.infer<typeof DumpRule>

export const DumpChain = z.strictObject({
  name: z.string(),
  /** ACCEPT or DROP for a built-in chain, null for a user chain. */
  policy: z.string().nullable(),
  rules: z.array(DumpRule),
})
export type DumpChain = z.infer<typeof DumpChain>

export const DumpTable = z.strictObject({ family: Family, table: TableName, chains: z.array(DumpChain) })
export type DumpTable = z.infer<typeof DumpTable>

export const DumpSet = z.strictObject({
  name: z.string(),
  /** Words after `create NAME `, without bucketsize and initval. */
  create: z.string(),
  members: z.array(z.string()),
})
export type DumpSet = z.infer<typeof DumpSet>

export const Dump = z.strictObject({ tables: z.array(DumpTable), sets: z.array(DumpSet) })
export type Dump = z.infer<typeof Dump>

export const emptyDump: Dump = { tables: [], sets: [] }

/** One counted thing: a rule, or the policy of a built-in chain (`rule` is then null). Rule numbers begin with 1, as iptables counts. */
export interface Row {
  readonly family: Family
  readonly table: TableName
  readonly chain: string
  readonly rule: number | null
  readonly text: string
  readonly mark: string | null
}

/** The rows of a dump in the order of a reading's numbers: table by table, chain by chain, a chain's policy before its rules. */
export function rowsOf(dump: Dump): Row[] {
  const rows: Row[] = []
  for (const { family, table, chains } of dump.tables)
    for (const chain of chains) {
      if (chain.policy !== null)
        rows.push({ family, table, chain: chain.name, rule: null, text: `policy ${chain.policy}`, mark: null })
      chain.rules.forEach((r, at) => {
        rows.push({ family, table, chain: chain.name, rule: at + 1, text: r.text, mark: r.mark })
      })
    }
  return rows
}

/** The kernel's text without our mark, where room is short or the mark is shown beside it. */
export const withoutMark = (text: string): string => text.replace(/ ?-m comment --comment "?tw:[^\s"]+"?/, '').trimStart()

/** A key that survives other rules coming and going: the mark where there is one, else the text. Equal unmarked rules share it. */
export const rowKey = (row: Row): string =>
  `${row.family} ${row.table} ${row.chain} ${row.rule === null ? 'policy' : (row.mark ?? row.text)}`
