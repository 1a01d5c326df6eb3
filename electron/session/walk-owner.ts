import type { Agreement, PacketQuestion, PacketWalk, SideBySide, WalkAgainst, WalkSummary, WalksState } from '#shared/contract/walk'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { LabTopology } from '#shared/helper/topology'
import { projectWorld } from '#shared/lab-world/project-world'
import { firstOtherStep } from '#shared/reconcile/side-by-side'
import { err, ok, type Result } from '#shared/result'
import { Network } from '#shared/walk/network'
import type { World } from '#shared/walk/world'
import { chainsMet, type KeptWalk, walkedPacket } from './kept-walk.ts'
import { type Topic, topic } from './topic.ts'
import { packetBlockers } from './walk-blockers.ts'
import { type WalkDeps, walkDumps } from './walk-dumps.ts'
import { type Asked, answerQuestion, readQuestion, type WalkTurn } from './walk-question.ts'

/** The newest are kept; a walk holds the rules that it ran on. */
const MOST_KEPT = 30

/** What was worked out of a question, not kept yet. */
export interface WorkedOut {
  readonly question: PacketQuestion
  readonly asked: Asked
  readonly against: WalkAgainst
  readonly revision: number | null
  readonly world: World
  readonly topology: LabTopology
  readonly turns: readonly WalkTurn[]
}

/** Works out the ways of packets, and keeps them with the rules that they ran on. */
export interface WalkOwner {
  readonly state: Topic<WalksState>
  readonly workOut: (question: PacketQuestion, against: WalkAgainst) => Promise<Result<WorkedOut, TapwallError>>
  readonly keep: (walk: WorkedOut, sent?: Sent) => WalkSummary
  readonly predict: (question: PacketQuestion, against: WalkAgainst) => Promise<Result<WalkSummary, TapwallError>>
  readonly packet: (walk: number, number: number) => Result<PacketWalk, TapwallError>
  readonly sideBySide: (question: PacketQuestion, number: number) => Promise<Result<SideBySide, TapwallError>>
  readonly forget: (walk: number) => Result<Record<string, never>, TapwallError>
  readonly exportWalk: (walk: number) => Result<{ name: string; text: string }, TapwallError>
}

/** What came of sending the packets. */
export interface Sent {
  readonly traced: KeptWalk['traced']
  readonly counted: KeptWalk['counted']
  readonly agreement: Agreement
}

export function walkOwner(deps: WalkDeps & { readonly now: () => number }): WalkOwner {
  const state = topic<WalksState>({ walks: [], more: 0 })
  let kept: readonly KeptWalk[] = []
  let walks = 0

  const workOut: WalkOwner['workOut'] = async (question, against) => {
    const dumps = await walkDumps(against, deps)
    if (!dumps.ok) return dumps
    const world = projectWorld(dumps.value.project, dumps.value.dumps, deps.unplugged())
    if (!world.ok) return err({ kind: 'invalid', issues: world.error })
    const network = new Network(world.value.world)
    const asked = readQuestion(question, world.value.topology, network)
    if (!asked.ok) return asked
    const turns = answerQuestion(asked.value, network)
    return ok({ question, asked: asked.value, against, revision: dumps.value.revision, ...world.value, turns })
  }

  const summaryOf = (
    { question, against, revision, world, turns }: WorkedOut,
    id: number,
    agreement: Agreement | null,
  ): WalkSummary => ({
    ...{ id, at: deps.now(), question, against, revision, agreement },
    verdict: turns[0]?.journey.verdict ?? 'unsure',
    packets: turns.map((turn) => walkedPacket(turn, world)),
  })

  const keep: WalkOwner['keep'] = (walk, sent) => {
    const summary = summaryOf(walk, ++walks, sent?.agreement ?? null)
    const { asked, world, turns } = walk
    const all = [{ summary, asked, world, turns, traced: sent?.traced ?? null, counted: sent?.counted ?? null }, ...kept]
    kept = all.slice(0, MOST_KEPT)
    state.change(({ more }) => ({ walks: kept.map((one) => one.summary), more: more + all.length - kept.length }))
    return summary
  }

  const find = (id: number): Result<KeptWalk, TapwallError> => {
    const found = kept.find(({ summary }) => summary.id === id)
    return found === undefined ? err(unknown(id)) : ok(found)
  }

  const packet: WalkOwner['packet'] = (id, number) => {
    const walk = find(id)
    return walk.ok ? packetOf(walk.value, number) : walk
  }

  return {
    state,
    workOut,
    keep,
    packet,
    predict: async (question, against) => {
      const walk = await workOut(question, against)
      return walk.ok ? ok(keep(walk.value)) : walk
    },
    sideBySide: async (question, number) => {
      const sides: PacketWalk[] = []
      for (const against of ['edited', 'applied'] as const) {
        const walk = await workOut(question, against)
        if (!walk.ok) return walk
        const { asked, world, turns } = walk.value
        const side = packetOf({ summary: summaryOf(walk.value, 0, null), asked, world, turns, traced: null, counted: null }, number)
        if (!side.ok) return side
        sides.push(side.value)
      }
      const [edited, applied] = sides
      if (edited === undefined || applied === undefined) return err({ kind: 'bug', detail: 'A side is missing.' })
      return ok({ edited, applied, firstDifference: firstOtherStep(edited.journey, applied.journey) })
    },
    forget: (id) => {
      const walk = find(id)
      if (!walk.ok) return walk
      kept = kept.filter((one) => one !== walk.value)
      state.change((s) => ({ ...s, walks: kept.map(({ summary }) => summary) }))
      return ok({})
    },
    exportWalk: (id) => {
      const walk = find(id)
      if (!walk.ok) return walk
      const { summary, ...rest } = walk.value
      const text = `${JSON.stringify({ tapwallWalk: 1, ...summary, ...rest }, null, 1)}\n`
      return ok({ name: `walk-${id}.json`, text })
    },
  }
}

const unknown = (id: number): TapwallError =>
  invalid([issue(['walk'], 'walk.unknown', `There is no walk ${id} any more. Choose one of the list.`, { id })])

function packetOf(walk: KeptWalk, number: number): Result<PacketWalk, TapwallError> {
  const { summary, asked, world, turns, traced, counted } = walk
  const turn = turns[number - 1]
  if (turn === undefined) {
    const message = `The walk has ${turns.length} packets, and no packet ${number}. Choose one of them.`
    return err(invalid([issue(['number'], 'walk.no-packet', message, { number, count: turns.length })]))
  }
  const { blockers, afterwards } = packetBlockers(asked, world, number)
  return ok({
    ...{ walk: summary.id, number, journey: turn.journey, connections: turn.connections },
    connectionsBefore: [...(turns[number - 2]?.connections ?? [])],
    places: world.places.map(({ name, title, kind }) => ({ name, title, kind })),
    chains: chainsMet(turn, world),
    blockers: [...blockers],
    afterwards: turn.journey.verdict === 'drop' ? afterwards : null,
    traced: traced === null ? null : [...(traced[number - 1] ?? [])],
    counted,
  })
}
