import { hash53 } from '../hash.ts'
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
