import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { emptyDump } from '#shared/netfilter/dump'
import { PackedPlan, packPlan } from '#shared/sync/packed-plan'
import type { Plan } from '#shared/sync/plan'
import { planSync } from '#shared/sync/plan-sync'
import { printTransaction } from '#shared/sync/print-restore'
import { FakeTables } from '../support/fake-tables.ts'
import { neutronProject } from './neutron-projects.ts'

const sent = (plan: Plan) => PackedPlan.safeParse(JSON.parse(JSON.stringify(packPlan(plan))))

test('a plan that crossed a pipe is the plan', () => {
  fc.assert(
    fc.property(neutronProject, neutronProject, (first, second) => {
      const fake = new FakeTables()
      for (const project of [first, second]) {
        const compiled = compile(project, project.hosts[0]?.name ?? '')
        if (!compiled.ok) continue
        const plan = planSync(compiled.value, fake.dump())
        const read = sent(plan)
        expect(read.data).toEqual(JSON.parse(JSON.stringify(plan)))
        expect(read.data?.transactions.map(printTransaction)).toEqual(plan.transactions.map(printTransaction))
        for (const transaction of plan.transactions) fake.apply(transaction)
      }
    }),
    { numRuns: 200 },
  )
})

test('what is no step is refused by its place', () => {
  const steps = [
    ...[[], [0], [9, 0], [0, 7], ['0', 0], [0, 0, 0], [1, 0, 0], [1, 0, 5, 'tw:a.b'], [1, 0, 0, 'mark'], [1, 0, 0, 'tw:a.b', 1]],
    ...[[2, 0, 0, 'tw:a.b'], [2, 0, 0, 'tw:a.b', 0], [3, 0], [3, 0, 0], [3, 0, 1, 1], [4, 0, 1], [5]],
  ]
  for (const step of steps) {
    const packed = {
      ...{ host: 'h', from: [], specs: [{ matches: [], target: { kind: 'drop' } }], chains: ['neutron-openvswi-x'] },
      transactions: [{ on: 'table', family: 'ipv4', table: 'filter', steps: [[0, 0], step] }],
    }
    const read = PackedPlan.safeParse(packed)
    expect(read.success, JSON.stringify(step)).toBe(false)
    expect(read.error?.issues[0]?.path).toEqual(['transactions', 0, 'steps', 1])
  }
  expect(
    sent({ host: 'h', from: [], transactions: planSync({ host: 'h', tables: [], sets: [] }, emptyDump).transactions }).success,
  ).toBe(true)
})
