import type { PacketWalk, TracedPass, WalkedChain, WalkedPacket, WalkSummary } from '#shared/contract/walk'
import type { Dump } from '#shared/netfilter/dump'
import { outcomeOf } from '#shared/walk/outcome'
import { passesOf } from '#shared/walk/passes'
import type { World } from '#shared/walk/world'
import type { Asked, WalkTurn } from './walk-question.ts'

/** A walk with all that it ran on. Nothing of it changes any more. */
export interface KeptWalk {
  readonly summary: WalkSummary
  readonly asked: Asked
  readonly world: World
  readonly turns: readonly WalkTurn[]
  /** By packet; null where nothing was traced. */
  readonly traced: readonly (readonly TracedPass[])[] | null
  readonly counted: PacketWalk['counted']
}

/** One packet of a conversation in short. `world` names its places. */
export function walkedPacket({ sequence, direction, says, journey }: WalkTurn, world: World): WalkedPacket {
  const { last, state, by } = outcomeOf(journey)
  return {
    ...{ number: sequence, direction, says, verdict: journey.verdict, state, end: last.end, by: by?.step ?? null },
    place: world.places.find(({ name }) => name === last.place)?.title ?? last.place,
  }
}

/** All chains in which the packet was tried, whole and as they were. */
export function chainsMet({ journey }: WalkTurn, world: World): WalkedChain[] {
  const met = new Map<string, WalkedChain>()
  for (const { place, packet, hooks } of passesOf(journey.first)) {
    const dump = world.places.find(({ name }) => name === place)?.dump
    if (dump === undefined) continue
    for (const { steps } of hooks)
      for (const { table, chain } of steps) {
        const key = `${place} ${table} ${chain}`
        if (!met.has(key)) addChain(met, key, dump, { place, family: packet.family, table, name: chain })
      }
  }
  return [...met.values()]
}

type Where = Pick<WalkedChain, 'place' | 'family' | 'table' | 'name'>

function addChain(met: Map<string, WalkedChain>, key: string, dump: Dump, where: Where): void {
  const table = dump.tables.find((own) => own.family === where.family && own.table === where.table)
  const chain = table?.chains.find(({ name }) => name === where.name)
  if (chain !== undefined) met.set(key, { ...where, policy: chain.policy, rules: chain.rules })
}
