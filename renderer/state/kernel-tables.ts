import type { TableName } from '#shared/netfilter/rule-spec'
import type { KernelIndex } from './kernel-index.ts'

/** filter first, where a port's rules are; then those that a packet meets before it. */
const ORDER: readonly TableName[] = ['filter', 'raw', 'nat', 'mangle']

/** Tables that have something to show: filter always, others when a rule stands in them, in whichever family. */
export const tablesOf = (index: KernelIndex): readonly TableName[] =>
  ORDER.filter((name) => name === 'filter' || index.chains.some(({ table, rows }) => table === name && rows.length > 0))
