import { passesOf } from '#shared/walk/passes'
import type { Journey } from '#shared/walk/step'
import { type Chance, chance } from '../../support/chance.ts'
import { Tally } from './free-kinds.ts'
import { FreeOracle, freeDifferences } from './free-oracle.ts'
import { type FreeScene, FreeStage } from './free-scene.ts'

export interface FreePlayed {
  readonly scenes: readonly FreeScene[]
  readonly packets: number
  /** Packets of which something came to another than who sent it. */
  readonly accepted: number
  /** Packets of which the walk does not say what becomes of them, and those behind them in their conversation. */
  readonly unsure: number
  /** Segments behind one that their connection did not see, whose numbers are therefore not those that it expects. */
  readonly unexpected: number
  readonly tally: Tally
  readonly disagreements: readonly string[]
}

const CONVERSATIONS = 12

/** On, a while, until each kind fitted, failed or was met often enough. */
export async function playFree(
  random: Chance,
  packets: number,
  isEnough: (tally: Tally) => boolean = () => true,
): Promise<FreePlayed> {
  const stage = await FreeStage.make()
  const numbers = chance(random.below(2 ** 31))
  const scenes: FreeScene[] = []
  const tally = new Tally()
  const disagreements: string[] = []
  let [sent, accepted, unsure, unexpected] = [0, 0, 0, 0]
  try {
    while (sent < packets || (sent < MOST * packets && !isEnough(tally))) {
      const scene = await stage.play(numbers.below(2 ** 31), CONVERSATIONS)
      const all = scene.talks.flatMap(({ seen }) => seen)
      sent += all.length
      accepted += all.filter(({ card, arrived }) => arrived.some((each) => each.card !== card)).length
      const judged = judgeFree(scene, tally)
      disagreements.push(...judged.disagreements)
      unsure += judged.unsure
      unexpected += judged.unexpected
      if (scenes.length < KEPT) scenes.push(scene)
    }
  } finally {
    await stage.close()
  }
  return { scenes, packets: sent, accepted, unsure, unexpected, tally, disagreements }
}

/** Times as many packets as were asked for. */
const MOST = 3
/** Scenes that are kept to be looked at again. */
const KEPT = 60

/** After the first packet of a conversation that was foretold wrongly or not at all, what is thought to be known of it may be wrong, too. */
export function judgeFree(
  { seed, dump, talks }: FreeScene,
  tally: Tally | null = null,
): { disagreements: string[]; unsure: number; unexpected: number } {
  const oracle = new FreeOracle(dump)
  const disagreements: string[] = []
  let [unsure, unexpected] = [0, 0]
  talks.forEach(({ kind, seen }, nth) => {
    const foretold = oracle.talk(seen)
    const ways = new Set<string>()
    for (const [at, each] of seen.entries()) {
      const told = foretold[at]
      if (told === undefined) throw new Error('nothing was foretold')
      // Of a segment that its connection never saw the tracker lacks the numbers, so those behind it are no segments that it expects.
      if (each.packet.protocol === TCP && ways.size > 1) {
        unexpected += seen.length - at
        return
      }
      if (!told.isSure) {
        unsure += seen.length - at
        return
      }
      for (const way of trackedAs(told.journeys[0])) ways.add(way)
      const found = freeDifferences(dump, each, told)
      if (found.length > 0) {
        const before = seen.slice(0, at + 1).map(({ card, packet }) => `    ${card}: ${JSON.stringify(packet)}`)
        disagreements.push(
          [`scene ${seed}, conversation ${nth} (${kind}), packet ${at}`, ...before, ...found.map((text) => `  ${text}`)].join('\n'),
        )
        return
      }
      if (tally !== null)
        for (const { first } of told.journeys)
          for (const { hooks } of passesOf(first)) for (const { steps } of hooks) for (const step of steps) tally.add(step)
    }
  })
  return { disagreements, unsure, unexpected }
}

const TCP = 6

/** Of no connection, or in which zone: as whose the rules behind the table raw were shown a packet. */
function trackedAs(journey: Journey | undefined): string[] {
  const hooks = journey === undefined ? [] : passesOf(journey.first).flatMap((pass) => pass.hooks)
  return hooks
    .filter(({ table }) => table !== 'raw')
    .map(({ state, zone }) => (state === 'INVALID' || state === 'UNTRACKED' ? state : `zone ${zone}`))
}
