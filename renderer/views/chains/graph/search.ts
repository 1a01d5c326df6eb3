import type { KernelIndex } from '../../../state/kernel-index.ts'
import { seeRule } from '../../../state/kernel-rule.ts'
import { matchWords } from '../../../state/kernel-words.ts'
import type { Found } from './graph-actions.ts'
import type { ChainGraph } from './graph-model.ts'

/** A place that the search found: a chain, or a rule in it. */
export interface Hit {
  readonly chain: string
  readonly row: number | null
}

export interface SearchResult extends Found {
  readonly hits: readonly Hit[]
}

/** Looks in the names of the drawn chains, in the words of their rules and in the kernel's text. Null when nothing is searched. */
export function searchGraph(index: KernelIndex, graph: ChainGraph, asked: string): SearchResult | null {
  const wanted = asked.trim().toLowerCase()
  if (wanted === '') return null
  const hits: Hit[] = []
  for (const node of graph.nodes) {
    if (node.name.toLowerCase().includes(wanted)) hits.push({ chain: node.id, row: null })
    for (const line of node.lines)
      for (const row of line.rows) {
        const text = index.rows[row]?.text ?? ''
        if (`${matchWords(seeRule(text))} ${text}`.toLowerCase().includes(wanted)) hits.push({ chain: node.id, row })
      }
  }
  return {
    hits,
    chains: new Set(hits.filter((hit) => hit.row === null).map((hit) => hit.chain)),
    rows: new Set(hits.flatMap((hit) => (hit.row === null ? [] : [hit.row]))),
  }
}
