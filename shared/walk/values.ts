import { parseAddress } from '../net/address.ts'
import type { Family } from '../netfilter/rule-spec.ts'

/**
 * Values as iptables-save and ipset save write them, as numbers of 32 bits: they are compared for each rule that is tried. Null: not
 * known here, so nothing may be said of it.
 */

/** One word or four, first byte highest; null for a text that is no address. */
export function addressWords(text: string): Int32Array | null {
  const address = parseAddress(text)
  if (!address.ok) return null
  const { bytes } = address.value
  const words = new Int32Array(bytes.length / 4)
  for (let at = 0; at < words.length; at++) words[at] = wordAt(bytes, 4 * at)
  return words
}

const wordAt = (bytes: readonly number[], at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

const wordCount = (family: Family): number => (family === 'ipv4' ? 1 : 4)

export interface MaskedAddress {
  readonly network: Int32Array
  readonly mask: Int32Array
}

/** `10.0.0.0/8`, a bare address, and a mask as an address (`10.0.0.1/255.0.0.255`), which is printed where it is no prefix. */
export function maskedAddress(family: Family, text: string): MaskedAddress | null {
  const slash = text.indexOf('/')
  const address = addressWords(slash < 0 ? text : text.slice(0, slash))
  const mask = slash < 0 ? prefixMask(family, '') : maskOf(family, text.slice(slash + 1))
  if (address === null || mask === null || address.length !== wordCount(family) || mask.length !== address.length) return null
  return { network: address.map((word, at) => word & (mask[at] ?? 0)), mask }
}

const maskOf = (family: Family, text: string): Int32Array | null =>
  /^\d{1,3}$/.test(text) ? prefixMask(family, text) : addressWords(text)

function prefixMask(family: Family, digits: string): Int32Array | null {
  const words = wordCount(family)
  const length = digits === '' ? 32 * words : Number(digits)
  if (length > 32 * words) return null
  return Int32Array.from({ length: words }, (_, at) => {
    const bits = Math.min(32, Math.max(0, length - 32 * at))
    return bits === 0 ? 0 : -1 << (32 - bits)
  })
}

export function isMasked(address: Int32Array, { network, mask }: MaskedAddress): boolean {
  for (let at = 0; at < mask.length; at++) if (((address[at] ?? 0) & (mask[at] ?? 0)) !== network[at]) return false
  return true
}

/** `10.0.0.1-10.0.0.9`; a lone address is a range of one. First above last is taken as it stands: nothing is within. */
export function addressRange(family: Family, text: string): readonly [first: Int32Array, last: Int32Array] | null {
  const [from = '', to = from, ...more] = text.split('-')
  const [first, last] = [addressWords(from), addressWords(to)]
  if (more.length > 0 || first?.length !== wordCount(family) || last?.length !== first.length) return null
  return [first, last]
}

/** Below 0, 0 or above, as unsigned numbers. */
export function compareWords(a: Int32Array, b: Int32Array): number {
  for (let at = 0; at < a.length; at++) {
    const difference = ((a[at] ?? 0) >>> 0) - ((b[at] ?? 0) >>> 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Firsts and lasts of `22`, `8000:8080`, `1024:`, `:21`, lists of them with commas. */
export function portRanges(text: string): number[] | null {
  const found: number[] = []
  for (const part of text.split(',')) {
    const match = /^(\d{0,5})(:?)(\d{0,5})$/.exec(part)
    if (match === null || part === '') return null
    const [, first = '', colon, last = ''] = match
    found.push(Number(first), colon === '' ? Number(first) : last === '' ? 65535 : Number(last))
  }
  return found
}

/** `0x1/0xff`, `1`: a number and the bits that count, both of 32 bits without sign. */
export function maskedNumber(text: string): readonly [value: number, mask: number] | null {
  const match = /^(0x[0-9a-f]{1,8}|\d{1,10})(?:\/(0x[0-9a-f]{1,8}|\d{1,10}))?$/i.exec(text)
  if (match === null) return null
  const [value, mask] = [Number(match[1]), Number(match[2] ?? 0xffffffff)]
  return value > 0xffffffff || mask > 0xffffffff ? null : [value, mask]
}

/** `a:b`, `:b`, `a:`, `a`: a whole number or a range of them. */
export function numberRange(text: string, most: number): readonly [first: number, last: number] | null {
  const match = /^(\d{0,10})(:?)(\d{0,10})$/.exec(text)
  if (match === null || text === '' || text === ':') return null
  const [, first = '', colon, last = ''] = match
  return [Number(first), colon === '' ? Number(first) : last === '' ? most : Number(last)]
}
