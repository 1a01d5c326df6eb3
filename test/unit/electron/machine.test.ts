import { afterEach, describe, expect, it } from 'vitest'
import type { HostClient } from '#electron/privilege/host-client'
import type { Machine } from '#electron/session/machine-owner'
import { openSession, type Session } from '#electron/session/session'
import type { TapwallError } from '#shared/errors'
import { articleSevenRules } from '#shared/project/article'
import { err, ok, type Result } from '#shared/result'
import { asHelper, type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** This machine as the target, over a helper in memory. */
const NAME = 'node7.example.org'
let session: Session | null = null
afterEach(async () => {
  await session?.close()
})

interface Stage {
  readonly session: Session
  readonly labs: FakeLab[]
  readonly helpers: FakeLab[]
}

interface Options {
  readonly refused?: () => TapwallError | null
  readonly held?: Promise<void>
  readonly recovered?: boolean
  /** What the kernel holds when the helper comes. */
  readonly filled?: (helper: FakeLab) => void
}

async function opened({ refused = () => null, held, recovered = false, filled }: Options = {}): Promise<Stage> {
  const labs: FakeLab[] = []
  const helpers: FakeLab[] = []
  const machine: Machine = {
    name: NAME,
    way: async () => ok({ by: 'pkexec', asks: true, command: ['/usr/bin/pkexec', '/a b'] }),
    connections: () => [],
    start: async (signal): Promise<Result<HostClient, TapwallError>> => {
      await Promise.race([held, new Promise((resolve) => signal.addEventListener('abort', resolve))])
      const error = refused()
      if (signal.aborted) return err({ kind: 'cancelled' })
      if (error !== null) return err(error)
      const helper = fakeLab()
      filled?.(helper)
      helpers.push(helper)
      return ok(asHelper(helper, recovered))
    },
  }
  const own = openSession({
    ...{ project: articleSevenRules, program: 'test', now: Date.now, machine },
    startLab: async () => {
      const lab = fakeLab()
      labs.push(lab)
      return ok(lab.client)
    },
  })
  session = own
  expect(await own.startLab()).toMatchObject({ ok: true })
  return { session: own, labs, helpers }
}

const codeOf = (result: Result<unknown, TapwallError>): string =>
  result.ok ? 'ok' : result.error.kind === 'invalid' ? (result.error.issues[0]?.code ?? '') : result.error.kind

describe('switching this machine on', () => {
  it('says before what would be run, and which host is named as this machine is', async () => {
    const { session: own } = await opened()
    own.projects.edit({ do: 'host.rename', name: 'compute1', to: 'node7' })
    expect(await own.machine.before()).toEqual(
      ok({
        name: NAME,
        way: { by: 'pkexec', asks: true, command: "/usr/bin/pkexec '/a b'" },
        refused: null,
        hosts: [
          { name: 'node7', suggested: true },
          { name: 'compute2', suggested: false },
        ],
      }),
    )
  })

  it('is refused without the name of the machine, or for a host that the project has not', async () => {
    const { session: own, helpers, labs } = await opened()
    for (const typed of ['', 'yes', 'NODE7.example.org', `${NAME} `, 'node7'])
      expect(codeOf(await own.machine.switchOn('compute1', typed))).toBe('machine.confirmation')
    expect(codeOf(await own.machine.switchOn('compute9', NAME))).toBe('machine.no-host')
    expect(helpers).toEqual([])
    expect(own.state.get()).toMatchObject({ target: 'lab', machine: { state: 'off' }, lab: { state: 'running' } })
    expect(labs[0]?.closed()).toBe(false)
  })

  it('is never possible for a session that was given no machine', async () => {
    session = openSession({
      project: articleSevenRules,
      program: 'test',
      now: Date.now,
      startLab: async () => ok(fakeLab().client),
    })
    expect(codeOf(await session.machine.switchOn('compute1', ''))).toBe('machine.confirmation')
  })

  it('ends the lab, and works on the one host with what was applied before', async () => {
    const { session: own, labs, helpers } = await opened()
    await own.applies.apply(1, 30)
    expect(own.state.get().trial).not.toBeNull()
    expect(await own.machine.switchOn('compute1', NAME)).toEqual(ok({}))
    expect(labs[0]?.asked).toContain('revert')
    expect(labs[0]?.closed()).toBe(true)
    expect(own.state.get()).toMatchObject({
      target: 'machine',
      machine: { state: 'running', name: NAME, host: 'compute1', error: null, readOnly: null },
      lab: { state: 'off' },
      ...{ trial: null, lastApply: null },
    })
    expect(own.projects.state.get().applied).toBeNull()
    const reviewed = await own.applies.review(1)
    expect(reviewed.ok && reviewed.value.hosts.map(({ host }) => host)).toEqual(['compute1'])
    expect(await own.applies.apply(1, null)).toMatchObject({ ok: true })
    expect(own.state.get()).toMatchObject({ kernel: { host: 'compute1', inStep: true } })
    expect(helpers[0]?.tables('compute1').dump().tables.length).toBeGreaterThan(0)
    expect(codeOf(await own.startLab())).toBe('busy')
    expect(codeOf(await own.machine.switchOn('compute1', NAME))).toBe('busy')
    const vm = articleSevenRules.vms[0]?.id ?? ''
    const test = await own.ping({ from: vm, to: '192.168.1.115', count: 1, interval: 1, size: 56 }).next()
    expect(test.value).toMatchObject({ kind: 'failed', error: { issues: [{ code: 'ping.on-machine' }] } })
  })

  it('leaves the lab as it is when the rights are not granted, and while something is under way in it', async () => {
    const refused: TapwallError = { kind: 'privilege', reason: 'declined', detail: 'no', fix: 'yes' }
    const { session: own, labs, helpers } = await opened({ refused: () => refused })
    expect(await own.machine.switchOn('compute1', NAME)).toEqual(err(refused))
    expect(own.state.get()).toMatchObject({
      target: 'lab',
      machine: { state: 'failed', error: refused },
      lab: { state: 'running' },
    })
    const release = labs[0]?.hold('apply')
    const applying = own.applies.apply(1, null)
    expect(codeOf(await own.machine.switchOn('compute1', NAME))).toBe('busy')
    release?.()
    expect(await applying).toMatchObject({ ok: true })
    expect(helpers).toEqual([])
  })

  it('can be given up while a person is asked', async () => {
    const { session: own, helpers } = await opened({ held: new Promise(() => {}) })
    const switching = own.machine.switchOn('compute1', NAME)
    expect(own.state.get()).toMatchObject({ target: 'lab', machine: { state: 'starting', host: 'compute1' } })
    expect(codeOf(await own.machine.switchOn('compute1', NAME))).toBe('busy')
    expect(await own.machine.switchOff()).toEqual(ok({}))
    expect(codeOf(await switching)).toBe('cancelled')
    expect(own.state.get()).toMatchObject({ target: 'lab', machine: { state: 'off' }, lab: { state: 'running' } })
    expect(helpers).toEqual([])
  })

  it('tells that rules of an earlier run went back', async () => {
    const { session: own } = await opened({ recovered: true })
    await own.machine.switchOn('compute1', NAME)
    expect(own.state.get().machine.recovered).toBe(true)
  })
})

describe('this machine, switched on', () => {
  it('goes off when nothing is on trial, and the rules stay', async () => {
    const { session: own, helpers } = await opened()
    await own.machine.switchOn('compute1', NAME)
    await own.applies.apply(1, 30)
    expect(await own.machine.switchOff()).toMatchObject({ ok: false, error: { kind: 'busy' } })
    await own.applies.confirm()
    const held = helpers[0]?.tables('compute1').dump()
    expect(await own.machine.switchOff()).toEqual(ok({}))
    expect(helpers[0]?.closed()).toBe(true)
    expect(helpers[0]?.tables('compute1').dump()).toEqual(held)
    expect(own.state.get()).toMatchObject({ target: 'lab', machine: { state: 'off', host: null }, kernel: null })
    expect(await own.startLab()).toMatchObject({ ok: true })
  })

  it('says so when the helper is lost, and can be switched on again', async () => {
    const { session: own, helpers } = await opened()
    await own.machine.switchOn('compute1', NAME)
    await own.applies.apply(1, 30)
    helpers[0]?.die()
    expect(own.state.get()).toMatchObject({
      target: 'machine',
      machine: { state: 'lost', host: 'compute1', error: { kind: 'helper-lost' } },
      ...{ kernel: null, trial: null, lastApply: { outcome: null, error: { kind: 'helper-lost' } } },
    })
    expect(codeOf(await own.applies.apply(1, null))).toBe('helper-lost')
    expect(codeOf(await own.startLab())).toBe('busy')
    expect(await own.machine.switchOn('compute1', NAME)).toEqual(ok({}))
    expect(own.state.get()).toMatchObject({ target: 'machine', machine: { state: 'running', error: null } })
    expect(helpers.length).toBe(2)
  })

  it('finds what an earlier run applied: nothing differs, an apply does nothing, and then it is in step', async () => {
    const before = fakeLab()
    const first = openSession({
      project: articleSevenRules,
      program: 'test',
      now: Date.now,
      startLab: async () => ok(before.client),
    })
    await first.startLab()
    await first.applies.apply(1, null)
    const tables = before.tables('compute1')
    const { session: own } = await opened({ filled: (helper) => helper.fill('compute1', tables) })
    await first.close()
    await own.machine.switchOn('compute1', NAME)
    const reviewed = await own.applies.review(1)
    expect(reviewed.ok && reviewed.value.hosts.map(({ plan }) => plan.transactions)).toEqual([[]])
    expect(await own.applies.apply(1, 30)).toMatchObject({ ok: true, value: { transactions: 0 } })
    expect(own.state.get()).toMatchObject({ trial: null, kernel: { inStep: true } })
  })

  it('reads and compares beside an agent of Neutron, and writes nothing', async () => {
    const { session: own, helpers } = await opened({
      filled: (helper) => helper.tables('compute1').addForeign('ipv4', 'neutron-openvswi-FORWARD', 1, '-j ACCEPT'),
    })
    await own.machine.switchOn('compute1', NAME)
    await own.readKernel()
    expect(own.state.get().machine.readOnly).toEqual({ chains: ['neutron-openvswi-FORWARD'], count: 1 })
    expect(await own.applies.review(1)).toMatchObject({ ok: true })
    expect(codeOf(await own.applies.apply(1, 30))).toBe('machine.read-only')
    expect(helpers[0]?.asked).not.toContain('apply')
  })

  it('follows the host only under its name', async () => {
    const { session: own } = await opened()
    await own.machine.switchOn('compute1', NAME)
    own.projects.edit({ do: 'host.rename', name: 'compute1', to: 'other' })
    expect(codeOf(await own.applies.apply(2, null))).toBe('machine.no-host')
    own.projects.undo()
    expect(await own.applies.apply(3, null)).toMatchObject({ ok: true })
  })
})
