import type { DumpSet } from '../netfilter/dump.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { joined, type Range, type Ranges, without } from './ranges.ts'
import { addressRange, prefixRange } from './read-values.ts'

/** Types whose members are addresses alone. */
const TYPES = new Set(['hash:ip', 'hash:net', 'bitmap:ip'])

/**
 * The addresses that a set of `ipset save` holds, or null where it cannot be said: another type, another family, members that run out.
 * hash:net is asked for the longest prefix first, and `nomatch` then means no.
 */
export function setRanges(family: Family, { create, members }: DumpSet): Ranges | null {
  const [type = '', ...options] = create.split(' ')
  if (!TYPES.has(type) || options.includes('timeout')) return null
  // Without a word on it: bitmap:ip is of IPv4.
  const inet6 = optionOf(options, 'family') === 'inet6'
  if (inet6 !== (family === 'ipv6')) return null
  const netmask = optionOf(options, 'netmask')
  const nomatch: Range[] = []
  const match: Range[] = []
  for (const member of members) {
    const [address = '', ...flags] = member.split(' ')
    const typed = netmask === null || address.includes('/') || address.includes('-') ? address : `${address}/${netmask}`
    const range = typed.includes('/') ? prefixRange(family, typed) : addressRange(family, typed)
    if (range === null || flags.includes('timeout')) return null
    if (flags.includes('nomatch')) nomatch.push(range)
    else match.push(range)
  }
  return nomatch.length === 0 ? joined(match) : longestFirst(match, nomatch)
}

const optionOf = (options: readonly string[], name: string): string | null => {
  const at = options.indexOf(name)
  return at < 0 ? null : (options[at + 1] ?? null)
}

function longestFirst(match: readonly Range[], nomatch: readonly Range[]): Ranges {
  const all = [...match.map((range) => ({ range, is: true })), ...nomatch.map((range) => ({ range, is: false }))]
  const length = ([from, to]: Range): bigint => to - from
  all.sort((a, b) => (length(a.range) > length(b.range) ? -1 : 1))
  let now: Ranges = []
  for (const { range, is } of all) now = is ? joined(now.concat([range])) : without(now, [range])
  return now
}
