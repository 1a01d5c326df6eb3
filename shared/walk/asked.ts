import type { Names } from './names.ts'
import type { PacketState } from './packet.ts'
import type { Subject } from './subject.ts'
import { addressWords } from './values.ts'

/** What does not exist, and what is not known; all values of packets are from 0. */
export const NONE = -1
export const UNKNOWN = -2

/** A set of states as bits, so that one that is not known is all that it may be. */
export const STATE_BITS: Readonly<Record<PacketState, number>> = { NEW: 1, ESTABLISHED: 2, RELATED: 4, INVALID: 8, UNTRACKED: 16 }
export const ANY_STATE = 31

/**
 * A subject as numbers, made once for a walk: rules are tried by ten thousands. `states`, the marks, `ttl` and `length` change while rules
 * are met (NOTRACK, MARK, CONNMARK, TTL).
 */
export interface Asked {
  readonly subject: Subject
  readonly protocol: number
  /** The first and the last 32 bits, first byte highest, and all of them. */
  readonly source: number
  readonly destination: number
  readonly sourceLast: number
  readonly destinationLast: number
  readonly sourceWords: Int32Array
  readonly destinationWords: Int32Array
  readonly sourcePort: number
  readonly destinationPort: number
  readonly icmpType: number
  readonly icmpCode: number
  /** Numbers of `Names`. */
  readonly in: number
  readonly out: number
  readonly physIn: number
  readonly physOut: number
  states: number
  mark: number
  /** Of the connection; it has none where there is no connection, which its states tell. */
  connectionMark: number
  ttl: number
  length: number
}

const HAVE_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136])

export function askedOf(subject: Subject, names: Names): Asked {
  const { packet, state } = subject
  const device = (name: string | null | undefined): number =>
    name === undefined ? UNKNOWN : name === null ? NONE : names.numberOf(name)
  const isWhole = packet.isLaterFragment !== true
  const port = (value: number | undefined): number => (isWhole && HAVE_PORTS.has(packet.protocol) ? (value ?? UNKNOWN) : NONE)
  const isIcmp = isWhole && packet.protocol === (packet.family === 'ipv4' ? 1 : 58)
  const icmp = (value: number | undefined): number => (isIcmp ? (value ?? UNKNOWN) : NONE)
  const [sourceWords, destinationWords] = [wordsOf(packet.source), wordsOf(packet.destination)]
  return {
    subject,
    protocol: packet.protocol,
    source: sourceWords[0] ?? 0,
    destination: destinationWords[0] ?? 0,
    sourceLast: sourceWords.at(-1) ?? 0,
    destinationLast: destinationWords.at(-1) ?? 0,
    sourceWords,
    destinationWords,
    sourcePort: port(packet.sourcePort),
    destinationPort: port(packet.destinationPort),
    icmpType: icmp(packet.icmpType),
    icmpCode: icmp(packet.icmpCode),
    in: device(subject.in),
    out: device(subject.out),
    physIn: device(subject.physIn),
    physOut: device(subject.physOut),
    // Without a connection `-m state` finds INVALID (xt_conntrack.c).
    states: state === undefined ? ANY_STATE : STATE_BITS[state ?? 'INVALID'],
    mark: subject.mark ?? UNKNOWN,
    connectionMark: subject.connection?.mark ?? UNKNOWN,
    ttl: packet.ttl ?? UNKNOWN,
    length: packet.length ?? UNKNOWN,
  }
}

function wordsOf(text: string): Int32Array {
  const words = addressWords(text)
  // The schema of a packet lets no other text by.
  if (words === null) throw new Error(`${text} is no address`)
  return words
}
