import type { TraceEvent } from '#shared/contract/trace'
import { packetGatherer } from '#shared/trace/packets'
import type { TracedPass } from '#shared/trace/traced'

type Event = Extract<TraceEvent, { kind: 'line' | 'packet' }>

/** A packet's next crossing, on this host or another, is told by then. */
const QUIET_MS = 400

/** What a trace has still to tell: lines of what is sent, and packets that are complete. */
export function traceQueue() {
  const gatherer = packetGatherer()
  let lines: Event[] = []
  return {
    say: (event: Event) => void lines.push(event),
    add: (pass: TracedPass) => gatherer.add(pass),
    take: (now: number): Event[] => {
      const packets = gatherer.take(now - QUIET_MS)
      const told = [...lines, ...packets.map((packet): Event => ({ kind: 'packet', packet }))]
      lines = []
      return told
    },
  }
}
