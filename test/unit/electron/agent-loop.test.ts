import { afterEach, describe, expect, it } from 'vitest'
import { openSession, type Session } from '#electron/session/session'
import { compile } from '#shared/compile/compile'
import { articleSevenRules } from '#shared/project/article'
import type { Port, Project, Release } from '#shared/project/schema'
import { ok } from '#shared/result'
import { planSync } from '#shared/sync/plan-sync'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** What the agents make of devices that come and go, over a lab in memory. */
let session: Session | null = null
afterEach(() => session?.close())

const isVm = ({ deviceOwner, hostName }: Port) => hostName === 'compute1' && deviceOwner.startsWith('compute:')
const [vm, other] = articleSevenRules.ports.filter(isVm)
if (vm === undefined || other === undefined) throw new Error('the example lacks its VMs')
const withRelease = (release: Release): Project => ({
  ...articleSevenRules,
  hosts: articleSevenRules.hosts.map((host) => ({ ...host, release })),
})

async function opened(project = articleSevenRules): Promise<{ own: Session; lab: FakeLab }> {
  const lab = fakeLab()
  const own = openSession({ project, program: 'test', now: Date.now, startLab: async () => ok(lab.client) })
  session = own
  await own.startLab()
  return { own, lab }
}
const apply = (own: Session, trial: number | null = null) => own.applies.apply(own.projects.state.get().revision, trial)
/** The other host has no ports, and its agent hears of all that is said to every agent. */
const turns = (own: Session) => own.agent.state.get().turns.filter(({ host }) => host === 'compute1')
const asked = (lab: FakeLab) => lab.asked.filter((verb) => verb === 'apply').length
const quiet = async (own: Session) => {
  await expect.poll(() => own.agent.state.get().waiting).toBeNull()
}
const chains = (lab: FakeLab, { id }: Port) =>
  lab
    .tables('compute1')
    .chainNames('ipv4')
    .filter((name) => name.endsWith(id.slice(0, 10)))
/** What a second turn would have to do. */
const left = (own: Session, lab: FakeLab, unplugged: readonly string[], project = articleSevenRules) => {
  const ruleset = compile(project, 'compute1', {}, { unplugged: new Set(unplugged) })
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  expect(own.state.get().drift).toEqual([])
  return planSync(ruleset.value, lab.tables('compute1').dump()).transactions
}

describe('the loop of an agent', () => {
  it('takes the chains of a device away that went, and makes them again when it is back', async () => {
    const { own, lab } = await opened()
    await apply(own)
    expect(chains(lab, vm)).toHaveLength(3)
    expect(await own.plug(vm.id, false)).toMatchObject({ ok: true })
    expect(own.state.get().lab.unplugged).toEqual([vm.id])
    await expect.poll(() => chains(lab, vm)).toEqual([])
    expect(chains(lab, other)).toHaveLength(3)
    await quiet(own)
    expect(left(own, lab, [vm.id])).toEqual([])
    expect(own.state.get().kernel?.inStep).toBe(true)
    expect(turns(own)[0]).toMatchObject({
      ...{ by: 'agent', host: 'compute1', attempt: 1, error: null, refreshed: { count: 0 }, removed: { ids: [vm.id], count: 1 } },
      notices: [{ from: 'agent', kind: 'unplugged', about: { ids: [vm.id], count: 1 }, message: null }],
      tells: [{ call: 'update_device_down', ports: 1 }],
    })
    expect(turns(own)[0]?.plan?.tables.every(({ comes, goes }) => comes === 0 && goes > 0)).toBe(true)
    await own.plug(vm.id, true)
    await expect.poll(() => chains(lab, vm)).toHaveLength(3)
    await quiet(own)
    expect(left(own, lab, [])).toEqual([])
    expect(turns(own)[0]).toMatchObject({ notices: [{ kind: 'plugged' }], prepared: { count: 1 } })
    const lines = own.agent.lines(turns(own)[0]?.id ?? 0)
    if (!lines.ok) throw new Error('no lines')
    expect(lines.value.chains.filter(({ how }) => how === 'new').length).toBeGreaterThan(2)
    expect(
      lines.value.chains.flatMap((chain) => chain.lines).every(({ kind, text }) => kind === 'comes' && !text.includes('tw:')),
    ).toBe(true)
    expect(own.agent.lines(4711)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
  })

  it('writes nothing where nothing was applied, and an apply leaves out what is unplugged', async () => {
    const { own, lab } = await opened()
    lab.link(vm.id, false)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(lab.asked).not.toContain('apply')
    expect(turns(own)).toEqual([])
    await apply(own)
    expect(chains(lab, vm)).toEqual([])
    expect(left(own, lab, [vm.id])).toEqual([])
    expect(own.state.get().kernel?.inStep).toBe(true)
    expect(turns(own)[0]).toMatchObject({ by: 'apply', notices: [{ kind: 'plugged', about: { ids: [other.id] } }] })
    // The next plan is against what is plugged in.
    const nothing = { plan: { transactions: [] } }
    expect(await own.applies.review(1)).toMatchObject({ ok: true, value: { hosts: [nothing, nothing] } })
  })

  it('does all that comes close together in one turn or two', async () => {
    const { own, lab } = await opened()
    await apply(own)
    const before = turns(own).length
    for (let n = 0; n < 10; n++) for (const { id } of [vm, other]) lab.link(id, n % 2 === 1)
    lab.link(vm.id, false)
    lab.link(other.id, false)
    await expect.poll(() => [...chains(lab, vm), ...chains(lab, other)]).toEqual([])
    await quiet(own)
    expect(turns(own).length - before).toBeLessThan(3)
    expect(turns(own)[0]).toMatchObject({ notices: [{ kind: 'unplugged', about: { count: 2 } }], removed: { count: 2 } })
    expect(left(own, lab, [vm.id, other.id])).toEqual([])
  })

  it('waits for an apply that is under way, and for the end of a trial', async () => {
    const { own, lab } = await opened()
    await apply(own)
    const [group] = own.projects.state.get().project.securityGroups
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
    const before = asked(lab)
    const release = lab.hold('apply')
    const applying = apply(own, 30)
    await expect.poll(() => asked(lab)).toBe(before + 1)
    lab.link(vm.id, false)
    expect(own.agent.state.get().waiting).toMatchObject({ why: 'apply', ports: 1 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    release()
    expect(await applying).toMatchObject({ ok: true })
    await expect.poll(() => own.agent.state.get().waiting).toMatchObject({ why: 'trial', ports: 1 })
    expect(chains(lab, vm)).toHaveLength(3)
    expect(await own.applies.revert()).toMatchObject({ ok: true })
    await expect.poll(() => chains(lab, vm)).toEqual([])
    await quiet(own)
    // The former rules, without the device.
    expect(left(own, lab, [vm.id])).toEqual([])
    expect(turns(own).map(({ by }) => by)).toEqual(['agent', 'revert', 'apply', 'apply'])
    expect(turns(own)[1]).toMatchObject({ notices: [{ kind: 'rules' }], plan: null })
  })

  it('an apply waits for a turn that is under way', async () => {
    const { own, lab } = await opened()
    await apply(own)
    const before = asked(lab)
    const release = lab.hold('apply')
    lab.link(vm.id, false)
    await expect.poll(() => asked(lab)).toBe(before + 1)
    const applying = apply(own)
    release()
    expect(await applying).toMatchObject({ ok: true, value: { transactions: 0 } })
    expect(left(own, lab, [vm.id])).toEqual([])
  })

  it('leaves the edits of the project to the person', async () => {
    const { own, lab } = await opened()
    await apply(own)
    const [group] = own.projects.state.get().project.securityGroups
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
    lab.link(vm.id, false)
    await expect.poll(() => chains(lab, vm)).toEqual([])
    await quiet(own)
    expect(left(own, lab, [vm.id])).toEqual([])
    expect(own.projects.state.get().applied?.revision).toBe(1)
  })

  it('hears of the edits of an apply by the calls of the release', async () => {
    const { own } = await opened(withRelease('25.2'))
    await apply(own)
    const group = own.projects.state.get().project.securityGroups.find(({ id }) => vm.securityGroupIds.includes(id))
    own.projects.edit({ do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' })
    await apply(own)
    const message = { call: 'push', object: 'SecurityGroupRule', heard: 'security_groups_rule_updated' }
    expect(turns(own)[0]).toMatchObject({ by: 'apply', notices: [{ kind: 'rules', message }], refreshed: { ids: [vm.id] } })
    expect(turns(own)[0]?.asks).toEqual([{ call: 'security_group_info_for_devices', ports: 1, cached: true }])
  })

  it('tries again what failed, and tells of both', async () => {
    const { own, lab } = await opened()
    await apply(own)
    lab.failNext('apply')
    lab.link(vm.id, false)
    await expect.poll(() => turns(own)[0]?.error).toMatchObject({ kind: 'busy' })
    expect(own.agent.state.get().waiting).toMatchObject({ why: 'again' })
    await expect.poll(() => chains(lab, vm), { timeout: 5000 }).toEqual([])
    await quiet(own)
    expect(turns(own).slice(0, 2)).toMatchObject([{ attempt: 2, error: null }, { attempt: 1 }])
  })

  it('ends with its lab', async () => {
    const { own, lab } = await opened()
    await apply(own)
    const before = asked(lab)
    lab.hold('apply')
    lab.link(vm.id, false)
    await expect.poll(() => asked(lab)).toBe(before + 1)
    lab.die()
    expect(own.state.get().lab).toMatchObject({ state: 'lost', unplugged: [] })
    expect(own.agent.state.get().waiting).toBeNull()
    expect(await own.plug(vm.id, true)).toMatchObject({ ok: false, error: { kind: 'helper-lost' } })
  })
})
