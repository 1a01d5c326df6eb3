import type { DumpChain, DumpRule, DumpTable } from './dump.ts'
import { type Family, TableName } from './rule-spec.ts'
import { countsOf, readSave } from './save-text.ts'
import { splitWords } from './words.ts'

/** Tables in the order of the text; `packets[i]` and `bytes[i]` belong to row i of `rowsOf({ tables })`. */
export interface Saved {
  readonly tables: readonly DumpTable[]
  readonly packets: readonly number[]
  readonly bytes: readonly number[]
}

type Counts = ReturnType<typeof countsOf>

interface OpenChain {
  readonly name: string
  readonly policy: string | null
  readonly own: Counts
  readonly rules: DumpRule[]
  readonly counts: Counts[]
}

/**
 * Reads `iptables-save -c` or `ip6tables-save -c`. Never throws: a line that is none of theirs is passed over, a missing counter is 0,
 * tables that we do not know (security) are left out.
 */
export function parseSave(family: Family, text: string): Saved {
  const tables: DumpTable[] = []
  const packets: number[] = []
  const bytes: number[] = []
  let table: TableName | null = null
  let chains = new Map<string, OpenChain>()

  const close = (): void => {
    if (table === null) return
    tables.push({
      family,
      table,
      chains: [...chains.values()].map(({ name, policy, rules }): DumpChain => ({ name, policy, rules })),
    })
    for (const chain of chains.values()) {
      if (chain.policy !== null) count(chain.own)
      chain.counts.forEach(count)
    }
    table = null
  }
  const count = ([p, b]: Counts): void => {
    packets.push(p)
    bytes.push(b)
  }

  const chainOf = (name: string): OpenChain => {
    const known = chains.get(name)
    if (known !== undefined) return known
    const chain: OpenChain = { name, policy: null, own: [0, 0], rules: [], counts: [] }
    chains.set(name, chain)
    return chain
  }

  for (const line of readSave(text)) {
    if (line.is === 'table') {
      close()
      table = KNOWN.get(line.name.trim()) ?? null
      chains = new Map()
    } else if (table === null) continue
    else if (line.is === 'commit') close()
    else if (line.is === 'chain')
      chains.set(line.name, { name: line.name, policy: line.policy, own: countsOf(line.counts), rules: [], counts: [] })
    else if (line.is === 'rule') {
      const chain = chainOf(line.chain)
      chain.rules.push({ text: line.text, mark: markIn(line.text) })
      chain.counts.push(countsOf(line.counts))
    }
  }
  close()
  return { tables, packets, bytes }
}

const KNOWN = new Map(TableName.options.map((name) => [name as string, name]))

/** The mark in a rule's comment, null when there is none of ours. */
export function markIn(rule: string): string | null {
  // Most rules of others have no comment; splitting them into words would double the cost of a reading.
  if (!rule.includes('tw:')) return null
  const words = splitWords(rule)
  const mark = words.find((word, at) => words[at - 1] === '--comment' && MARK.test(word))
  return mark ?? null
}

const MARK = /^tw:[0-9a-z.]{1,40}$/
