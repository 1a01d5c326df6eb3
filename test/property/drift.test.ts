import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { type DriftItem, driftOf } from '#shared/sync/drift'
import { expectedOf } from '#shared/sync/expected'
import { Plan } from '#shared/sync/plan'
import { planSync } from '#shared/sync/plan-sync'
import { isOfOthers, planPutBack } from '#shared/sync/put-back'
import { holdsWhatWasApplied } from '#shared/sync/read-back'
import { FakeTables } from '../support/fake-tables.ts'
import { edits, type MakeEdit } from './arbitraries.ts'

/** What others do to rules of ours is found, told as what it is, and taken back; what was not chosen stays. */

const settings = fc.record({ enableIpset: fc.boolean(), ipv6: fc.boolean(), firewallDriver: fc.constantFrom('hybrid', 'iptables') })
const WHAT = [
  'foreign',
  'remove',
  'double',
  'move',
  'elsewhere',
  'change',
  'flush',
  'remove-chain',
  'empty-chain',
  'member',
  'set',
] as const
interface Act {
  readonly what: (typeof WHAT)[number]
  readonly family: 'ipv4' | 'ipv6'
  readonly chain: number
  readonly at: number
}
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    what: fc.constantFrom(...WHAT),
    family: fc.constantFrom('ipv4', 'ipv6'),
    chain: fc.nat(1000),
    at: fc.nat(1000),
  }),
  { maxLength: 8 },
)

function disturb(fake: FakeTables, { what, family, chain, at }: Act, nth: number): void {
  const names = fake.chainNames(family)
  const name = names[chain % names.length] ?? ''
  const place = at % Math.max(1, fake.rules(family, name).length)
  const on = (change: Parameters<FakeTables['disturb']>[2]) => fake.disturb(family, name, change)
  switch (what) {
    case 'foreign':
      fake.addForeign(family, name, place + 1, `-p tcp -m tcp --dport ${nth} -j ACCEPT`)
      return
    case 'remove-chain':
      fake.removeChain(family, name)
      return
    case 'empty-chain':
      fake.addForeign(family, `neutron-openvswi-i${nth}`, 1, '-j DROP')
      fake.disturb(family, `neutron-openvswi-i${nth}`, (rules) => rules.splice(0))
      return
    case 'flush':
      on((rules) => rules.splice(0))
      return
    case 'member':
    case 'set': {
      const sets = fake.dump().sets
      fake.disturbSet(sets[at % Math.max(1, sets.length)]?.name ?? '', (members) =>
        what === 'set' ? null : at % 2 === 0 ? [...members, `192.0.2.${nth}`] : members.slice(1),
      )
      return
    }
    default:
      on((rules) => {
        const rule = rules[place]
        if (rule === undefined) return
        if (what === 'change') rules[place] = { ...rule, text: `-p udp ${rule.text}` }
        else if (what === 'double') rules.splice((at * 7) % (rules.length + 1), 0, { ...rule })
        else rules.splice(place, 1)
        if (what === 'move') rules.splice((at * 7) % (rules.length + 1), 0, rule)
        const other = names[(chain + at) % names.length] ?? ''
        if (what === 'elsewhere') fake.disturb(family, other, (others) => others.push(rule))
      })
  }
}

function disturbAll(fake: FakeTables, done: readonly Act[]): void {
  for (const [nth, act] of done.entries()) disturb(fake, act, nth)
}

const edited = (project: Project, all: readonly MakeEdit[]): Project =>
  all.reduce((now, make) => {
    const next = applyEdit(now, make(now))
    return next.ok ? next.value : now
  }, project)

function applied(all: readonly MakeEdit[], how: Parameters<typeof compile>[2]) {
  const ruleset = compile(edited(articleSevenRules, all), 'compute1', how)
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  const fake = new FakeTables()
  for (const transaction of planSync(ruleset.value, fake.dump()).transactions) fake.apply(transaction)
  return { fake, ruleset: ruleset.value, readBack: fake.dump() }
}

const foreignRules = (fake: FakeTables): string[] =>
  fake
    .dump()
    .tables.flatMap(({ family, table, chains }) =>
      chains.flatMap(({ name, rules }) =>
        rules.filter(({ mark }) => mark === null).map(({ text }) => `${family} ${table} ${name} ${text}`),
      ),
    )

/** What an item is about, whatever its place has become. */
const about = ({ kind, what, family, table, chain, mark, was, now }: DriftItem): string =>
  [kind, what, family, table, chain, mark, was, now].join(' ')

describe('drift', () => {
  test('is there exactly when the kernel does not hold what was applied', () => {
    let drifted = 0
    fc.assert(
      fc.property(edits(8), settings, acts, (all, how, done) => {
        const { fake, ruleset, readBack } = applied(all, how)
        const expected = expectedOf({ ruleset, readBack })
        expect(driftOf(expected, fake.dump())).toEqual([])
        disturbAll(fake, done)
        const drift = driftOf(expected, fake.dump())
        expect(drift.length === 0).toBe(holdsWhatWasApplied(ruleset, readBack, fake.dump()))
        expect(new Set(drift.map(({ id }) => id)).size).toBe(drift.length)
        if (drift.length > 0) drifted += 1
      }),
      { numRuns: 400 },
    )
    expect(drifted).toBeGreaterThan(200)
  })

  test('is gone when all of it is put back; rules of others in hooks and in their own chains stay', () => {
    fc.assert(
      fc.property(edits(8), settings, acts, (all, how, done) => {
        const { fake, ruleset, readBack } = applied(all, how)
        const expected = expectedOf({ ruleset, readBack })
        disturbAll(fake, done)
        const drift = driftOf(expected, fake.dump())
        const amongOurs = new Set(
          drift
            .filter((item) => isOfOthers(item) && expected.ours.has(item.chain))
            .map((item) => `${item.family} ${item.table} ${item.chain} ${item.now}`),
        )
        const others = foreignRules(fake).filter((line) => !amongOurs.has(line))
        const plan = planPutBack(expected, fake.dump(), drift, new Set(drift.map(({ id }) => id)))
        for (const transaction of Plan.parse(plan).transactions) fake.apply(transaction)
        expect(driftOf(expected, fake.dump())).toEqual([])
        expect(holdsWhatWasApplied(ruleset, readBack, fake.dump())).toBe(true)
        expect(foreignRules(fake)).toEqual(others)
      }),
      { numRuns: 400 },
    )
  })

  test('that is not chosen stays; what is chosen is gone', () => {
    fc.assert(
      fc.property(edits(8), settings, acts, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (all, how, done, coins) => {
        const { fake, ruleset, readBack } = applied(all, how)
        const expected = expectedOf({ ruleset, readBack })
        disturbAll(fake, done)
        const drift = driftOf(expected, fake.dump())
        const chosen = new Set(drift.filter((_, at) => coins[at % coins.length]).map(({ id }) => id))
        const hooks = new Set([...expected.chains.values()].filter(({ role }) => role === 'hook').map(({ name }) => name))
        const plan = planPutBack(expected, fake.dump(), drift, chosen)
        for (const transaction of plan.transactions) fake.apply(transaction)
        const left = new Set(driftOf(expected, fake.dump()).map(about))
        // A hook is brought in order as a whole, and a missing chain comes with all that needs it.
        const plain = drift.filter(({ chain, what }) => !hooks.has(chain) && what === 'rule')
        const lasting = plain.filter(({ id, kind }) => !chosen.has(id) && kind !== 'moved' && kind !== 'missing')
        for (const item of lasting) expect(left).toContain(about(item))
        const others = drift.filter((item) => isOfOthers(item) && !chosen.has(item.id)).length
        if (others === 0) return
        expect([...left].filter((words) => words.startsWith('foreign')).length).toBeGreaterThanOrEqual(
          Math.min(1, lasting.filter(isOfOthers).length),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('of one rule put back leaves no trace of it', () => {
    fc.assert(
      fc.property(edits(6), settings, acts, fc.nat(), (all, how, done, pick) => {
        const { fake, ruleset, readBack } = applied(all, how)
        const expected = expectedOf({ ruleset, readBack })
        disturbAll(fake, done)
        const drift = driftOf(expected, fake.dump())
        const item = drift[pick % Math.max(1, drift.length)]
        if (item === undefined) return
        for (const transaction of planPutBack(expected, fake.dump(), drift, new Set([item.id])).transactions)
          fake.apply(transaction)
        expect(
          driftOf(expected, fake.dump()).filter((left) => left.kind === item.kind && about(left) === about(item)).length,
        ).toBeLessThan(drift.filter((other) => about(other) === about(item)).length)
      }),
      { numRuns: 400 },
    )
  })
})
