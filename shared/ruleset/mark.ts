import type { Family, TableName } from '../netfilter/rule-spec.ts'
import type { Origin, Rule } from './ruleset.ts'

/**
 * The comment that says whose a kernel rule is and which: `tw:`, eight characters of the origin, a dot, nine of the place, the text and the origin.
 * It knows nothing of its neighbours, so a rule that stays keeps its mark when others come and go. 21 characters.
 */
export function markOf(family: Family, table: TableName, chain: string, rule: Rule): string {
  const print = hash53(`${family} ${table} ${chain} ${rule.text} ${originWords(rule.origin)}`)
    .toString(36)
    .padStart(9, '0')
    .slice(-9)
  return `tw:${originId(rule.origin)}.${print}`
}

/** The head of a group rule's id, so that a person finds it again; for other origins a hash of what they are. */
function originId(origin: Origin): string {
  if (origin.kind === 'group-rule') return origin.ruleId.slice(0, 8)
  return hash53(originWords(origin)).toString(16).padStart(8, '0').slice(-8)
}

/** All of an origin: two rules whose ids begin alike may print alike, too (10.0.0.0/24 and 10.0.0.5/24). */
const originWords = (origin: Origin): string =>
  Object.entries(origin)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')

/** cyrb53: two 32-bit multiplicative lanes, 53 bits kept, which a number holds exactly. Not for secrets. */
function hash53(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at)
    a = Math.imul(a ^ c, 2654435761)
    b = Math.imul(b ^ c, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}
