import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openSession } from '#electron/session/session'
import { compile } from '#shared/compile/compile'
import { articleSevenRules } from '#shared/project/article'
import type { Release } from '#shared/project/schema'
import { ok } from '#shared/result'
import { planSync } from '#shared/sync/plan-sync'
import { fakeLab } from '../support/fake-lab.ts'
import { edits } from './arbitraries.ts'

/** Devices that come and go between edits and applies, in any order. */
const devices = articleSevenRules.ports.filter(
  ({ hostName, deviceOwner }) => hostName === 'compute1' && deviceOwner.startsWith('compute:'),
)
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('link' as const), nth: fc.nat(devices.length - 1), isIn: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), make: edits(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('apply' as const),
      trial: fc.constantFrom('none' as const, 'kept' as const, 'reverted' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('quiet' as const) }) },
)
const releases = fc.constantFrom<Release>('2014.2', '2015.1', '21.0', '25.2')

describe('after any series of plugs, edits and applies', () => {
  test('the kernel holds what was applied without what is unplugged, and nothing is left to do', { timeout: 240_000 }, () =>
    fc.assert(
      fc.asyncProperty(releases, fc.array(act, { maxLength: 12 }), async (release, acts) => {
        const project = { ...articleSevenRules, hosts: articleSevenRules.hosts.map((host) => ({ ...host, release })) }
        const lab = fakeLab()
        const own = openSession({ project, program: 'test', now: Date.now, startLab: async () => ok(lab.client) })
        await own.startLab()
        const unplugged = new Set<string>()
        const quiet = () => expect.poll(() => own.agent.state.get().waiting, { interval: 10, timeout: 5000 }).toBeNull()
        for (const each of acts) {
          if (each.kind === 'link') {
            const id = devices[each.nth]?.id ?? ''
            if (each.isIn) unplugged.delete(id)
            else unplugged.add(id)
            lab.link(id, each.isIn)
          }
          if (each.kind === 'edit') for (const make of each.make) own.projects.edit(make(own.projects.state.get().project))
          if (each.kind === 'apply') {
            const applied = await own.applies.apply(own.projects.state.get().revision, each.trial === 'none' ? null : 30)
            if (applied.ok && own.state.get().trial !== null)
              await (each.trial === 'kept' ? own.applies.confirm() : own.applies.revert())
          }
          if (each.kind === 'quiet') await quiet()
        }
        await quiet()
        const { applied } = own.projects.state.get()
        const held = lab.tables('compute1').dump()
        if (applied === null) expect(held.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))).toEqual([])
        else {
          const want = compile(applied.project, 'compute1', {}, { unplugged })
          if (!want.ok) throw new Error(JSON.stringify(want.error))
          expect(planSync(want.value, held).transactions).toEqual([])
          await own.readKernel()
          expect(own.state.get()).toMatchObject({ kernel: { inStep: true }, drift: [] })
        }
        await own.close()
      }),
      { numRuns: 25 },
    ),
  )
})
