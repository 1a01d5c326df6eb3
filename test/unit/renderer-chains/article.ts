import { compile } from '#shared/compile/compile'
import type { KernelRules } from '#shared/contract/states'
import type { Reading } from '#shared/counters/reading'
import { printRule } from '#shared/netfilter/print-rule'
import { articleSevenRules } from '#shared/project/article'
import type { Project } from '#shared/project/schema'
import { markOf } from '#shared/ruleset/mark'
import { indexMarks } from '#shared/ruleset/rows'
import { indexKernel, type KernelIndex } from '../../../renderer/state/kernel-index.ts'

/** The article's rules as main would tell them, without a kernel. */
export function kernelRules(project: Project = articleSevenRules, version = 1): KernelRules {
  const compiled = compile(project, 'compute1')
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
  const ruleset = compiled.value
  return {
    version,
    dump: {
      tables: ruleset.tables.map(({ family, table, chains }) => ({
        family,
        table,
        chains: chains.map((chain) => ({
          name: chain.name,
          policy: chain.role === 'hook' ? 'ACCEPT' : null,
          rules: chain.rules.map((rule) => ({ text: printRule(family, rule.spec), mark: markOf(family, table, chain.name, rule) })),
        })),
      })),
      sets: [],
    },
    origins: Object.fromEntries([...indexMarks(ruleset)].map(([mark, { rule }]) => [mark, rule.origin])),
    chains: [
      ...new Map(
        ruleset.tables.flatMap(({ table, chains }) =>
          chains.map(({ name, role, portId }) => [`${table} ${name}`, { table, name, role, portId }] as const),
        ),
      ).values(),
    ],
  }
}

export const articleIndex = (): KernelIndex => indexKernel(kernelRules())

/** Row number by chain (without its prefix) and rule. */
export function rowAt(index: KernelIndex, chain: string, rule: number | null): number {
  const at = index.rows.findIndex(
    (row) =>
      row.family === 'ipv4' &&
      row.table === 'filter' &&
      row.rule === rule &&
      (row.chain === chain || row.chain.endsWith(`-${chain}`)),
  )
  if (at === -1) throw new Error(`no rule ${rule} in ${chain}`)
  return at
}

/** The article's four pings from outside, as counted lines; sg-chain's last rule by its place. */
export const FOUR_PINGS: readonly (readonly [chain: string, rule: number, packets: number])[] = [
  ['FORWARD', 1, 8],
  ['FORWARD', 2, 8],
  ['neutron-filter-top', 1, 8],
  ['i6e3f2eda-3', 2, 3],
  ['i6e3f2eda-3', 8, 1],
  ['o6e3f2eda-3', 2, 4],
  ['o6e3f2eda-3', 5, 4],
  ['s6e3f2eda-3', 1, 4],
]

export function readingOf(index: KernelIndex, at: number, counts: ReadonlyMap<number, number>): Reading {
  const packets = new Float64Array(index.rows.length)
  for (const [row, count] of counts) packets[row] = count
  return { version: index.version, at, cost: 1, packets, bytes: packets.map((count) => count * 84) }
}

/** All rows that the four pings count, with the jumps of the shared chains. */
export function fourPings(index: KernelIndex): Map<number, number> {
  const counts = new Map(FOUR_PINGS.map(([chain, rule, packets]) => [exactRow(index, chain, rule), packets]))
  index.rows.forEach((row, at) => {
    if (row.family !== 'ipv4' || !row.text.includes('tap6e3f2eda-32')) return
    if (/-(FORWARD|sg-chain)$/.test(row.chain)) counts.set(at, 4)
  })
  const accept = index.rows.findIndex((row) => row.family === 'ipv4' && row.chain.endsWith('-sg-chain') && row.text === '-j ACCEPT')
  return counts.set(accept, 8)
}

/** `FORWARD` is the hook here, not its wrapped namesake. */
const exactRow = (index: KernelIndex, chain: string, rule: number): number =>
  chain === 'FORWARD'
    ? index.rows.findIndex((row) => row.family === 'ipv4' && row.chain === 'FORWARD' && row.rule === rule)
    : rowAt(index, chain, rule)
