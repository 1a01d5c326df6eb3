import type { TcpFlag } from './packet.ts'

/**
 * TCP as connection tracking follows it: nf_conntrack_proto_tcp.c. Sequence numbers and windows are not looked at, so a segment is taken
 * to be the one that its connection expects; tcp_loose is 1 and tcp_be_liberal 0, as the kernel begins.
 */

const STATES = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const
export type TcpState = (typeof STATES)[number]

type Kind = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none'
type Next = TcpState | 'ignore' | 'invalid'
export type TcpDirection = 'original' | 'reply'

const SHORT: Readonly<Record<string, Next>> = {
  SS: 'SYN_SENT',
  SR: 'SYN_RECV',
  ES: 'ESTABLISHED',
  FW: 'FIN_WAIT',
  CW: 'CLOSE_WAIT',
  LA: 'LAST_ACK',
  TW: 'TIME_WAIT',
  CL: 'CLOSE',
  S2: 'SYN_SENT2',
  ig: 'ignore',
  iv: 'invalid',
}
const row = (line: string): readonly Next[] => line.split(' ').map((short) => SHORT[short] ?? 'invalid')

/** What a segment makes of each state, in the order of STATES. */
const NEXT: { readonly [D in TcpDirection]: { readonly [K in Kind]: readonly Next[] } } = {
  original: {
    syn: row('SS SS ig ig ig ig ig SS SS S2'),
    synack: row('iv iv SR iv iv iv iv iv iv SR'),
    fin: row('iv iv FW FW LA LA LA TW CL iv'),
    ack: row('ES iv ES ES CW CW TW TW CL iv'),
    rst: row('iv CL CL CL CL CL CL CL CL CL'),
    none: row('iv iv iv iv iv iv iv iv iv iv'),
  },
  reply: {
    syn: row('iv S2 iv iv iv iv iv SS iv S2'),
    synack: row('iv SR ig ig ig ig ig ig ig SR'),
    fin: row('iv iv FW FW LA LA LA TW CL iv'),
    ack: row('iv ig SR ES CW CW TW TW CL ig'),
    rst: row('iv CL CL CL CL CL CL CL CL CL'),
    none: row('iv iv iv iv iv iv iv iv iv iv'),
  },
}

const VALID: ReadonlySet<string> = new Set([
  'SYN',
  'SYN URG',
  'SYN ACK',
  'RST',
  'RST ACK',
  'FIN ACK',
  'FIN ACK URG',
  'ACK',
  'ACK URG',
])
const COUNTED = ['FIN', 'SYN', 'RST', 'ACK', 'URG'] as const

/** PSH, ECE and CWR go with everything. */
export const areValidFlags = (flags: readonly TcpFlag[]): boolean =>
  VALID.has(COUNTED.filter((flag) => flags.includes(flag)).join(' '))

function kindOf(flags: readonly TcpFlag[]): Kind {
  if (flags.includes('RST')) return 'rst'
  if (flags.includes('SYN')) return flags.includes('ACK') ? 'synack' : 'syn'
  if (flags.includes('FIN')) return 'fin'
  return flags.includes('ACK') ? 'ack' : 'none'
}

/** What is kept of a connection beside its tuples. */
export interface TcpTrack {
  readonly state: TcpState
  readonly last: Kind
  readonly lastDirection: TcpDirection
  /** Somebody closed it: a SYN in TIME_WAIT may open it anew. */
  readonly isClosing: boolean
  readonly isSimultaneous: boolean
  /** An ACK may answer a SYN that was out of place, RFC 5961 section 4. */
  readonly expectsChallenge: boolean
}

export const newTcpTrack: TcpTrack = {
  ...{ state: 'NONE', last: 'none', lastDirection: 'original' },
  ...{ isClosing: false, isSimultaneous: false, expectsChallenge: false },
}

/** May these flags open a connection: a SYN, or an ACK from the middle of one. */
export const opensTcp = (flags: readonly TcpFlag[]): boolean => NEXT.original[kindOf(flags)][0] !== 'invalid'

/**
 * `verdict`: `accept`; `invalid`; `again`, the entry is to be removed and the packet looked at as a new one. `isAssuring`: the
 * connection has been seen to stand, once it was answered.
 */
export interface TcpStep {
  readonly verdict: 'accept' | 'invalid' | 'again'
  readonly track: TcpTrack
  readonly isReset: boolean
  readonly isAssuring: boolean
}

/** One segment of a connection, with flags that are valid. */
export function tcpStep(track: TcpTrack, direction: TcpDirection, flags: readonly TcpFlag[]): TcpStep {
  const kind = kindOf(flags)
  const is = NEXT[direction][kind][STATES.indexOf(track.state)] ?? 'invalid'
  const still = { track, isReset: false, isAssuring: false }
  if (is === 'invalid') return { ...still, verdict: 'invalid' }
  const reopens = is === 'SYN_SENT' && (track.state === 'TIME_WAIT' || track.state === 'CLOSE')
  if (reopens && (track.isClosing || (track.lastDirection === direction && track.last === 'rst')))
    return { ...still, verdict: 'again' }
  if (is === 'ignore' || reopens) {
    // Both ends agree and the tracker does not: what answers the SYN that it ignored brings it back in step.
    if (kind === 'synack' && track.last === 'syn' && track.lastDirection !== direction)
      return moved({ ...track, state: 'SYN_SENT', expectsChallenge: false }, direction, kind, 'SYN_RECV')
    const isSyn = kind === 'syn' && direction === 'original'
    const noted = isSyn ? { expectsChallenge: track.state === 'LAST_ACK', isSimultaneous: false } : {}
    return { ...still, verdict: 'accept', track: { ...track, ...noted, last: kind, lastDirection: direction } }
  }
  const isChallenge =
    track.state === 'LAST_ACK' &&
    kind === 'ack' &&
    track.last === 'syn' &&
    track.lastDirection !== direction &&
    track.expectsChallenge
  if (is === 'TIME_WAIT' && isChallenge) return { ...still, verdict: 'accept', track: { ...track, expectsChallenge: false } }
  if (is === 'SYN_RECV' && direction === 'reply' && kind === 'ack' && track.isSimultaneous)
    return moved(track, direction, kind, 'ESTABLISHED')
  return moved(is === 'SYN_SENT2' ? { ...track, isSimultaneous: true } : track, direction, kind, is)
}

function moved(track: TcpTrack, direction: TcpDirection, kind: Kind, state: TcpState): TcpStep {
  const begins = state === 'FIN_WAIT' && track.state !== 'FIN_WAIT'
  return {
    verdict: 'accept',
    track: { ...track, state, last: kind, lastDirection: direction, isClosing: track.isClosing || begins },
    isReset: kind === 'rst',
    isAssuring: state === 'ESTABLISHED' && (track.state === 'SYN_RECV' || track.state === 'ESTABLISHED'),
  }
}
