import { type Blockers, blockersOf, type Dumps } from '#shared/walk/blockers'
import { Network } from '#shared/walk/network'
import { type World, worldHolding } from '#shared/walk/world'
import { type Asked, answerQuestion } from './walk-question.ts'

/** What stands in the way of packet `number` of a conversation. The packets before it are walked again, too: it may be their answer. */
export function packetBlockers(asked: Asked, world: World, number: number): Blockers {
  const dumps = new Map(world.places.map(({ name, dump }) => [name, dump]))
  const walk = (now: Dumps) => answerQuestion(asked, new Network(worldHolding(world, now)))[number - 1]?.journey
  return blockersOf(dumps, walk)
}
