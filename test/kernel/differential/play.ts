import { Release } from '#shared/project/schema'
import { type Chance, chance } from '../../support/chance.ts'
import { kindsOf } from './kinds.ts'
import { differences, isSure, Oracle } from './predict.ts'
import { type Scene, Stage } from './scene.ts'

/** What came of playing scenes until enough packets were sent. */
export interface Played {
  readonly scenes: readonly Scene[]
  readonly packets: number
  /** Packets that came to whom they were meant for. */
  readonly accepted: number
  /** How often the rules of a kind were met. */
  readonly hits: ReadonlyMap<string, number>
  readonly conversations: ReadonlyMap<string, number>
  /** Packets of which the walk does not say what becomes of them, and those behind them in their conversation. */
  readonly unsure: number
  /** Each with all that it takes to see it again. */
  readonly disagreements: readonly string[]
}

const CONVERSATIONS = 10
/** Scenes that are kept to be looked at again. */
const KEPT = 200

/** Lines that only the last has come twice as often. */
const RELEASES: readonly Release[] = [...Release.options, '25.2']

/** Both drivers side by side, each release in turn; on, a while, until the rules of all these kinds were met often enough. */
export async function play(random: Chance, packets: number, kinds: readonly string[] = [], often = 0): Promise<Played> {
  const played = new Counting()
  const stages = await Promise.all([Stage.make('hybrid', 0), Stage.make('plain', 1)])
  const players = stages.map((stage) => new Player(stage, chance(random.below(2 ** 31))))
  const round = async (count: number): Promise<void> => {
    const scenes = await Promise.all(players.map((player) => player.play(count / 2)))
    for (const scene of scenes.flat()) played.add(scene)
  }
  try {
    for (let sent = 0; sent < packets; sent += ROUND) await round(Math.min(ROUND, packets - sent))
    const isRare = (kind: string): boolean => (played.hits.get(kind) ?? 0) < often
    while (kinds.some(isRare) && played.packets < MOST * packets) await round(packets / 8)
  } finally {
    await Promise.all(stages.map((stage) => stage.close()))
  }
  return played
}

const ROUND = 2000
/** Times as many packets as were asked for. */
const MOST = 3

/** Numbers by chance of its own, so that it plays the same whatever the other is doing. */
class Player {
  private nth = 0
  private readonly stage: Stage
  private readonly random: Chance

  constructor(stage: Stage, random: Chance) {
    this.stage = stage
    this.random = random
  }

  async play(packets: number): Promise<Scene[]> {
    const scenes: Scene[] = []
    for (let sent = 0; sent < packets; ) {
      const release = RELEASES[this.nth++ % RELEASES.length] ?? '25.2'
      const scene = await this.stage.play(this.random.below(2 ** 31), release, CONVERSATIONS)
      sent += scene.talks.reduce((sum, { seen }) => sum + seen.length, 0)
      scenes.push(scene)
    }
    return scenes
  }
}

class Counting implements Played {
  readonly scenes: Scene[] = []
  packets = 0
  accepted = 0
  unsure = 0
  readonly hits = new Map<string, number>()
  readonly conversations = new Map<string, number>()
  readonly disagreements: string[] = []

  add(scene: Scene): void {
    if (this.scenes.length < KEPT) this.scenes.push(scene)
    const kinds = kindsOf(scene)
    for (const { kind, seen } of scene.talks) {
      raise(this.conversations, kind, 1)
      for (const { sent, copies, moved } of seen) {
        this.packets += 1
        if ((copies[sent.to] ?? 0) > 0) this.accepted += 1
        for (const [row, [count]] of moved) for (const of of kinds[row] ?? []) raise(this.hits, of, count)
      }
    }
    const { disagreements, unsure } = judge(scene)
    this.disagreements.push(...disagreements)
    this.unsure += unsure
  }
}

const raise = (counts: Map<string, number>, kind: string, by: number): void => void counts.set(kind, (counts.get(kind) ?? 0) + by)

export interface Judgement {
  readonly disagreements: readonly string[]
  readonly unsure: number
}

/** After the first packet of a conversation that was foretold wrongly or not at all, what is thought to be known of it may be wrong, too. */
export function judge(scene: Scene): Judgement {
  const oracle = new Oracle(scene)
  const disagreements: string[] = []
  let unsure = 0
  scene.talks.forEach((talk, nth) => {
    const foretold = oracle.talk(talk)
    for (const [at, seen] of talk.seen.entries()) {
      const told = foretold[at]
      if (told !== undefined && !isSure(told.journey)) {
        unsure += talk.seen.length - at
        return
      }
      const found = told === undefined ? ['nothing was foretold'] : differences(scene, seen, told)
      if (found.length === 0) continue
      const before = talk.seen.slice(0, at + 1).map(({ sent }) => `    ${sent.card} -> ${sent.to}: ${JSON.stringify(sent.packet)}`)
      const where = `scene ${scene.seed} (${scene.release}, ${scene.driver}), conversation ${nth} (${talk.kind}), packet ${at}`
      disagreements.push([where, ...before, ...found.map((text) => `  ${text}`)].join('\n'))
      return
    }
  })
  return { disagreements, unsure }
}
