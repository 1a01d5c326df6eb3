import { traceRuleOf } from './trace-rules.ts'

/**
 * Lines for `iptables-restore --noflush` whose positions do not count the rules of traces, brought to the positions that they have in the
 * kernel. `saved`: the table's text as it is now. A line that goes before the first rule of others goes behind those of the trace, which
 * so stays the first to see a packet.
 */
export function aroundTraceRules(lines: readonly string[], saved: string): readonly string[] {
  const chains = new Map<string, boolean[]>()
  let any = false
  for (const line of saved.split('\n')) {
    const chain = /^(?:\[\d+:\d+\] )?-A ([^ ]+)/.exec(line)?.[1]
    if (chain === undefined) continue
    const isTrace = traceRuleOf(line) !== null
    any ||= isTrace
    const known = chains.get(chain)
    if (known === undefined) chains.set(chain, [isTrace])
    else known.push(isTrace)
  }
  return any ? lines.map((line) => moved(line, chains)) : lines
}

const PLACED = /^((?:\[\d+:\d+\] )?-)([ADI]) ([^ ]+)(?: (\d+)(?= |$))?/

/** Keeps the chain as it is after the line. */
function moved(line: string, chains: Map<string, boolean[]>): string {
  const read = PLACED.exec(line)
  const [whole = '', before = '', act = '', chain = '', digits] = read ?? []
  const rules = chains.get(chain)
  if (rules === undefined) return line
  if (act === 'A') rules.push(false)
  if (digits === undefined) return line
  const at = placeOf(rules, Number(digits))
  if (act === 'I') rules.splice(at, 0, false)
  else rules.splice(at, 1)
  return `${before}${act} ${chain} ${at + 1}${line.slice(whole.length)}`
}

/** Where, from 0, the nth rule that is no trace's stands; behind all for one more than there are. */
function placeOf(rules: readonly boolean[], nth: number): number {
  let seen = 0
  for (const [at, isTrace] of rules.entries()) {
    if (!isTrace) seen += 1
    if (!isTrace && seen === nth) return at
  }
  return rules.length + Math.max(0, nth - seen - 1)
}
