import { afterEach, describe, expect, it } from 'vitest'
import { openSession, type Session } from '#electron/session/session'
import type { PingEvent } from '#shared/contract/states'
import { articleSevenRules } from '#shared/project/article'
import { ok } from '#shared/result'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** What main promises, over a lab in memory. */
let session: Session | null = null
afterEach(async () => {
  await session?.close()
})

async function opened(): Promise<{ session: Session; labs: FakeLab[] }> {
  const labs: FakeLab[] = []
  const own = openSession({
    project: articleSevenRules,
    program: 'test',
    now: Date.now,
    startLab: async () => {
      const lab = fakeLab()
      labs.push(lab)
      return ok(lab.client)
    },
  })
  session = own
  expect(await own.startLab()).toMatchObject({ ok: true })
  return { session: own, labs }
}

const revisionOf = (own: Session): number => own.projects.state.get().revision
const last = async (events: AsyncGenerator<PingEvent, void, void>): Promise<PingEvent | null> => {
  let event: PingEvent | null = null
  for await (event of events);
  return event
}
const vm1 = articleSevenRules.vms.find((vm) => vm.name === 'vm1')?.id ?? ''
const request = { from: vm1, to: '192.168.1.115', count: 1, interval: 1, size: 56 }

describe('session', () => {
  it('applies what was seen, remembers it, and is then in step', async () => {
    const { session: own } = await opened()
    const applied = await own.applies.apply(revisionOf(own), null)
    expect(applied).toMatchObject({ ok: true, value: { revision: 1 } })
    expect(own.projects.state.get().applied?.project).toBe(articleSevenRules)
    expect(own.state.get()).toMatchObject({ applying: null, lastApply: { revision: 1, error: null }, kernel: { inStep: true } })
    expect(Object.values(own.rules.get().origins).some(({ kind }) => kind === 'group-rule')).toBe(true)
    expect(await own.applies.apply(revisionOf(own), null)).toMatchObject({ ok: true, value: { transactions: 0 } })
  })
  it('refuses to apply another revision than the one that was seen', async () => {
    const { session: own } = await opened()
    own.projects.edit({ do: 'project.rename', name: 'other' })
    expect(await own.applies.apply(1, null)).toMatchObject({ ok: false, error: { kind: 'drift' } })
    expect(own.projects.state.get().applied).toBeNull()
  })
  it('a second apply is busy while the first is under way, and the first is not disturbed', async () => {
    const { session: own, labs } = await opened()
    const release = labs[0]?.hold('apply')
    const first = own.applies.apply(revisionOf(own), null)
    expect(await own.applies.apply(revisionOf(own), null)).toMatchObject({ ok: false, error: { kind: 'busy' } })
    release?.()
    expect(await first).toMatchObject({ ok: true })
  })
  it('describes the rules by what was applied last', async () => {
    const { session: own } = await opened()
    await own.applies.apply(revisionOf(own), null)
    const before = Object.keys(own.rules.get().origins).length
    const [group] = own.projects.state.get().project.securityGroups
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
    await own.applies.apply(revisionOf(own), null)
    expect(Object.keys(own.rules.get().origins).length).toBeLessThan(before)
    expect(own.state.get().kernel?.inStep).toBe(true)
  })
  it('is not in step when a rule of ours, or one among ours, is another than was applied', async () => {
    const { session: own, labs } = await opened()
    const tables = labs[0]?.tables('compute1')
    const inStep = async () => {
      await own.readKernel()
      return own.state.get().kernel?.inStep
    }
    await own.applies.apply(revisionOf(own), null)
    expect(await inStep()).toBe(true)
    const chain = 'neutron-openvswi-sg-fallback'
    tables?.disturb('ipv4', chain, (rules) => {
      const [rule] = rules
      if (rule !== undefined) rules[0] = { ...rule, text: rule.text.replace('DROP', 'ACCEPT') }
    })
    expect(await inStep()).toBe(false)
    expect(await own.applies.apply(revisionOf(own), null)).toMatchObject({ ok: true, value: { transactions: 1 } })
    expect(await inStep()).toBe(true)
    tables?.addForeign('ipv4', chain, 1, '-j ACCEPT')
    expect(await inStep()).toBe(false)
  })
  it('a lost lab takes applied and kernel with it', async () => {
    const { session: own, labs } = await opened()
    await own.applies.apply(revisionOf(own), null)
    labs[0]?.die()
    expect(own.state.get()).toMatchObject({ lab: { state: 'lost' }, kernel: null })
    expect(own.projects.state.get().applied).toBeNull()
    expect(await own.applies.apply(revisionOf(own), null)).toMatchObject({ ok: false, error: { kind: 'helper-lost' } })
  })
  it('an apply that outlives its lab is no apply', async () => {
    const { session: own, labs } = await opened()
    const release = labs[0]?.hold('apply')
    const applying = own.applies.apply(revisionOf(own), null)
    await new Promise((resolve) => setTimeout(resolve, 10))
    await own.startLab()
    release?.()
    expect((await applying).ok).toBe(false)
    expect(own.projects.state.get().applied).toBeNull()
    expect(own.state.get().applying).toBeNull()
    expect(own.state.get().lastApply?.error).toMatchObject({ kind: 'helper-lost' })
  })
  it('one test at a time, after a quiet second, from a machine and to an address', async () => {
    const { session: own, labs } = await opened()
    expect(await last(own.ping({ ...request, from: 'nobody' }))).toMatchObject({ kind: 'failed', error: { kind: 'invalid' } })
    expect(await last(own.ping({ ...request, to: 'nowhere' }))).toMatchObject({
      kind: 'failed',
      error: { issues: [{ code: 'ping.no-address' }] },
    })
    const begun = Date.now()
    const first = last(own.ping(request))
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await last(own.ping(request))).toMatchObject({ kind: 'failed', error: { kind: 'busy' } })
    expect(await first).toMatchObject({ kind: 'ended' })
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1000)
    expect(labs[0]?.asked.filter((verb) => verb === 'ping')).toHaveLength(1)
    expect(own.state.get().pinging).toBe(false)
  })
})
