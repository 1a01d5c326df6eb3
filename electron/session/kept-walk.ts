import type { PacketWalk, TracedPass, WalkedChain, WalkedPacket, WalkSummary } from '#shared/contract/walk'
import type { Dump } from '#shared/netfilter/dump'
import { decidedBy } from '#shared/walk/decided-by'
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
  const last = lastPass(journey.first)
  return {
    ...{ number: sequence, direction, says, verdict: journey.verdict, state: stateOf(journey.first), end: last.end },
    place: world.places.find(({ name }) => name === last.place)?.title ?? last.place,
    by: decidedIn(journey.first),
  }
}

/** A frame that a bridge shows to rules is what a person asks about; on its way it may be tracked by several machines. */
function stateOf(first: Pass): WalkedPacket['state'] {
  const path = pathTo(first, lastPass(first))
  const states = (passes: readonly Pass[]) => passes.flatMap(({ hooks }) => hooks.flatMap(({ state }) => state ?? []))
  return states(path.filter(({ kind }) => kind === 'bridge')).at(-1) ?? states(path).at(-1) ?? null
}

/** Of a way that branches, the branch that came to somebody, else the one that was refused. */
export function lastPass(pass: Pass): Pass {
  const ends = pass.next.map(lastPass)
  return ends.find(({ end }) => end === 'delivered') ?? ends.find(({ verdict }) => verdict !== 'accept') ?? ends.at(-1) ?? pass
}

/** What dropped it, else the last rule by which it was let go on, else what accepted it. */
function decidedIn(pass: Pass): Step | null {
  const path = pathTo(pass, lastPass(pass))
  const steps = path.flatMap(({ hooks }) => hooks.flatMap((hook) => decidedBy(hook.steps)))
  const isRefusal = ({ act }: Step): boolean => act.do === 'drop' || act.do === 'reject'
  return (
    steps.findLast(isRefusal) ??
    steps.findLast(({ act }) => act.do === 'return') ??
    steps.findLast(({ rule }) => rule !== null) ??
    null
  )
}

/** The passes from one to another behind it. */
export function pathTo(from: Pass, to: Pass): Pass[] {
  if (from === to) return [from]
  for (const next of from.next) {
    const path = pathTo(next, to)
    if (path.length > 0) return [from, ...path]
  }
  return []
}

const passesOf = (pass: Pass): Pass[] => [pass, ...pass.next.flatMap(passesOf)]

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
