import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { appliedBefore } from '#electron/program/apply-history'
import { type Desk, openDesk } from '#electron/program/desk'
import type { Program } from '#electron/program/open-program'
import type { Machine } from '#electron/session/machine-owner'
import type { HistoryEntry } from '#shared/history/entry'
import { ok } from '#shared/result'
import { asHelper, type FakeLab, fakeLab } from '../../support/fake-lab.ts'
import { base, edited, folder, GROUP, removeFolders, until, write } from '../documents/stage.ts'

/** Applies of a program that is open, and what becomes of them in the history. */
let home = ''
let desk: Desk
let lab: FakeLab
beforeEach(async () => {
  home = folder()
  vi.stubEnv('XDG_DATA_HOME', join(home, 'data'))
  vi.stubEnv('XDG_STATE_HOME', join(home, 'state'))
  vi.spyOn(console, 'error').mockReturnValue()
  lab = fakeLab()
  const machine: Machine = {
    name: 'node7',
    way: async () => ok({ by: 'root', asks: false, command: ['node'] }),
    connections: () => [],
    start: async () => ok(asHelper(fakeLab())),
  }
  desk = openDesk({ startLab: async () => ok(lab.client), machine })
  write(join(home, 'lab.json'), base)
  await desk.open({ path: join(home, 'lab.json') })
  desk.beginLabs()
  await until(() => program().session.state.get().lab.state === 'running')
})
afterEach(async () => {
  await desk.close()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  removeFolders()
})

const program = (): Program => {
  const found = desk.program()
  if (found === null) throw new Error('nothing is open')
  return found
}
const apply = (trial: number | null = null) => {
  const { applies, projects } = program().session
  return applies.apply(projects.state.get().revision, trial)
}
async function entries(): Promise<HistoryEntry[]> {
  await program().history.settle()
  for await (const { items } of program().history.follow())
    return items.flatMap((item) => (item.is === 'entry' ? [item.entry] : []))
  return []
}
const rule = base.securityGroups.find(({ id }) => id === GROUP)?.rules[0]
const remove = { do: 'rule.delete', groupId: GROUP, ruleId: rule?.id ?? '' } as const
const without = edited(base, remove)
const project = () => program().session.projects.state.get()

describe('applies of a program', () => {
  it('are written down with what they came to', async () => {
    const { applies, projects } = program().session
    await apply()
    projects.edit(remove)
    await apply(30)
    await applies.revert()
    await apply(30)
    await applies.confirm()
    await apply()
    expect(await applies.apply(1000, null)).toMatchObject({ ok: false })
    const told = (await entries())
      .toReversed()
      .map((entry) => [entry.act, entry.act === 'apply' ? entry.result : '', entry.revision])
    expect(told).toEqual([
      ['apply', 'kept', 1],
      ['apply', 'trial', 2],
      ['revert', '', 2],
      ['apply', 'trial', 2],
      ['confirm', '', 2],
      ['apply', 'unchanged', 2],
    ])
  })

  it('are on disk before the first write, with what was there', async () => {
    await apply()
    program().session.projects.edit(remove)
    const release = lab.hold('apply')
    const applying = apply(30)
    await until(() => lab.asked.filter((verb) => verb === 'apply').length === 2)
    const [begun] = await entries()
    expect(begun).toMatchObject({ act: 'apply', result: 'begun', point: true })
    expect(await program().history.point(begun?.id ?? '')).toMatchObject({ ok: true, value: { project: base, revision: 1 } })
    release()
    await applying
    expect((await entries())[0]).toMatchObject({ id: begun?.id, result: 'trial' })
  })

  it('are not the only ones: drift that is put back is an act, too', async () => {
    await apply()
    const { drift } = program().session
    const host = base.hosts[0]?.name ?? ''
    lab.tables(host).disturb('ipv4', 'neutron-openvswi-sg-fallback', (rules) => rules.splice(0, 1))
    await program().session.readKernel()
    expect(await drift.putBack(host, 'all')).toMatchObject({ ok: true })
    expect((await entries())[0]).toMatchObject({
      ...{ act: 'put-back', differences: 1, error: null, revision: 1, project: base.name },
      host: { host, transactions: 1, added: 1, removed: 0, sets: 0 },
    })
  })

  it('that end with the lab are told so', async () => {
    await apply(30)
    lab.die()
    expect((await entries())[0]).toMatchObject({ act: 'revert', why: 'lab-ended' })
  })
})

describe('a restore point', () => {
  it('is on disk when the lab is asked to write', async () => {
    const { request } = lab.client
    const kept: number[] = []
    vi.spyOn(lab.client, 'request').mockImplementation((verb, args) => {
      const files = verb === 'apply' ? readdirSync(join(home, 'state', 'tapwall', 'history'), { recursive: true }) : []
      if (verb === 'apply') kept.push(files.filter((name) => String(name).endsWith('.point.gz')).length)
      return request(verb, args)
    })
    await apply()
    program().session.projects.edit(remove)
    await apply(30)
    expect(kept[0]).toBe(1)
    expect(kept.at(-1)).toBe(2)
  })

  it('becomes the edited project in one step that undo takes back', async () => {
    await apply()
    program().session.projects.edit(remove)
    await apply()
    const [second, first] = await entries()
    const { restore } = appliedBefore(program())
    expect(await restore(second?.id ?? '')).toEqual({ ok: true, value: { revision: 3, changed: true } })
    expect(project()).toMatchObject({ project: base, undo: 'history.restore', applied: { project: without } })
    expect((await entries())[0]).toMatchObject({ act: 'restore', of: second?.id, revision: 3 })
    expect(await restore(second?.id ?? '')).toEqual({ ok: true, value: { revision: 3, changed: false } })
    program().session.projects.undo()
    expect(project().project).toEqual(without)
    expect(await restore(first?.id ?? '')).toMatchObject({ ok: false, error: { issues: [{ code: 'record.no-project' }] } })
    expect(await restore('00000000')).toMatchObject({ ok: false, error: { issues: [{ code: 'record.no-point' }] } })
  })

  it('tells what its apply did: two projects, and our lines', async () => {
    await apply()
    program().session.projects.edit(remove)
    await apply(30)
    await program().session.applies.revert()
    const { change } = appliedBefore(program())
    const [second, first] = (await entries()).filter(({ act }) => act === 'apply')
    const found = await change(second?.id ?? '')
    expect(found).toMatchObject({ ok: true, value: { id: second?.id, before: base, after: without } })
    const lines = found.ok ? found.value.hosts.flatMap((host) => host.change?.chains.flatMap((chain) => chain.lines) ?? []) : []
    expect(lines).toEqual([{ sign: '-', at: expect.any(Number), text: expect.stringContaining('--dport 110') }])
    expect(await change(first?.id ?? '')).toMatchObject({ ok: true, value: { before: null, after: base } })
    expect(await change('00000000')).toMatchObject({ ok: false, error: { issues: [{ code: 'record.no-point' }] } })
  })

  it('is compared with another, and with now', async () => {
    await apply()
    program().session.projects.edit(remove)
    await apply()
    const [second, first] = await entries()
    const { difference } = appliedBefore(program())
    const now = await difference(second?.id ?? '', 'now')
    expect(now).toMatchObject({ ok: true, value: { project: { rules: [{ id: rule?.id, change: 'removed' }] } } })
    expect(now.ok && now.value.hosts[0]?.chains.flatMap(({ lines }) => lines.map(({ sign }) => sign))).toContain('-')
    const back = await difference('now', second?.id ?? '')
    expect(back.ok && back.value.project?.rules).toMatchObject([{ change: 'added' }])
    const filled = await difference(first?.id ?? '', second?.id ?? '')
    expect(filled).toMatchObject({ ok: true, value: { project: null } })
    expect(filled.ok && filled.value.hosts[0]?.chains.every(({ change }) => change === 'added')).toBe(true)
    const none = { chains: [], sets: [], more: 0 }
    expect(await difference('now', 'now')).toMatchObject({ ok: true, value: { hosts: [none, none] } })
    await program().session.stopLab()
    expect(await difference(second?.id ?? '', 'now')).toMatchObject({ ok: false, error: { kind: 'helper-lost' } })
  })

  it('of this machine say so, and its kernel is compared on its own host', async () => {
    await apply()
    const { session } = program()
    expect(await session.machine.switchOn('compute1', 'node7')).toEqual(ok({}))
    await apply(30)
    const [second, first] = await entries()
    expect([second, first]).toMatchObject([
      { act: 'apply', target: 'machine', hosts: [{ host: 'compute1' }] },
      { act: 'apply', target: 'lab', hosts: base.hosts.map(({ name }) => ({ host: name })) },
    ])
    const { difference } = appliedBefore(program())
    const since = await difference(first?.id ?? '', 'now')
    expect(since.ok && since.value.hosts.map(({ host }) => host)).toEqual(['compute1'])
    expect((await desk.open({ path: join(home, 'other.json') })).ok).toBe(false)
    write(join(home, 'other.json'), base)
    expect(await desk.open({ path: join(home, 'other.json') })).toMatchObject({ ok: false, error: { kind: 'busy' } })
    await session.applies.confirm()
    expect(await desk.open({ path: join(home, 'other.json') })).toMatchObject({ ok: true })
    expect(program().session.state.get()).toMatchObject({ target: 'lab', machine: { state: 'off' } })
  })
})
