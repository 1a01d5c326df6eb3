import type { DumpChain } from '../netfilter/dump.ts'
import { targetWord } from '../netfilter/parse-rule.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { splitWords } from '../netfilter/words.ts'
import { markOf } from '../ruleset/mark.ts'
import type { Chain, ChainRole } from '../ruleset/ruleset.ts'
import { editChain, type WantedRule } from './edit-chain.ts'
import type { TableStep } from './plan.ts'

/** From the leaves of the jump graph to its roots. A chain is jumped to by chains of a higher rank only. */
export const RANK: { readonly [R in ChainRole]: number } = {
  'sg-fallback': 0,
  'port-source': 0,
  'port-in': 1,
  'port-out': 1,
  'sg-chain': 2,
  local: 2,
  'filter-top': 3,
  forward: 3,
  input: 3,
  output: 3,
  raw: 3,
  nat: 3,
  hook: 4,
}

/**
 * Steps for one table, in an order that may be cut after any step: new chains are made and filled while nothing jumps to them, then
 * existing chains get their new rules from the leaves up, lose their old ones from the roots down, then what nobody jumps to any more is
 * emptied and deleted.
 */
export function syncTable(family: Family, table: TableName, want: readonly Chain[], seen: readonly DumpChain[]): TableStep[] {
  const seenChains = new Map(seen.map((chain) => [chain.name, chain]))
  const wanted = new Set(want.map(({ name }) => name))
  const marked = (chain: Chain): WantedRule[] =>
    chain.rules.map((rule) => ({ mark: markOf(family, table, chain.name, rule), spec: rule.spec }))

  const fresh = want.filter(({ name, role }) => role !== 'hook' && !seenChains.has(name))
  const made: TableStep[] = fresh.map(({ name }) => ({ do: 'new-chain', chain: name }))
  const filled = fresh.flatMap((chain) => marked(chain).map((rule): TableStep => ({ do: 'append', chain: chain.name, ...rule })))

  const existing = want
    .filter(({ name, role }) => role === 'hook' || seenChains.has(name))
    .toSorted((a, b) => RANK[a.role] - RANK[b.role])
    .map((chain) => editChain(chain.name, marked(chain), seenChains.get(chain.name)?.rules ?? [], chain.role === 'hook'))
  const { deletes, flushes, removals } = clearUnwanted(seen, wanted)
  return [
    ...made,
    ...filled,
    ...existing.flatMap(({ inserts }) => inserts),
    ...deletes,
    ...existing.toReversed().flatMap((edit) => edit.deletes),
    ...flushes,
    ...removals,
  ]
}

/** Our rules in chains that are not wanted, and those of these chains that are ours altogether. */
function clearUnwanted(seen: readonly DumpChain[], wanted: ReadonlySet<string>) {
  const unwanted = seen.filter(({ name }) => !wanted.has(name))
  const deletes: TableStep[] = []
  const flushes: TableStep[] = []
  const removals: TableStep[] = []
  if (unwanted.length > 0) {
    const needed = foreignTargets(seen)
    for (const chain of unwanted) {
      if (isOurs(chain) && !needed.has(chain.name)) {
        if (chain.rules.length > 0) flushes.push({ do: 'flush-chain', chain: chain.name })
        removals.push({ do: 'delete-chain', chain: chain.name })
      } else deletes.push(...editChain(chain.name, [], chain.rules, false).deletes)
    }
  }
  return { deletes, flushes, removals }
}

const OUR_NAMES = /^neutron-(openvswi-|linuxbri-|filter-top)/

/** Ours, and nothing of others in it: only marked rules, or none in a chain with a name that we give. */
export function isOurs({ name, policy, rules }: DumpChain): boolean {
  if (policy !== null || rules.some(({ mark }) => mark === null)) return false
  return rules.length > 0 || OUR_NAMES.test(name)
}

/** Chains that rules of others jump to; the kernel refuses to delete them. */
export function foreignTargets(seen: readonly DumpChain[]): Set<string> {
  const targets = seen.flatMap(({ rules }) =>
    rules.filter(({ mark }) => mark === null).map(({ text }) => targetWord(splitWords(text))),
  )
  return new Set(targets.filter((target) => target !== null))
}
