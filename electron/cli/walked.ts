import type { WrittenFor } from '#shared/explain/walked'
import type { Blockers } from '#shared/walk/blockers'
import type { WalkTurn } from '../session/walk-question.ts'

/** What `walk` found, whatever it was walked through: one packet, or a conversation. */
export interface Walked {
  readonly turns: readonly WalkTurn[]
  /** What a person calls the places. */
  readonly titles: ReadonlyMap<string, string>
  /** Null: it is not known what the rules were made for. */
  readonly written: WrittenFor | null
  /** What stands in the way of a packet, by its number from 1. */
  readonly blockersOf: (number: number) => Blockers
  /** What a person has to know besides, as a sentence. */
  readonly note?: string
}

/** A packet whose answer is not asked about. */
export const onePacket = (journey: WalkTurn['journey']): WalkTurn[] => [
  { sequence: 1, direction: 'there', says: 'packet', journey, connections: [] },
]
