import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Ask } from '#shared/walk/ask'
import type { Field } from '#shared/walk/step'
import { brokenFitOf } from '../../support/broken-fit.ts'
import { chanceFor } from '../../support/chance.ts'
import { MATCH_KINDS, RULE_KINDS } from './kinds.ts'
import { judge, type Played, play } from './play.ts'

/**
 * Random packets and conversations through random compiled rulesets: what the kernel counts and where packets arrive is what the walk says,
 * for every packet, rule and policy. Longer: `npm run test:differential -- --packets 20000 --seed 7`.
 */
const PACKETS = Number(process.env['TAPWALL_PACKETS'] ?? 2000)
/** Each kind of match and of rule is met as often; a short run, for trying something, does not ask. */
const OFTEN = PACKETS < 2000 ? 0 : 50
const PATIENCE = 60_000 + 1000 * PACKETS

/** The matcher that is broken; null: none, and the walk is as it is. */
const broken = vi.hoisted((): { matcher: ((ask: Ask) => boolean) | null } => ({ matcher: null }))
vi.mock('#shared/walk/ask', async (load) => {
  const real = await load<typeof import('#shared/walk/ask')>()
  return { ...real, fitOf: brokenFitOf(real, () => broken.matcher) }
})

let played: Played
beforeAll(async () => {
  const begun = performance.now()
  played = await play(chanceFor('differential'), PACKETS, [...MATCH_KINDS, ...RULE_KINDS], OFTEN)
  const { packets, accepted, unsure, hits, conversations, disagreements, scenes } = played
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(
    JSON.stringify({ packets, seconds, accepted: accepted / packets, unsure, scenes: scenes.length, wrong: disagreements.length }),
  )
  console.log(JSON.stringify(Object.fromEntries([...hits].sort())))
  console.log(JSON.stringify(Object.fromEntries([...conversations].sort())))
}, PATIENCE)

describe('the kernel and the walk', () => {
  it(`agree on each of ${PACKETS} packets and on every counter`, () => {
    expect(played.disagreements).toEqual([])
    expect(played.packets).toBeGreaterThanOrEqual(PACKETS)
  })

  it('are sure of all but what nobody can know', () => {
    expect(played.unsure / played.packets).toBeLessThan(0.005)
  })

  it('let through at least three packets of ten', () => {
    expect(played.accepted / played.packets).toBeGreaterThan(0.3)
  })

  it.runIf(OFTEN > 0).each(MATCH_KINDS)('met the match %s', (kind) =>
    expect(played.hits.get(kind) ?? 0).toBeGreaterThanOrEqual(OFTEN),
  )
  it.runIf(OFTEN > 0).each(RULE_KINDS)('met rules of the kind %s', (kind) =>
    expect(played.hits.get(kind) ?? 0).toBeGreaterThanOrEqual(OFTEN),
  )

  const fields: readonly Field[] = [
    ...(['protocol', 'source', 'destination', 'source-port', 'destination-port', 'icmp-type', 'source-mac'] as const),
    ...(['interface-in', 'device-in', 'device-out', 'bridged', 'state', 'source-set', 'destination-set'] as const),
  ]
  it.runIf(OFTEN > 0).each(fields)('would not agree if the matcher of %s were turned around', (field) => {
    broken.matcher = (ask) => ask.field === field
    const isCaught = played.scenes.some((scene) => judge(scene).disagreements.length > 0)
    broken.matcher = null
    expect(isCaught).toBe(true)
  })
})
