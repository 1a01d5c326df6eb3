import type { DumpTable } from '../netfilter/dump.ts'
import { targetWord } from '../netfilter/parse-rule.ts'
import { splitWords } from '../netfilter/words.ts'

const PREFIX = 'neutron-'

/**
 * Names of the chains that an agent of Neutron keeps here: called as Neutron calls them, with rules, none of which carries our mark, and
 * no marked rule leads to them. A chain of ours that was emptied and filled from outside is still led to by a rule of ours: it drifted.
 * An empty chain is no sign of anybody.
 */
export function agentChains(tables: readonly DumpTable[]): string[] {
  const found = new Set<string>()
  for (const { chains } of tables) {
    const unmarked = chains.filter(
      ({ name, rules }) => name.startsWith(PREFIX) && rules.length > 0 && rules.every(({ mark }) => mark === null),
    )
    if (unmarked.length === 0) continue
    const marked = chains.flatMap(({ rules }) => rules.filter(({ mark }) => mark !== null))
    const ledTo = new Set(marked.map(({ text }) => targetWord(splitWords(text))))
    for (const { name } of unmarked) if (!ledTo.has(name)) found.add(name)
  }
  return [...found].sort()
}
