import { isExtensionTarget } from '../netfilter/parse-rule.ts'
import type { Act } from './line.ts'

/** Targets after which the next rule is tried, and which change nothing that rules look at but marks (told apart by `setsMark`). */
const GO_ON = new Set(
  (
    'AUDIT CHECKSUM CLASSIFY CONNMARK CONNSECMARK DSCP ECN HL HMARK IDLETIMER LED LOG MARK NFLOG RATEEST SECMARK SET TCPMSS ' +
    'TCPOPTSTRIP TEE TOS TRACE TTL ULOG'
  ).split(' '),
)
/** The source is changed where the packet leaves, after all verdicts. */
const ACCEPTS = new Set(['ACCEPT', 'SNAT', 'MASQUERADE'])

/** `words` stand behind the target. A name that is no target of iptables is a chain. */
export function readAct(target: string, words: readonly string[]): Act {
  if (ACCEPTS.has(target)) return { do: 'accept' }
  if (target === 'DROP' || target === 'REJECT') return { do: 'drop' }
  if (target === 'RETURN') return { do: 'return' }
  if (target === 'NOTRACK' || (target === 'CT' && words.includes('--notrack'))) return { do: 'untrack' }
  if (target === 'CT' || GO_ON.has(target)) return { do: 'go-on' }
  return target === '' || isExtensionTarget(target) ? { do: 'either' } : { do: 'jump', chain: target }
}

/** Rules that look at marks cannot be judged where one is set. */
export const setsMark = (text: string): boolean => /-j (MARK|CONNMARK|HMARK)\b|--restore-mark/.test(text)
