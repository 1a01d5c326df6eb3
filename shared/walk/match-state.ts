import { printedNumber } from '../net/protocol.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { type About, type Ask, NO, plainAsk, quickAsk, STATES, sure, UNSURE, unknownAsk, wholeAsk, YES } from './ask.ts'
import { type Asked, STATE_BITS } from './asked.ts'
import type { WalkPacket } from './packet.ts'
import type { Module, Read } from './reading.ts'
import { addressWords, isMasked, maskedAddress, maskedNumber, portRanges } from './values.ts'

/** `--state`, `--ctstate`; DNAT and SNAT ask whether addresses of the connection were changed (xt_conntrack.c). */
export const state: Read = (words, not, _, module) => {
  module.hasState = true
  const text = words.next() ?? ''
  const about: About = { field: 'state', words: text, not }
  let [bits, isSource, isDestination] = [0, false, false]
  for (const word of text.split(',')) {
    const bit = Object.hasOwn(STATE_BITS, word) ? STATE_BITS[word as keyof typeof STATE_BITS] : null
    if (bit !== null) bits |= bit
    else if (word === 'SNAT') isSource = true
    else if (word === 'DNAT') isDestination = true
    else return [unknownAsk(about)]
  }
  const plain = quickAsk(STATES, bits, 0, about)
  if (!isSource && !isDestination) return [plain]
  return [
    plainAsk(about, ({ states, subject: { connection } }) => {
      if ((states & ~bits) === 0) return YES
      const asNo = (states & bits) === 0 ? NO : UNSURE
      // Without a connection nothing was translated.
      if ((states & ~(STATE_BITS.INVALID | STATE_BITS.UNTRACKED)) === 0) return asNo
      if (connection === null) return UNSURE
      const is = (isSource && connection.isSourceTranslated) || (isDestination && connection.isDestinationTranslated)
      return is ? YES : asNo
    }),
  ]
}

const UNCONNECTED = STATE_BITS.INVALID | STATE_BITS.UNTRACKED

/** Of the packet, `-m mark`. */
export const mark: Read = (words, not) => {
  const text = words.next() ?? ''
  const about: About = { field: 'mark', words: text, not }
  const read = maskedNumber(text)
  if (read === null) return [unknownAsk(about)]
  const [value, mask] = read
  // Under a mask of nothing every mark is 0.
  if (mask === 0) return [plainAsk(about, () => sure(value === 0))]
  return [plainAsk(about, (asked) => (asked.mark < 0 ? UNSURE : sure((asked.mark & mask) >>> 0 === value)))]
}

/** Of the connection, `-m connmark`: without one nothing matches, negated or not (xt_connmark.c). */
export const connectionMark: Read = (words, not) => {
  const text = words.next() ?? ''
  const about: About = { field: 'connection', words: `mark ${text}`, not }
  const read = maskedNumber(text)
  if (read === null) return [unknownAsk(about)]
  const [value, mask] = read
  return [
    wholeAsk(about, ({ states, connectionMark: is }) => {
      if ((states & ~UNCONNECTED) === 0) return NO
      if ((states & UNCONNECTED) !== 0 || is < 0) return UNSURE
      return sure(((is & mask) >>> 0 === value) !== not)
    }),
  ]
}

/**
 * An option of `-m conntrack` beside the state. Without a connection there is nothing to ask, and then a rule that asks for a state too has
 * been answered by it, and another does not match (xt_conntrack.c).
 */
const ofConnection = (about: About, module: Module, tell: (asked: Asked) => boolean | undefined): Ask =>
  wholeAsk(about, (asked) => {
    if ((asked.states & ~UNCONNECTED) === 0) return sure(module.hasState)
    if ((asked.states & UNCONNECTED) !== 0) return UNSURE
    const is = tell(asked)
    return is === undefined ? UNSURE : sure(is !== about.not)
  })

export const direction: Read = (words, not, _, module) => {
  const text = words.next() ?? ''
  return [
    ofConnection({ field: 'connection', words: `direction ${text}`, not }, module, ({ states, subject: { connection } }) =>
      // What opens a connection has its direction.
      states === STATE_BITS.NEW
        ? text === 'ORIGINAL'
        : connection === null
          ? undefined
          : connection.direction === text.toLowerCase(),
    ),
  ]
}

export const connectionStatus: Read = (words, not, _, module) => {
  const text = words.next() ?? ''
  return [
    ofConnection({ field: 'connection', words: `status ${text}`, not }, module, ({ subject: { connection } }) =>
      text === 'SEEN_REPLY' ? connection?.isReplied : undefined,
    ),
  ]
}

/** `--ctorigsrc` and the like: of the packet that opened the connection, as it was before any address was changed. */
export const opener =
  (name: string, fits: (original: WalkPacket, value: string, family: Family) => boolean | undefined): Read =>
  (words, not, { family }, module) => {
    const text = words.next() ?? ''
    return [
      ofConnection({ field: 'connection', words: `${name} ${text}`, not }, module, ({ subject: { connection } }) =>
        connection === null || connection.original === null ? undefined : fits(connection.original, text, family),
      ),
    ]
  }

export const openerAddress = (side: 'source' | 'destination'): Read =>
  opener(side, (original, text, family) => {
    const asked = maskedAddress(family, text)
    const address = addressWords(original[side])
    return asked === null || address === null ? undefined : isMasked(address, asked)
  })

export const openerPort = (side: 'sourcePort' | 'destinationPort'): Read =>
  opener(side === 'sourcePort' ? 'source port' : 'destination port', (original, text) => {
    const [first, last] = portRanges(text) ?? []
    const port = original[side]
    return first === undefined || last === undefined || port === undefined ? undefined : first <= port && port <= last
  })

export const openerProtocol: Read = opener('protocol', ({ protocol }, text) => {
  const number = printedNumber(text)
  return number === null ? undefined : number === protocol
})

/** What is known of a connection by nobody but the kernel. */
export const unknownOf =
  (name: string): Read =>
  (words, not, _, module) => [
    ofConnection({ field: 'connection', words: `${name} ${words.next() ?? ''}`, not }, module, () => undefined),
  ]
