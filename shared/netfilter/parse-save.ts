import type { DumpChain, DumpRule, DumpTable } from './dump.ts'
import { type Family, TableName } from './rule-spec.ts'
import { splitWords } from './words.ts'

/** Tables in the order of the text; `packets[i]` and `bytes[i]` belong to row i of `rowsOf({ tables })`. */
export interface Saved {
  readonly tables: readonly DumpTable[]
  readonly packets: readonly number[]
  readonly bytes: readonly number[]
}

interface OpenChain {
  readonly name: string
  readonly policy: string | null
  readonly own: Counts
  readonly rules: DumpRule[]
  readonly counts: Counts[]
}
type Counts = readonly [packets: number, bytes: number]

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

  for (const line of text.split('\n')) {
    if (line.startsWith('*')) {
      close()
      const name = TableName.safeParse(line.slice(1).trim())
      table = name.success ? name.data : null
      chains = new Map()
    } else if (table === null) continue
    else if (line.startsWith(':')) {
      const chain = readChain(line)
      if (chain !== null) chains.set(chain.name, chain)
    } else if (line.startsWith('COMMIT')) close()
    else readRule(line, chains)
  }
  close()
  return { tables, packets, bytes }
}

/** `:FORWARD ACCEPT [12:3456]`; a chain of a user has the policy `-`. */
function readChain(line: string): OpenChain | null {
  const [name = '', policy = '-', counts = ''] = splitWords(line.slice(1))
  return name === '' ? null : { name, policy: policy === '-' ? null : policy, own: readCounts(counts), rules: [], counts: [] }
}

const RULE = /^(?:(\[\d+:\d+\]) )?-A ("(?:[^"\\]|\\.)*"|\S+)(?: (.*))?$/

function readRule(line: string, chains: Map<string, OpenChain>): void {
  const match = RULE.exec(line.trimEnd())
  if (match === null) return
  const name = splitWords(match[2] ?? '')[0] ?? ''
  const body = match[3] ?? ''
  let chain = chains.get(name)
  if (chain === undefined) {
    chain = { name, policy: null, own: [0, 0], rules: [], counts: [] }
    chains.set(name, chain)
  }
  chain.rules.push({ text: body, mark: markIn(body) })
  chain.counts.push(readCounts(match[1] ?? ''))
}

function readCounts(text: string): Counts {
  const match = /^\[(\d+):(\d+)\]$/.exec(text)
  return match === null ? [0, 0] : [Number(match[1]), Number(match[2])]
}

/** The mark in a rule's comment, null when there is none of ours. */
export function markIn(rule: string): string | null {
  // Most rules of others have no comment; splitting them into words would double the cost of a reading.
  if (!rule.includes('tw:')) return null
  const words = splitWords(rule)
  const mark = words.find((word, at) => words[at - 1] === '--comment' && MARK.test(word))
  return mark ?? null
}

const MARK = /^tw:[0-9a-z.]{1,40}$/
