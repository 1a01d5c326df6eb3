import { type Issue, issue } from '../errors.ts'
import { protocolNumber } from '../net/protocol.ts'
import type { Family } from '../netfilter/rule-spec.ts'

/** What a person writes in a terminal about packets: `KEY=VALUE` words. Each that is wrong gets an issue with what may stand there. */
export type KeyWords = Readonly<Partial<Record<string, string>>>

/** Words that stand alone. */
const FLAGS: ReadonlySet<string> = new Set(['routed'])

export function readKeyWords(words: readonly string[], keys: readonly string[], issues: Issue[]): KeyWords {
  const given: Record<string, string> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    const key = at < 0 ? word : word.slice(0, at)
    if (!keys.includes(key) || (at < 0 && !FLAGS.has(key))) issues.push(noWord(word, keys.join(', ')))
    else if (given[key] !== undefined) issues.push(issue([key], 'packet.twice', `${key} is given twice. Write it once.`, { key }))
    else given[key] = at < 0 ? 'yes' : word.slice(at + 1)
  }
  return given
}

const noWord = (word: string, keys: string): Issue =>
  issue([], 'packet.no-word', `${JSON.stringify(word)} is no word of a packet. Write KEY=VALUE with one of ${keys}.`, {
    word,
    keys,
  })

/** Undefined where it is missing or none, with an issue. */
export function protocolOf(text: string | undefined, family: Family, issues: Issue[]): number | undefined {
  if (text === undefined) {
    issues.push(issue(['proto'], 'packet.missing', 'proto is missing. Write proto=icmp, tcp, udp or a number.', { key: 'proto' }))
    return undefined
  }
  // `icmp` is what people call ping in both families.
  const number = text === 'icmp' && family === 'ipv6' ? 58 : protocolNumber(text)
  if (number !== null) return number
  const words = `proto: ${JSON.stringify(text)} is no protocol. Write icmp, tcp, udp, sctp or a number from 0 to 255.`
  issues.push(issue(['proto'], 'packet.protocol', words, { protocol: text }))
  return undefined
}

/** A number within bounds, decimal or `0x10`; undefined where there is none, or an issue. */
export function numberOf(
  given: KeyWords,
  key: string,
  { least = 0, most }: { readonly least?: number; readonly most: number },
  issues: Issue[],
): number | undefined {
  const text = given[key]
  if (text === undefined) return undefined
  const number = /^(\d{1,10}|0x[0-9a-fA-F]{1,8})$/.test(text) ? Number(text) : Number.NaN
  if (least <= number && number <= most) return number
  const words = `${key}: ${JSON.stringify(text)} is not a number from ${least} to ${most}.`
  issues.push(issue([key], 'packet.number', words, { key, text, least, most }))
  return undefined
}

/** dev_valid_name of net/core/dev.c. */
const DEVICE = /^(?!\.{1,2}$)[^\s/:]{1,15}$/

/** The name of a device, as the kernel takes it. */
export function deviceOf(given: KeyWords, key: string, issues: Issue[]): string | undefined {
  const text = given[key]
  if (text === undefined || DEVICE.test(text)) return text
  const words = `${key}: ${JSON.stringify(text)} is no name of a device. It has 1 to 15 characters, without blanks, slashes and colons.`
  issues.push(issue([key], 'packet.device', words, { key, text }))
  return undefined
}
