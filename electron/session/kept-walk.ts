import type { PacketWalk, TracedPass, WalkedChain, WalkedPacket, WalkSummary } from '#shared/contract/walk'
import type { Dump } from '#shared/netfilter/dump'
import { decidedBy } from '#shared/walk/decided-by'
import { passesOf, waysOf } from '#shared/walk/passes'
import type { Pass, Step } from '#shared/walk/step'
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
  const way = mainWay(journey.first)
  const last = way.at(-1) ?? journey.first
  return {
    ...{ number: sequence, direction, says, verdict: journey.verdict, state: stateOf(way), end: last.end },
    place: world.places.find(({ name }) => name === last.place)?.title ?? last.place,
    by: decidedIn(way),
  }
}

/** A frame that a bridge shows to rules is what a person asks about; on its way it may be tracked by several machines. */
function stateOf(way: readonly Pass[]): WalkedPacket['state'] {
  const states = (passes: readonly Pass[]) => passes.flatMap(({ hooks }) => hooks.flatMap(({ state }) => state ?? []))
  return states(way.filter(({ kind }) => kind === 'bridge')).at(-1) ?? states(way).at(-1) ?? null
}

/** Of the ways of a packet the one that came to somebody, else the one that was refused, else the last. Never empty. */
export function mainWay(first: Pass): readonly Pass[] {
  const ways = waysOf(first)
  return (
    ways.find((way) => way.at(-1)?.end === 'delivered') ??
    ways.find((way) => way.at(-1)?.verdict !== 'accept') ??
    ways.at(-1) ?? [first]
  )
}

/** What dropped it, else the last rule by which it was let go on, else what accepted it. */
function decidedIn(way: readonly Pass[]): Step | null {
  const steps = way.flatMap(({ hooks }) => hooks.flatMap((hook) => decidedBy(hook.steps)))
  const isRefusal = ({ act }: Step): boolean => act.do === 'drop' || act.do === 'reject'
  return (
    steps.findLast(isRefusal) ??
    steps.findLast(({ act }) => act.do === 'return') ??
    steps.findLast(({ rule }) => rule !== null) ??
    null
  )
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
