import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { markOf } from '#shared/ruleset/mark'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { cutPlan } from '#shared/sync/cut'
import { inStep, planSync } from '#shared/sync/plan-sync'
import { printTransaction } from '#shared/sync/print-restore'
import { FakeTables } from '../support/fake-tables.ts'
import { edits, type MakeEdit } from './arbitraries.ts'

const HOST = 'compute1'
const settings = fc.record({ enableIpset: fc.boolean(), ipv6: fc.boolean(), firewallDriver: fc.constantFrom('hybrid', 'iptables') })

function edited(project: Project, all: readonly MakeEdit[]): Project {
  return all.reduce((now, make) => {
    const next = applyEdit(now, make(now))
    return next.ok ? next.value : now
  }, project)
}

function ruleset(project: Project, how: Parameters<typeof compile>[2]): Ruleset {
  const result = compile(project, HOST, how)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const bring = (fake: FakeTables, want: Ruleset, maxBytes?: number): void => {
  for (const transaction of cutPlan(planSync(want, fake.dump()), maxBytes).transactions) fake.apply(transaction)
}

/** Foreign rules at any place of any chain, and rules of ours taken away, doubled or moved. */
const disturbance = fc.array(
  fc.record({ chain: fc.nat(1000), at: fc.nat(1000), what: fc.constantFrom('foreign', 'remove', 'double', 'move', 'chain') }),
  { maxLength: 8 },
)

function disturb(fake: FakeTables, acts: readonly { chain: number; at: number; what: string }[]): void {
  acts.forEach(({ chain, at, what }, nth) => {
    const names = fake.chainNames('ipv4')
    const name = names[chain % names.length] ?? ''
    const length = fake.rules('ipv4', name).length
    const place = at % Math.max(1, length)
    if (what === 'foreign') fake.addForeign('ipv4', name, place + 1, `-p tcp -m tcp --dport ${nth} -j ACCEPT`)
    else if (what === 'chain') fake.addForeign('ipv4', `FOREIGN-${nth}`, 1, '-j DROP')
    else
      fake.disturb('ipv4', name, (rules) => {
        const rule = rules[place]
        if (rule === undefined) return
        if (what !== 'double') rules.splice(place, 1)
        if (what !== 'remove') rules.splice((at * 7) % (rules.length + 1), 0, what === 'double' ? { ...rule } : rule)
      })
  })
}

const foreign = (fake: FakeTables): string[] =>
  fake
    .dump()
    .tables.flatMap(({ family, chains }) =>
      chains.flatMap(({ name, rules }) => rules.map((r) => ({ name: `${family} ${name}`, ...r }))),
    )
    .filter(({ mark }) => mark === null)
    .map(({ name, text }) => `${name} ${text}`)

/** For each chain the counters of its marked rules in their order. */
function numbersByChain(fake: FakeTables): Map<string, Map<string, number>> {
  return new Map(
    (['ipv4', 'ipv6'] as const).flatMap((family) =>
      fake.chainNames(family).map((name) => {
        const rules = fake.rules(family, name).map((rule) => [rule.mark ?? '', rule.counter.packets] as const)
        return [`${family} ${name}`, new Map(rules)] as const
      }),
    ),
  )
}

describe('a plan', () => {
  test('arrives, and the next one is empty', () => {
    fc.assert(
      fc.property(edits(12), settings, edits(12), settings, disturbance, (first, how, second, then, acts) => {
        const before = edited(articleSevenRules, first)
        const fake = new FakeTables()
        bring(fake, ruleset(before, how))
        expect(inStep(ruleset(before, how), fake.dump())).toBe(true)
        disturb(fake, acts)
        const others = foreign(fake)
        const want = ruleset(edited(before, second), then)
        bring(fake, want)
        expect(planSync(want, fake.dump()).transactions).toEqual([])
        expect(foreign(fake)).toEqual(others)
      }),
      { numRuns: 300 },
    )
  })

  test('arrives as well when it is cut after every step', () => {
    fc.assert(
      fc.property(edits(12), settings, edits(12), settings, (first, how, second, then) => {
        const before = edited(articleSevenRules, first)
        const fake = new FakeTables()
        bring(fake, ruleset(before, how), 1)
        const want = ruleset(edited(before, second), then)
        bring(fake, want, 1)
        expect(inStep(want, fake.dump())).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('leaves rules that stay untouched, with their counters', () => {
    fc.assert(
      fc.property(edits(8), edits(8), settings, (first, second, how) => {
        const before = edited(articleSevenRules, first)
        const fake = new FakeTables()
        bring(fake, ruleset(before, how))
        fake.allRules().forEach((rule, at) => {
          rule.counter.packets = at + 1
        })
        const want = ruleset(edited(before, second), how)
        const was = numbersByChain(fake)
        bring(fake, want)
        const is = numbersByChain(fake)
        for (const [chain, rules] of is) {
          const common = [...rules.keys()].filter((mark) => was.get(chain)?.has(mark))
          const order = [...(was.get(chain)?.keys() ?? [])].filter((mark) => rules.has(mark))
          // Unbinding a group and binding it again moves its rules behind those of others; then some have to be written anew.
          if (common.join() !== order.join()) continue
          for (const mark of common) expect([mark, rules.get(mark)]).toEqual([mark, was.get(chain)?.get(mark)])
        }
      }),
      { numRuns: 150 },
    )
  })

  test('is cut below the limit, nothing lost and in order', () => {
    fc.assert(
      fc.property(edits(6), settings, fc.integer({ min: 600, max: 4000 }), (all, how, maxBytes) => {
        const plan = planSync(ruleset(edited(articleSevenRules, all), how), { tables: [], sets: [] })
        const cut = cutPlan(plan, maxBytes)
        const steps = (transactions: typeof plan.transactions): unknown[] =>
          transactions.flatMap((t): unknown[] => (t.on === 'table' ? t.steps : [t]))
        expect(steps(cut.transactions)).toEqual(steps(plan.transactions))
        for (const transaction of cut.transactions)
          if (transaction.on === 'table') expect(printTransaction(transaction).length).toBeLessThanOrEqual(maxBytes)
      }),
    )
  })

  test('keeps every mark in a ruleset different', () => {
    fc.assert(
      fc.property(edits(15), settings, (all, how) => {
        const marks = ruleset(edited(articleSevenRules, all), how).tables.flatMap(({ family, table, chains }) =>
          chains.flatMap(({ name, rules }) => rules.map((rule) => markOf(family, table, name, rule))),
        )
        expect(new Set(marks).size).toBe(marks.length)
        for (const mark of marks) expect(mark).toMatch(/^tw:[0-9a-z.]{1,21}$/)
      }),
    )
  })
})
