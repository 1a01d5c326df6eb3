import { parseAddress } from '../net/address.ts'
import { numberOf, parsePrefix } from '../net/prefix.ts'
import { printedNumber } from '../net/protocol.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { Range, Ranges } from './ranges.ts'

/** Values as iptables-save and ipset save write them, as ranges of numbers. Null: not known here, so nothing may be said of it. */

const versionOf = (family: Family): 4 | 6 => (family === 'ipv4' ? 4 : 6)

/** `10.0.0.0/8`, `10.1.2.3`; a mask with holes (`/255.0.255.0`) is not known. */
export function prefixRange(family: Family, text: string): Range | null {
  const read = parsePrefix(text)
  if (!read.ok || read.value.version !== versionOf(family)) return null
  const { network, length } = read.value
  const from = numberOf(network)
  return [from, from + (1n << BigInt(8 * network.bytes.length - length))]
}

/** `10.0.0.1-10.0.0.9`, as `--src-range` and range members of sets have it. */
export function addressRange(family: Family, text: string): Range | null {
  const [first = '', last = first, ...rest] = text.split('-')
  const [from, to] = [parseAddress(first), parseAddress(last)]
  if (rest.length > 0 || !from.ok || !to.ok) return null
  if (from.value.version !== versionOf(family) || to.value.version !== versionOf(family)) return null
  return [numberOf(from.value), numberOf(to.value) + 1n]
}

/** `22`, `8000:8080`, and lists of both with commas. */
export function portRanges(text: string): Ranges | null {
  const found: Range[] = []
  for (const part of text.split(',')) {
    const match = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(part)
    if (match === null) return null
    found.push([BigInt(match[1] ?? 0), BigInt(match[2] ?? match[1] ?? 0) + 1n])
  }
  return found
}

/** `8`, `3/4`; `any` of IPv4 is every type. */
export function icmpRange(family: Family, text: string): Range | null {
  if (family === 'ipv4' && (text === 'any' || text === '255')) return [0n, 65536n]
  const match = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text)
  if (match === null) return null
  const type = 256n * BigInt(match[1] ?? 0)
  if (match[2] === undefined) return [type, type + 256n]
  return [type + BigInt(match[2]), type + BigInt(match[2]) + 1n]
}

export function protocolRange(text: string): Range | null {
  const number = printedNumber(text)
  return number === null ? null : [BigInt(number), BigInt(number) + 1n]
}

export function macRange(text: string): Range | null {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) return null
  const number = BigInt(`0x${text.replaceAll(':', '')}`)
  return [number, number + 1n]
}
