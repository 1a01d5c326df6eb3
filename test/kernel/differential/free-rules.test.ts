import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { RuleAct } from '#shared/walk/act'
import type { Ask } from '#shared/walk/ask'
import { brokenFitOf } from '../../support/broken-fit.ts'
import { chanceFor } from '../../support/chance.ts'
import { FREE_KINDS, FREE_TARGETS, isOfKind } from './free-kinds.ts'
import { type FreePlayed, judgeFree, playFree } from './free-play.ts'

/**
 * Random rulesets that Neutron does not write, on a machine that bridges, routes and translates: matches and targets of every kind. What
 * the kernel counts, and each packet that it sends on or answers with, is what the walk says wherever it is sure.
 */
const PACKETS = Math.ceil(0.3 * Number(process.env['TAPWALL_PACKETS'] ?? 2000))
/** A short run, for trying something, does not ask how often each kind was met. */
const OFTEN = PACKETS < 600 ? 0 : 50
/** A target ends a way, or stands only where a connection begins. */
const TARGETS_OFTEN = PACKETS < 600 ? 0 : 10
const PATIENCE = 60_000 + 4000 * PACKETS

/** The matcher, and the target, that is broken; null: none, and the walk is as it is. */
const broken = vi.hoisted((): { matcher: ((ask: Ask) => boolean) | null; act: ((act: RuleAct) => RuleAct) | null } => ({
  matcher: null,
  act: null,
}))
vi.mock('#shared/walk/ask', async (load) => {
  const real = await load<typeof import('#shared/walk/ask')>()
  return { ...real, fitOf: brokenFitOf(real, () => broken.matcher) }
})
vi.mock('#shared/walk/act', async (load) => {
  const real = await load<typeof import('#shared/walk/act')>()
  const readAct: typeof real.readAct = (...rule) => {
    const act = real.readAct(...rule)
    return broken.act === null ? act : broken.act(act)
  }
  return { ...real, readAct }
})

let played: FreePlayed
beforeAll(async () => {
  const begun = performance.now()
  played = await playFree(chanceFor('free rules'), PACKETS, (tally) => tally.isRich(OFTEN, TARGETS_OFTEN))
  const { packets, accepted, unsure, unexpected, scenes, disagreements, tally } = played
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(
    JSON.stringify({
      packets,
      seconds,
      accepted: accepted / packets,
      unsure,
      unexpected,
      scenes: scenes.length,
      wrong: disagreements.length,
    }),
  )
  console.log(JSON.stringify(FREE_KINDS.map(({ name }) => [name, tally.fitting.get(name), tally.failing.get(name)])))
  console.log(JSON.stringify([...tally.targets]))
}, PATIENCE)

/** Whether something does not agree any more. */
function isCaught(): boolean {
  const caught = played.scenes.some((scene) => judgeFree(scene).disagreements.length > 0)
  broken.matcher = null
  broken.act = null
  return caught
}

describe('the kernel and the walk', () => {
  it('agree on each packet of which the walk is sure, and on every counter', () => {
    expect(played.disagreements).toEqual([])
    expect(played.packets).toBeGreaterThanOrEqual(PACKETS)
  })

  it('are sure of nine packets of ten', () => {
    expect(played.unsure / (played.packets - played.unexpected)).toBeLessThan(0.1)
    expect(played.unexpected / played.packets).toBeLessThan(0.15)
  })

  it('let through at least three packets of ten', () => {
    expect(played.accepted / played.packets).toBeGreaterThan(0.3)
  })

  it.runIf(OFTEN > 0).each(FREE_KINDS)('met the match $name, fitting and not', ({ name }) => {
    expect(played.tally.fitting.get(name) ?? 0).toBeGreaterThanOrEqual(OFTEN)
    expect(played.tally.failing.get(name) ?? 0).toBeGreaterThanOrEqual(OFTEN)
  })

  it.runIf(OFTEN > 0).each(Object.keys(FREE_TARGETS))('met the target %s', (name) =>
    expect(played.tally.targets.get(name) ?? 0).toBeGreaterThanOrEqual(TARGETS_OFTEN),
  )

  it.runIf(OFTEN > 0).each(FREE_KINDS)('would not agree if the match $name were turned around', (kind) => {
    broken.matcher = isOfKind(kind)
    expect(isCaught()).toBe(true)
  })

  const onward: RuleAct = { do: 'go-on', target: null, forgets: null }
  const mutants: Readonly<Record<string, (act: RuleAct) => RuleAct>> = {
    'ACCEPT went on': (act) => (act.do === 'accept' ? onward : act),
    'DROP went on': (act) => (act.do === 'drop' ? onward : act),
    'RETURN went on': (act) => (act.do === 'return' ? onward : act),
    'LOG dropped': (act) => (act.do === 'go-on' && act.target === 'LOG' ? { do: 'drop' } : act),
    'a jump did not come back': (act) => (act.do === 'jump' ? { ...act, do: 'goto' } : act),
    'a goto came back': (act) => (act.do === 'goto' ? { ...act, do: 'jump' } : act),
    'MARK set another mark': (act) => (act.do === 'mark' ? { ...act, flip: act.flip ^ 1 } : act),
    'CONNMARK set another mark': (act) => (act.do === 'set-connection-mark' ? { ...act, flip: act.flip ^ 1 } : act),
    'CONNMARK saved nothing': (act) => (act.do === 'save-mark' ? onward : act),
    'CONNMARK restored nothing': (act) => (act.do === 'restore-mark' ? onward : act),
    'notrack were not obeyed': (act) => (act.do === 'notrack' ? onward : act),
    'zones were all one': (act) => (act.do === 'zone' ? { ...act, zone: 0 } : act),
    'REJECT sent nothing': (act) => (act.do === 'reject' ? { do: 'drop' } : act),
    'every REJECT sent the same error': (act) =>
      act.do === 'reject' && act.with !== 'tcp-reset' ? { ...act, with: 'icmp-net-unreachable' } : act,
    ...Object.fromEntries(
      ['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP'].map((target) => [
        `${target} changed nothing`,
        (act: RuleAct): RuleAct => (act.do === 'translate' && act.target === target ? { do: 'accept' } : act),
      ]),
    ),
  }
  it.runIf(OFTEN > 0).each(Object.entries(mutants))('would not agree if %s', (_, mutant) => {
    broken.act = mutant
    expect(isCaught()).toBe(true)
  })
})
