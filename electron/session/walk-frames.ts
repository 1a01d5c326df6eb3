import { frameOf } from '#shared/frames/encode'
import { hexOf } from '#shared/frames/hex'
import { err, ok, type Result } from '#shared/result'
import type { TracedPass } from '#shared/trace/traced'
import { walkJourney } from '#shared/walk/journey'
import { Memory } from '#shared/walk/memory'
import { Network } from '#shared/walk/network'
import type { WalkPacket } from '#shared/walk/packet'
import { turned } from '#shared/walk/replies'
import { passesAt } from './walk-hosts.ts'
import type { WorkedOut } from './walk-owner.ts'
import type { WalkTurn } from './walk-question.ts'

/** The first packet as it stands on the sender's cable, with MACs as it was worked out. The error is a sentence. */
export function frameToSend({ turns, asked, world }: WorkedOut): Result<{ device: string; frames: string[] }, string> {
  const first = turns[0]?.journey.first
  const packet = first?.next[0]?.packet ?? first?.packet
  const device = first?.out ?? world.places.find(({ name }) => name === asked.place)?.devices[0]?.name
  if (packet === undefined || device === undefined) return err('There is no packet, or no card to send it by.')
  const frame = frameOf(packet)
  return frame.ok ? ok({ device, frames: [hexOf(frame.value)] }) : frame
}

/**
 * A program's TCP decides by itself how many segments it sends and when. Those that the kernels told of are walked in their order, so that
 * it is the same packets that are compared. What never came to a host is as it was foreseen.
 */
export function reallySent({ turns, asked, world }: WorkedOut, passes: readonly TracedPass[]): readonly WalkTurn[] {
  const [there, back] = (['there', 'back'] as const).map((way) => turns.find(({ direction }) => direction === way))
  const [place] = passes.map((pass) => pass.place)
  if (there === undefined || place === undefined) return turns
  const network = new Network(world)
  const memory = new Memory()
  const crossings = Math.max(1, passesAt(there.journey.first, place).length)
  const seen = { there: 0, back: 0 }
  return passes
    .filter((pass) => pass.place === place && pass.way !== 'error' && pass.packet !== null)
    .filter(({ way }) => seen[way === 'there' ? 'there' : 'back']++ % crossings === 0)
    .map(({ way, packet }, at): WalkTurn => {
      const direction = way === 'there' ? 'there' : 'back'
      const answer = back?.journey.packet ?? turned(there.journey.packet, {})
      const sent = segmentOf(direction === 'there' ? there.journey.packet : answer, packet)
      const from = direction === 'there' ? asked.place : (there.journey.deliveredTo ?? asked.place)
      const journey = walkJourney(network, memory, { place: from, as: 'ip' }, sent)
      return { sequence: at + 1, direction, says: saysOf(sent), journey, connections: memory.connections() }
    })
}

/** The sender's own addresses, with what the segment was seen to have. */
function segmentOf(template: WalkPacket, seen: WalkPacket | null): WalkPacket {
  const { flags, length } = seen ?? template
  return { ...template, ...(flags === undefined ? {} : { flags }), ...(length === undefined ? {} : { length }) }
}

function saysOf({ flags = [] }: WalkPacket): WalkTurn['says'] {
  if (flags.includes('RST')) return 'reset'
  if (flags.includes('SYN')) return flags.includes('ACK') ? 'syn-ack' : 'syn'
  if (flags.includes('FIN')) return 'fin'
  return flags.includes('PSH') ? 'data' : 'ack'
}
