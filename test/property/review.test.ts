import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { type Dump, rowsOf } from '#shared/netfilter/dump'
import { articleSevenRules } from '#shared/project/article'
import { changesBetween } from '#shared/project/changes'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { kernelChange } from '#shared/review/kernel-change'
import { projectChanges } from '#shared/review/project-changes'
import { afterPlan } from '#shared/sync/after-plan'
import { cutPlan } from '#shared/sync/cut'
import { keepsSafeOrder } from '#shared/sync/plan-order'
import { planSync } from '#shared/sync/plan-sync'
import { FakeTables } from '../support/fake-tables.ts'
import { edits, type MakeEdit } from './arbitraries.ts'

const settings = fc.record({ enableIpset: fc.boolean(), ipv6: fc.boolean() })

const edited = (project: Project, all: readonly MakeEdit[]): Project =>
  all.reduce((now, make) => {
    const next = applyEdit(now, make(now))
    return next.ok ? next.value : now
  }, project)

function ruleset(project: Project, how: Parameters<typeof compile>[2]) {
  const result = compile(project, 'compute1', how)
  return result.ok ? result.value : null
}

/** Chains and sets by name: a dump's order of them says nothing. */
const byName = ({ tables, sets }: Dump) => ({
  chains: Object.fromEntries(
    tables.flatMap(({ family, table, chains }) => chains.map((chain) => [`${family} ${table} ${chain.name}`, chain])),
  ),
  sets: Object.fromEntries(sets.map(({ name, members }) => [name, members.toSorted()])),
})

test('what is said of a plan is what a kernel does with it: the dump afterwards, each line of it, and its order', () => {
  fc.assert(
    fc.property(edits(12), edits(12), settings, settings, fc.nat(3), (first, second, how, then, foreign) => {
      const before = edited(articleSevenRules, first)
      const after = edited(before, second)
      const [was, want] = [ruleset(before, how), ruleset(after, then)]
      if (was === null || want === null) return
      const fake = new FakeTables()
      for (const transaction of planSync(was, fake.dump()).transactions) fake.apply(transaction)
      for (let nth = 0; nth < foreign; nth++)
        fake.addForeign('ipv4', fake.chainNames('ipv4')[nth * 3] ?? 'INPUT', 1, `-s 10.0.0.${nth} -j DROP`)
      const dump = fake.dump()
      const packets = rowsOf(dump).map((_, at) => at)
      const plan = cutPlan(planSync(want, dump), 2000)
      for (const transaction of plan.transactions) fake.apply(transaction)

      expect(byName(afterPlan(dump, plan))).toEqual(byName(fake.dump()))
      expect(keepsSafeOrder(dump, plan)).toBe(true)

      const change = kernelChange({ dump, packets, plan })
      const now = byName(fake.dump()).chains
      const old = byName(dump).chains
      const rows = rowsOf(dump)
      for (const { family, table, name, lines } of change.chains) {
        const key = `${family} ${table} ${name}`
        const sides = { before: [] as string[], after: [] as string[] }
        for (const line of lines) {
          if (line.kind !== 'comes') expect(sides.before.push(line.text)).toBe(line.before)
          if (line.kind !== 'goes') expect(sides.after.push(line.text)).toBe(line.after)
          if (line.kind === 'comes') continue
          const row = rows[line.packets]
          expect([row?.chain, row?.rule, row?.text]).toEqual([name, line.before, line.text])
        }
        expect(sides.before).toEqual((old[key]?.rules ?? []).map(({ text }) => text))
        expect(sides.after).toEqual((now[key]?.rules ?? []).map(({ text }) => text))
      }
      for (const { family, table, name } of change.untouched)
        expect(now[`${family} ${table} ${name}`]).toEqual(old[`${family} ${table} ${name}`])
      expect(change.foreign).toMatchObject({ lines: foreign, goes: 0 })

      const changes = projectChanges(before, after)
      expect(changes.length).toBe(changesBetween(before, after).count)
      expect(new Set(changes.map(({ key }) => key)).size).toBe(changes.length)
    }),
    { numRuns: 60 },
  )
})
