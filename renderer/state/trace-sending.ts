import type { SendEvent } from '#shared/contract/walk'
import type { TracedPacket } from '#shared/trace/traced'

/** What is told while packets are being sent, for as long as they are. */
export interface Sending {
  /** The kernel's trace is on. */
  readonly isArmed: boolean
  /** Lines that it told so far. */
  readonly lines: number
  /** What was told last, oldest first. */
  readonly last: readonly Told[]
}

/** A line of who sends, or a packet of which nothing more is heard; numbered through. */
export type Told = { readonly number: number } & (
  | { readonly is: 'line'; readonly text: string }
  | { readonly is: 'packet'; readonly packet: TracedPacket }
)

export const NOTHING_TOLD: Sending = { isArmed: false, lines: 0, last: [] }

const MOST_SHOWN = 6

export function withTold(sending: Sending, event: SendEvent): Sending {
  if (event.kind === 'armed') return { ...sending, isArmed: true }
  if (event.kind !== 'line' && event.kind !== 'packet') return sending
  const number = (sending.last.at(-1)?.number ?? 0) + 1
  const told: Told =
    event.kind === 'line' ? { number, is: 'line', text: event.text } : { number, is: 'packet', packet: event.packet }
  const lines = event.kind === 'line' ? 0 : event.packet.passes.reduce((sum, pass) => sum + pass.lines.length, 0)
  return { ...sending, lines: sending.lines + lines, last: [...sending.last, told].slice(-MOST_SHOWN) }
}
