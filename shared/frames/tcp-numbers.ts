import type { TcpFlag } from '../walk/packet.ts'
import type { TcpNumbers } from './transport.ts'

/**
 * Both ends of a TCP connection, counted as their machines would: what each sends next, and whether it has seen the other. With these
 * numbers the window check of connection tracking (nf_conntrack_proto_tcp.c, tcp_in_window) takes every segment as it is meant.
 */
export interface TcpTalk {
  readonly next: { readonly client: number; readonly server: number }
  readonly heard: { readonly client: boolean; readonly server: boolean }
}

export const newTcpTalk: TcpTalk = { next: { client: 1000, server: 500_000 }, heard: { client: false, server: false } }

const WINDOW = 0xffff

/** Numbers of the segment that this end sends now, with `payload` bytes, and the talk after it. */
export function tcpNumbers(
  talk: TcpTalk,
  from: 'client' | 'server',
  flags: readonly TcpFlag[],
  payload: number,
): { readonly numbers: TcpNumbers; readonly talk: TcpTalk } {
  const other = from === 'client' ? 'server' : 'client'
  const sequence = talk.next[from]
  const counted = payload + (flags.includes('SYN') ? 1 : 0) + (flags.includes('FIN') ? 1 : 0)
  const acknowledgement = flags.includes('ACK') && talk.heard[other] ? talk.next[other] : 0
  return {
    numbers: { sequence, acknowledgement, window: WINDOW },
    talk: {
      next: { ...talk.next, [from]: (sequence + counted) % 2 ** 32 },
      heard: { ...talk.heard, [from]: true },
    },
  }
}
