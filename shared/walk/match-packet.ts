import { type About, type Ask, NO, plainAsk, sure, UNSURE, unknownAsk, wholeAsk } from './ask.ts'
import { NONE } from './asked.ts'
import { icmpRange } from './icmp-names.ts'
import type { Read } from './reading.ts'
import type { Field } from './step.ts'
import { numberRange } from './values.ts'

/** xt_tcpudp.c, ip_icmp: a fragment but the first matches none, nor does another protocol. */
export const icmpType: Read = (words, not, { family }) => {
  const text = words.next() ?? ''
  const about: About = { field: 'icmp-type', words: text, not }
  const range = icmpRange(family, text)
  if (range === null) return [unknownAsk(about)]
  const [type, first, last] = range
  const isAny = family === 'ipv4' && type === 255
  const hasCode = first > 0 || last < 255
  return [
    wholeAsk(about, ({ icmpType: is, icmpCode: code }) => {
      if (is === NONE) return NO
      if (isAny) return sure(!not)
      if (is < 0) return UNSURE
      if (is !== type) return sure(not)
      if (!hasCode) return sure(!not)
      return code < 0 ? UNSURE : sure((first <= code && code <= last) !== not)
    }),
  ]
}

export const macSource: Read = (words, not) => {
  const text = words.next() ?? ''
  const mac = text.toLowerCase()
  return [
    plainAsk({ field: 'source-mac', words: text, not }, ({ subject: { packet } }) =>
      packet.sourceMac === undefined ? UNSURE : sure(packet.sourceMac === mac),
    ),
  ]
}

const FLAG_BITS: Readonly<Record<string, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 }

const flagBits = (text: string): number | null => {
  if (text === 'ALL') return 63
  if (text === 'NONE') return 0
  let bits = 0
  for (const word of text.split(',')) {
    const bit = Object.hasOwn(FLAG_BITS, word) ? FLAG_BITS[word] : undefined
    if (bit === undefined) return null
    bits |= bit
  }
  return bits
}

function flagsAsk(mask: number, wanted: number, about: About): Ask {
  return wholeAsk(about, ({ protocol: number, subject: { packet } }) => {
    if (number !== 6 || packet.isLaterFragment === true) return NO
    if (packet.flags === undefined) return UNSURE
    const bits = packet.flags.reduce((sum, flag) => sum | (FLAG_BITS[flag] ?? 0), 0)
    return sure(((bits & mask) === wanted) !== about.not)
  })
}

/** `--tcp-flags`: which are looked at, and which of them are set. */
export const tcpFlags: Read = (words, not) => {
  const [looked, set] = [words.next() ?? '', words.next() ?? '']
  const about: About = { field: 'tcp-flags', words: `${looked} ${set}`, not }
  const [mask, wanted] = [flagBits(looked), flagBits(set)]
  return [mask === null || wanted === null ? unknownAsk(about) : flagsAsk(mask, wanted, about)]
}

export const syn: Read = (_, not) => [flagsAsk(23, 2, { field: 'tcp-flags', words: 'SYN', not })]

/** `--length`, `--ttl-lt` and the like: `value` is what the packet has; `range` the numbers that fit. */
const numberAsk = (
  field: Field,
  words: string,
  not: boolean,
  of: 'length' | 'ttl',
  range: readonly [number, number] | null,
): Ask => {
  const about: About = { field, words, not }
  if (range === null) return unknownAsk(about)
  const [first, last] = range
  return plainAsk(about, (asked) => (asked[of] < 0 ? UNSURE : sure(first <= asked[of] && asked[of] <= last)))
}

/** Bytes of the whole IP packet (xt_length.c). */
export const length: Read = (words, not) => {
  const text = words.next() ?? ''
  return [numberAsk('length', text, not, 'length', numberRange(text, 65535))]
}

/** `--ttl-eq`, `--hl-gt` (xt_hl.c). */
export const ttl =
  (how: 'eq' | 'lt' | 'gt'): Read =>
  (words, not) => {
    const text = words.next() ?? ''
    const read = numberRange(text, 255)
    const number = read !== null && read[0] === read[1] ? read[0] : null
    if (number === null) return [numberAsk('ttl', text, not, 'ttl', null)]
    if (how === 'eq') return [numberAsk('ttl', text, not, 'ttl', [number, number])]
    return how === 'lt'
      ? [numberAsk('ttl', `less than ${text}`, not, 'ttl', [0, number - 1])]
      : [numberAsk('ttl', `more than ${text}`, not, 'ttl', [number + 1, 255])]
  }

/** xt_pkttype.c; iptables prints `unicast` for what it also reads as `host`. */
export const packetType: Read = (words, not) => {
  const text = words.next() ?? ''
  const about: About = { field: 'packet-type', words: text, not }
  const asked = text === 'host' ? 'unicast' : text
  if (!['unicast', 'broadcast', 'multicast'].includes(asked)) return [unknownAsk(about)]
  return [plainAsk(about, ({ subject: { packetType: is } }) => (is === undefined ? UNSURE : sure(is === asked)))]
}

/**
 * `-m owner`: what comes in has no socket, and then an option fits that is negated, and no other (xt_owner.c). Whose socket it is that the
 * machine itself sends by is not known.
 */
export const owner =
  (option: string): Read =>
  (words, not) => {
    const value = option === 'socket exists' ? '' : ` ${words.next() ?? ''}`
    return [
      wholeAsk({ field: 'owner', words: `${option}${value}`, not }, ({ subject: { isSentHere } }) =>
        isSentHere === false ? sure(not) : UNSURE,
      ),
    ]
  }

/** `-f`: the second and further fragments, which have no ports and types. */
export const fragment: Read = (_, not) => [
  plainAsk({ field: 'fragment', words: '-f', not }, ({ subject: { packet } }) => sure(packet.isLaterFragment === true)),
]
