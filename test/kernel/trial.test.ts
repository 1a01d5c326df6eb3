import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { labTopology } from '#shared/helper/lab-topology'
import { type Dump, emptyDump } from '#shared/netfilter/dump'
import { articleSevenRules as project } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { plannedFrom } from '#shared/sync/prints'
import { edits } from '../property/arbitraries.ts'
import { must, startTestLab, type TestLab } from './lab.ts'

/** What was there before a plan comes back: rule by rule as the kernel printed it, with its counters, and others' rules in their places. */
const HOST = 'compute1'
let lab: TestLab
beforeAll(async () => {
  lab = await startTestLab(project)
})
beforeEach(async () => {
  await lab.ask('build', { topology: must(labTopology(project)) })
})
afterAll(() => lab.close())

const read = async () => {
  const { dump, packets } = await lab.ask('read', { host: HOST, known: null })
  return { dump: dump ?? emptyDump, packets }
}
const sorted = ({ tables, sets }: Dump): unknown => ({
  tables: tables.map(({ chains, ...table }) => ({ ...table, chains: chains.toSorted((a, b) => (a.name < b.name ? -1 : 1)) })),
  sets: sets.map((set) => ({ ...set, members: set.members.toSorted() })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
})
const planned = async (to = project, settings: Parameters<typeof compile>[2] = {}) =>
  cutPlan(planSync(must(compile(to, HOST, settings)), (await read()).dump))
const changed = (all: Parameters<typeof applyEdit>[1][]) => all.reduce((now, edit) => must(applyEdit(now, edit)), project)
const [group] = project.securityGroups
const withoutRule = () => changed([{ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' }])

describe('a trial', () => {
  it('brings back what was there, from random projects to random projects', { timeout: 120_000 }, async () => {
    let nth = 0
    const settings = fc.record({ enableIpset: fc.boolean(), ipv6: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(edits(8), edits(8), settings, settings, async (first, second, a, b) => {
        const start = first.reduce((now, make) => {
          const next = applyEdit(now, make(now))
          return next.ok ? next.value : now
        }, project)
        const end = second.reduce((now, make) => {
          const next = applyEdit(now, make(now))
          return next.ok ? next.value : now
        }, start)
        await lab.ask('apply', { plan: await planned(start, a), trial: null })
        const before = await read()
        const trial = `random-${++nth}`
        const plan = await planned(end, b)
        await lab.ask('apply', { plan, trial })
        if (plan.transactions.length > 0) await lab.ask('revert', { trial })
        expect(sorted((await read()).dump)).toEqual(sorted(before.dump))
      }),
      { numRuns: 25 },
    )
  })

  it('ends by itself when nobody keeps the rules, and rules come back with their counters', async () => {
    await lab.ask('apply', { plan: await planned(), trial: null })
    await lab.ping('vm2', '91.1.180.14', 3).catch(() => null)
    const before = await read()
    await lab.ask('apply', { plan: await planned(withoutRule()), trial: 'timed' })
    expect(sorted((await read()).dump)).not.toEqual(sorted(before.dump))
    const over = new Promise((resolve) => lab.client.onTrialOver((trial, error) => resolve([trial, error])))
    await lab.ask('trial', { trial: 'timed', seconds: 5 })
    expect(await over).toEqual(['timed', null])
    const after = await read()
    expect(after.dump).toEqual(before.dump)
    expect(after.packets).toEqual(before.packets)
    expect(await lab.client.request('confirm', { trial: 'timed' })).toMatchObject({ ok: false, error: { kind: 'drift' } })
  })

  it('that is kept stays, and its clock is stopped', async () => {
    await lab.ask('apply', { plan: await planned(), trial: 'kept' })
    await lab.ask('trial', { trial: 'kept', seconds: 5 })
    await lab.ask('confirm', { trial: 'kept' })
    const kept = await read()
    await delay(5500)
    expect((await read()).dump).toEqual(kept.dump)
    expect((await planned()).transactions).toEqual([])
  })

  it('lets no other trial in, and no plan made from what is no longer there', async () => {
    const plan = await planned()
    await lab.ask('apply', { plan, trial: 'one' })
    const other = await planned(withoutRule())
    expect(await lab.client.request('apply', { plan: other, trial: 'two' })).toMatchObject({ ok: false, error: { kind: 'busy' } })
    expect(await lab.client.request('apply', { plan, trial: 'one' })).toMatchObject({ ok: false, error: { kind: 'drift' } })
    await lab.ask('revert', { trial: 'one' })
    expect((await read()).dump.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))).toEqual([])
  })

  it('a plan that the kernel refuses half-way leaves nothing behind', async () => {
    await lab.ask('apply', { plan: await planned(), trial: null })
    const before = await read()
    const plan = await planned(withoutRule())
    const refused = {
      ...{ on: 'table' as const, family: 'ipv4' as const, table: 'filter' as const },
      steps: [{ do: 'delete' as const, chain: 'neutron-openvswi-sg-chain', at: 999 }],
    }
    const from = [...plan.from, ...chainFrom(before.dump, 'neutron-openvswi-sg-chain')]
    const answer = await lab.client.request('apply', {
      plan: { ...plan, from, transactions: [...plan.transactions, refused] },
      trial: null,
    })
    expect(answer).toMatchObject({ ok: false, error: { kind: 'kernel-refused' } })
    expect(sorted((await read()).dump)).toEqual(sorted(before.dump))
  })
})

function chainFrom(dump: Dump, chain: string) {
  const table = 'filter' as const
  const steps = [{ do: 'delete' as const, chain, at: 1 }]
  return plannedFrom([{ on: 'table', family: 'ipv4', table, steps }], dump)
}
