import { afterEach, describe, expect, it } from 'vitest'
import { openSession, type Session } from '#electron/session/session'
import { articleSevenRules } from '#shared/project/article'
import { ok } from '#shared/result'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** Rules on trial, over a lab in memory: what was applied before is told again when it is back. */
let session: Session | null = null
afterEach(() => session?.close())

async function opened(): Promise<{ own: Session; lab: FakeLab }> {
  const lab = fakeLab()
  const own = openSession({ project: articleSevenRules, program: 'test', now: Date.now, startLab: async () => ok(lab.client) })
  session = own
  await own.startLab()
  return { own, lab }
}
const revision = (own: Session): number => own.projects.state.get().revision
const editOn = (own: Session) => {
  const [group] = own.projects.state.get().project.securityGroups
  own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
}
const state = (own: Session) => own.state.get()

describe('rules on trial', () => {
  it('are kept when somebody says so', async () => {
    const { own } = await opened()
    expect(await own.applies.apply(revision(own), 30)).toMatchObject({ ok: true })
    expect(state(own)).toMatchObject({
      trial: { revision: 1, seconds: 30 },
      lastApply: { outcome: 'trial' },
      kernel: { inStep: true },
    })
    expect(await own.applies.apply(revision(own), 30)).toMatchObject({ ok: false, error: { kind: 'busy' } })
    expect(await own.applies.confirm()).toMatchObject({ ok: true })
    expect(state(own)).toMatchObject({ trial: null, lastApply: { outcome: 'kept' } })
    expect(await own.applies.confirm()).toMatchObject({ ok: false, error: { kind: 'drift' } })
  })

  it('go when the time is over, and what was applied before is applied again', async () => {
    const { own, lab } = await opened()
    await own.applies.apply(revision(own), null)
    editOn(own)
    const edited = own.projects.state.get().project
    await own.applies.apply(revision(own), 30)
    expect(own.projects.state.get().applied?.revision).toBe(2)
    lab.timeIsOver('apply-2')
    await expect.poll(() => state(own).lastApply?.outcome).toBe('timed-out')
    await expect.poll(() => state(own).kernel?.inStep).toBe(true)
    expect(state(own).trial).toBeNull()
    expect(own.projects.state.get()).toMatchObject({ applied: { revision: 1 }, project: edited })
  })

  it('go at once when somebody says so, the first ones of all, too', async () => {
    const { own } = await opened()
    await own.applies.apply(revision(own), 5)
    expect(await own.applies.extend(600)).toMatchObject({ ok: true })
    expect(state(own).trial).toMatchObject({ seconds: 600 })
    expect(await own.applies.revert()).toMatchObject({ ok: true })
    expect(state(own)).toMatchObject({ trial: null, lastApply: { outcome: 'reverted' } })
    expect(own.projects.state.get().applied).toBeNull()
    expect(own.rules.get().dump.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))).toEqual([])
  })

  it('an apply that changes nothing is no trial', async () => {
    const { own } = await opened()
    await own.applies.apply(revision(own), null)
    expect(await own.applies.apply(revision(own), 30)).toMatchObject({ ok: true, value: { transactions: 0 } })
    expect(state(own)).toMatchObject({ trial: null, lastApply: { outcome: 'kept' } })
  })

  it('a review says what an apply would do, and writes nothing', async () => {
    const { own, lab } = await opened()
    await own.applies.apply(revision(own), null)
    editOn(own)
    const before = lab.tables('compute1').dump()
    const review = await own.applies.review(revision(own))
    if (!review.ok) throw new Error(JSON.stringify(review.error))
    expect(lab.tables('compute1').dump()).toEqual(before)
    const steps = review.value.hosts.flatMap(({ plan }) =>
      plan.transactions.flatMap((each) => (each.on === 'table' ? each.steps : [])),
    )
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.every((step) => step.do === 'delete')).toBe(true)
    expect(await own.applies.review(revision(own) - 1)).toMatchObject({ ok: false, error: { kind: 'drift' } })
    expect(review.value).toMatchObject({ from: { revision: 1 }, hosts: [{ asLeft: true }, { asLeft: true }] })
    lab.tables('compute1').disturb('ipv4', 'neutron-openvswi-sg-chain', (rules) => void rules.pop())
    expect(await own.applies.review(revision(own))).toMatchObject({
      ok: true,
      value: { hosts: [{ asLeft: false }, { asLeft: true }] },
    })
  })

  it('of rules on trial a review says what their apply has done, whatever was edited since', async () => {
    const { own } = await opened()
    await own.applies.apply(revision(own), null)
    editOn(own)
    const before = await own.applies.review(2)
    await own.applies.apply(2, 30)
    editOn(own)
    const onTrial = await own.applies.review(2)
    if (!before.ok || !onTrial.ok) throw new Error('no review')
    expect(onTrial.value).toEqual(before.value)
    await own.applies.confirm()
    expect(await own.applies.review(2)).toMatchObject({ ok: false, error: { kind: 'drift' } })
  })
})
