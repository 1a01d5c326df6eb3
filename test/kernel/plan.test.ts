import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { emptyDump, withoutMark } from '#shared/netfilter/dump'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { cutPlan } from '#shared/sync/cut'
import { inStep, planSync } from '#shared/sync/plan-sync'
import { edits, type MakeEdit } from '../property/arbitraries.ts'
import { must, startTestLab, type TestLab } from './lab.ts'

/** Plans between random projects, written to a real kernel: they arrive, and the kernel prints what the compiler wrote. */
const HOST = 'compute1'
let lab: TestLab
beforeAll(async () => {
  lab = await startTestLab(articleSevenRules)
})
afterAll(() => lab.close())

const settings = fc.record({ enableIpset: fc.boolean(), ipv6: fc.boolean() })

const edited = (project: Project, all: readonly MakeEdit[]): Project =>
  all.reduce((now, make) => {
    const next = applyEdit(now, make(now))
    return next.ok ? next.value : now
  }, project)

const dump = async () => (await lab.ask('read', { host: HOST, known: null })).dump ?? emptyDump

async function bring(want: Ruleset): Promise<void> {
  const plan = cutPlan(planSync(want, await dump()))
  if (plan.transactions.length > 0) await lab.ask('apply', { plan, trial: null })
}

/** Our rules of one family as the kernel prints them, without marks. */
async function kernelLines(family: 'ipv4' | 'ipv6'): Promise<string[]> {
  const { tables } = await dump()
  return tables
    .filter((table) => table.family === family && table.table === 'filter')
    .flatMap(({ chains }) => chains.flatMap(({ name, rules }) => rules.map(({ text }) => `-A ${name} ${withoutMark(text)}`)))
    .sort()
}

describe('a plan in the kernel', () => {
  it('arrives from wherever the last one left off, and reads back as it was compiled', async () => {
    await fc.assert(
      fc.asyncProperty(edits(12), settings, async (all, how) => {
        const want = must(compile(edited(articleSevenRules, all), HOST, how))
        await bring(want)
        expect(inStep(want, await dump())).toBe(true)
        const written = compileJson(want)
        expect(await kernelLines('ipv4')).toEqual([...(written.iptables['filter'] ?? [])].sort())
        expect(await kernelLines('ipv6')).toEqual([...(written.ip6tables['filter'] ?? [])].sort())
      }),
      { numRuns: 60 },
    )
  })
})

describe('a large plan in the kernel', () => {
  it('takes many rules away again, though their text is short', async () => {
    const group = articleSevenRules.securityGroups[0]
    if (group === undefined) throw new Error('the article has a group')
    const many = Array.from({ length: 600 }, (_, at) => ({
      ...group.rules[0],
      id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      direction: 'ingress' as const,
      ethertype: 'IPv4' as const,
      protocol: 'tcp',
      portRangeMin: 1000 + at,
      portRangeMax: 1000 + at,
      remoteIpPrefix: null,
      remoteGroupId: null,
      remoteAddressGroupId: null,
      description: '',
    }))
    const full: Project = {
      ...articleSevenRules,
      securityGroups: articleSevenRules.securityGroups.map((g) => (g.id === group.id ? { ...g, rules: many } : g)),
    }
    const empty: Project = {
      ...full,
      securityGroups: full.securityGroups.map((g) => (g.id === group.id ? { ...g, rules: [] } : g)),
    }
    for (const project of [full, empty, full, articleSevenRules]) {
      const want = must(compile(project, HOST))
      await bring(want)
      expect(inStep(want, await dump())).toBe(true)
    }
  })
})
