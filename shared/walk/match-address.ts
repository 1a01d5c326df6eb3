import {
  type About,
  DESTINATION,
  DESTINATION_LAST,
  type Fit,
  NO,
  plainAsk,
  quickAsk,
  SOURCE,
  SOURCE_LAST,
  sure,
  UNSURE,
  unknownAsk,
  YES,
} from './ask.ts'
import type { Asked } from './asked.ts'
import type { Read } from './reading.ts'
import type { AddressType } from './subject.ts'
import { addressRange, compareWords, isMasked, maskedAddress } from './values.ts'

/** `-s`, `-d`. */
export const address =
  (side: 'source' | 'destination'): Read =>
  (words, not, { family }) => {
    const text = words.next() ?? ''
    const about: About = { field: side, words: text, not }
    const read = maskedAddress(family, text)
    if (read === null) return [unknownAsk(about)]
    const { network, mask } = read
    const [value = 0] = network
    if (family === 'ipv4') return [quickAsk(side === 'source' ? SOURCE : DESTINATION, value, mask[0] ?? 0, about)]
    const [last, lastMask] = [network.at(-1) ?? 0, mask.at(-1) ?? 0]
    return [
      quickAsk(side === 'source' ? SOURCE_LAST : DESTINATION_LAST, last, lastMask, about, (asked) =>
        sure(isMasked(wordsOf(asked, side), read) !== not),
      ),
    ]
  }

const wordsOf = ({ sourceWords, destinationWords }: Asked, side: 'source' | 'destination'): Int32Array =>
  side === 'source' ? sourceWords : destinationWords

/** `--src-range`, `--dst-range`. */
export const range =
  (side: 'source' | 'destination'): Read =>
  (words, not, { family }) => {
    const text = words.next() ?? ''
    const about: About = { field: side, words: text, not }
    const read = addressRange(family, text)
    if (read === null) return [unknownAsk(about)]
    const [first, last] = read
    return [
      plainAsk(about, (asked) => {
        const is = wordsOf(asked, side)
        return sure(compareWords(first, is) <= 0 && compareWords(is, last) <= 0)
      }),
    ]
  }

/** `--match-set`: of a set whose members are addresses the first flag counts (xt_set.c, ip_set_core.c). */
export const set: Read = (words, not, { sets }) => {
  const name = words.next() ?? ''
  const flags = words.next() ?? ''
  const [side] = flags.split(',')
  const about: About = { field: side === 'dst' ? 'destination-set' : 'source-set', words: `${name} ${flags}`, not }
  if (side !== 'src' && side !== 'dst') return [unknownAsk({ ...about, field: 'unknown' })]
  const test = sets.test(name)
  return [plainAsk(about, (asked) => test(wordsOf(asked, side === 'src' ? 'source' : 'destination')))]
}

const ADDRESS_TYPES: ReadonlySet<string> = new Set<AddressType>([
  ...(['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'ANYCAST', 'MULTICAST', 'BLACKHOLE', 'UNREACHABLE', 'PROHIBIT'] as const),
])

/** `--src-type`, `--dst-type`: what the routing tables call an address (xt_addrtype.c). */
export const addressType =
  (side: 'source' | 'destination'): Read =>
  (words, not, { family }, module) => {
    const text = words.next() ?? ''
    const types = text.split(',')
    const about: About = { field: 'address-type', words: `${side} ${text}`, not }
    if (types.some((type) => !ADDRESS_TYPES.has(type))) return [unknownAsk(about)]
    return [
      plainAsk(about, (asked) => {
        const { packet, addressType: typeOf } = asked.subject
        const fixed = family === 'ipv6' ? fixedType6(types, wordsOf(asked, side)) : null
        if (fixed !== null) return fixed
        // Only as seen from one interface, which is another question.
        const type = module.isLimited ? undefined : typeOf(packet[side])
        if (type === undefined) return UNSURE
        return family === 'ipv6' ? routedType6(types, type) : sure(types.includes(type))
      }),
    ]
  }

/** What an IPv6 address tells by itself; all of these must hold, and null when routes are asked besides. */
function fixedType6(types: readonly string[], [first = 0, ...rest]: Int32Array): Fit | null {
  const isMulticast = first >>> 24 === 255
  const isUnspecified = first === 0 && rest.every((word) => word === 0)
  if (types.includes('MULTICAST') && !isMulticast) return NO
  if (types.includes('UNICAST') && (isMulticast || isUnspecified)) return NO
  if (types.includes('UNSPEC') && !isUnspecified) return NO
  return types.some((type) => type !== 'MULTICAST' && type !== 'UNICAST' && type !== 'UNSPEC') ? null : YES
}

/** Of what a route tells of an IPv6 address one must hold (`match_lookup_rt6`); which have no route or are anycast is not known here. */
function routedType6(types: readonly string[], type: AddressType): Fit {
  if (types.includes('LOCAL') && type === 'LOCAL') return YES
  return types.includes('ANYCAST') || types.includes('UNREACHABLE') ? UNSURE : NO
}

/** `--limit-iface-in`. */
export const limitInterface: Read = (_words, _not, _reading, module) => {
  module.isLimited = true
  return []
}
