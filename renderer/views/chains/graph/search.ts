import type { Family } from '#shared/netfilter/rule-spec'
import type { IndexedChain, KernelIndex } from '../../../state/kernel-index.ts'
import { seeRule } from '../../../state/kernel-rule.ts'
import { matchWords } from '../../../state/kernel-words.ts'
import type { Found } from './graph-actions.ts'

/** A place that the search found: a chain, or a rule in it. */
export interface Hit {
  readonly chain: string
  readonly row: number | null
}

export interface SearchResult extends Found {
  readonly hits: readonly Hit[]
}

export interface Asked {
  readonly family: Family
  readonly table: string
  /** What is looked for; blanks around it are nothing. */
  readonly words: string
  /** What ports are called: their chains are found by it, too. */
  readonly names: ReadonlyMap<string, string>
}

/** What a row is found by, in small letters; written once for each version of the rules, since each letter that is typed asks for all. */
const written = new WeakMap<KernelIndex, Map<number, string>>()

/**
 * Looks in the names of all chains of a table, drawn or folded, in the words of their rules and in the kernel's text. Null when nothing is
 * searched.
 */
export function searchChains(index: KernelIndex, { family, table, words, names }: Asked): SearchResult | null {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return null
  const texts = written.get(index) ?? new Map<number, string>()
  written.set(index, texts)
  const hits: Hit[] = []
  for (const chain of index.chains) {
    if (chain.family !== family || chain.table !== table) continue
    if (isNamed(chain, names, wanted)) hits.push({ chain: chain.key, row: null })
    for (const row of chain.rows) if (textOf(index, texts, row).includes(wanted)) hits.push({ chain: chain.key, row })
  }
  return {
    hits,
    chains: new Set(hits.filter((hit) => hit.row === null).map((hit) => hit.chain)),
    rows: new Set(hits.flatMap((hit) => (hit.row === null ? [] : [hit.row]))),
  }
}

const isNamed = ({ name, portId }: IndexedChain, names: ReadonlyMap<string, string>, wanted: string): boolean =>
  name.toLowerCase().includes(wanted) || (portId !== null && (names.get(portId)?.toLowerCase().includes(wanted) ?? false))

function textOf(index: KernelIndex, texts: Map<number, string>, row: number): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = index.rows[row]?.text ?? ''
  const all = `${matchWords(seeRule(text))} ${text}`.toLowerCase()
  texts.set(row, all)
  return all
}
