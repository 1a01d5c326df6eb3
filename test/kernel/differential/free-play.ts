import { passesOf } from '#shared/walk/passes'
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
  let [sent, accepted, unsure] = [0, 0, 0]
  try {
    while (sent < packets || (sent < MOST * packets && !isEnough(tally))) {
      const scene = await stage.play(numbers.below(2 ** 31), CONVERSATIONS)
      const all = scene.talks.flatMap(({ seen }) => seen)
      sent += all.length
      accepted += all.filter(({ card, arrived }) => arrived.some((each) => each.card !== card)).length
      const judged = judgeFree(scene, tally)
      disagreements.push(...judged.disagreements)
      unsure += judged.unsure
      if (scenes.length < KEPT) scenes.push(scene)
    }
  } finally {
    await stage.close()
  }
  return { scenes, packets: sent, accepted, unsure, tally, disagreements }
}

/** Times as many packets as were asked for. */
const MOST = 3
/** Scenes that are kept to be looked at again. */
const KEPT = 60

/** After the first packet of a conversation that was foretold wrongly or not at all, what is thought to be known of it may be wrong, too. */
export function judgeFree(
  { seed, dump, talks }: FreeScene,
  tally: Tally | null = null,
): { disagreements: string[]; unsure: number } {
  const oracle = new FreeOracle(dump)
  const disagreements: string[] = []
  let unsure = 0
  talks.forEach(({ kind, seen }, nth) => {
    const foretold = oracle.talk(seen)
    for (const [at, each] of seen.entries()) {
      const told = foretold[at]
      if (told === undefined) throw new Error('nothing was foretold')
      if (!told.isSure) {
        unsure += seen.length - at
        return
      }
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
  return { disagreements, unsure }
}
