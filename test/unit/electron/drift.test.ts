import { afterEach, describe, expect, it, vi } from 'vitest'
import { openSession, type Session } from '#electron/session/session'
import { articleSevenRules } from '#shared/project/article'
import type { Project } from '#shared/project/schema'
import { ok } from '#shared/result'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** Drift as a session tells it, over a lab in memory. */

/** The last VM's port is on a second host. */
function onTwoHosts(): Project {
  const [first] = articleSevenRules.hosts
  const moved = articleSevenRules.ports.findLast(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
  if (first === undefined) throw new Error('no host')
  return {
    ...articleSevenRules,
    hosts: [first, { ...first, name: 'compute2' }],
    ports: articleSevenRules.ports.map((port) => (port === moved ? { ...port, hostName: 'compute2' } : port)),
  }
}
const FALLBACK = 'neutron-openvswi-sg-fallback'

let session: Session | null = null
let lab: FakeLab
afterEach(async () => {
  await session?.close()
  session = null
})

async function applied(project: Project = articleSevenRules): Promise<Session> {
  lab = fakeLab()
  const own = openSession({ project, program: 'test', startLab: async () => ok(lab.client), now: Date.now })
  session = own
  await own.startLab()
  expect(await apply(own)).toMatchObject({ ok: true })
  return own
}
const apply = (own: Session) => own.applies.apply(own.projects.state.get().revision, null)
const driftOf = (own: Session, host = 'compute1') => own.state.get().drift.find((one) => one.host === host)
const chainOf = (own: Session, role: string): string =>
  own.rules.get().chains.find((chain) => chain.role === role && chain.table === 'filter')?.name ?? ''
/** The chain of a port that has rules of a group, and the place of the first. */
function groupLine(own: Session): { chain: string; at: number } {
  const { dump, origins, chains } = own.rules.get()
  const inward = new Set(chains.filter(({ role }) => role === 'port-in').map(({ name }) => name))
  for (const { chains: all } of dump.tables)
    for (const { name, rules } of all) {
      const at = rules.findIndex(({ mark }) => origins[mark ?? '']?.kind === 'group-rule')
      if (inward.has(name) && at >= 0) return { chain: name, at }
    }
  throw new Error('no line of a group')
}

describe('drift in a session', () => {
  it('is told, put back, and no rule of others goes that nobody named', async () => {
    const own = await applied()
    expect(own.state.get().drift).toEqual([])
    const tables = lab.tables('compute1')
    tables.disturb('ipv4', groupLine(own).chain, (rules) => rules.splice(0, 1))
    tables.addForeign('ipv4', FALLBACK, 1, '-j ACCEPT')
    await own.readKernel()
    expect(driftOf(own)).toMatchObject({ open: 2, ignored: 0, taken: 0, since: expect.any(Number) })
    expect(await own.drift.putBack('compute1', 'all')).toMatchObject({ ok: true, value: { put: 1 } })
    await vi.waitFor(() => expect(driftOf(own)).toMatchObject({ open: 1, items: [{ kind: 'foreign', ofOthers: true }] }))
    const [item] = driftOf(own)?.items ?? []
    expect(await own.drift.putBack('compute1', [item?.id ?? ''])).toMatchObject({ ok: true })
    await vi.waitFor(() => expect(own.state.get().drift).toEqual([]))
    expect(own.state.get().kernel?.inStep).toBe(true)
    expect(await own.drift.putBack('compute1', [item?.id ?? ''])).toMatchObject({ ok: false, error: { kind: 'drift' } })
  })

  it('of another host than the one looked at is told within two seconds', async () => {
    const own = await applied(onTwoHosts())
    lab.tables('compute2').addForeign('ipv4', FALLBACK, 1, '-j ACCEPT')
    const begun = Date.now()
    await vi.waitFor(() => expect(driftOf(own, 'compute2')).toMatchObject({ open: 1 }), { timeout: 5000, interval: 20 })
    expect(Date.now() - begun).toBeLessThan(2000)
    expect(driftOf(own)).toBeUndefined()
    const [item] = driftOf(own, 'compute2')?.items ?? []
    expect(await own.drift.putBack('compute2', [item?.id ?? ''])).toMatchObject({ ok: true })
    expect(own.state.get().drift).toEqual([])
  })

  it('that is ignored stays so until the line changes again', async () => {
    const own = await applied()
    const tables = lab.tables('compute1')
    const write = (text: string) =>
      tables.disturb('ipv4', FALLBACK, (rules) => {
        const [rule] = rules
        if (rule !== undefined) rules[0] = { ...rule, text }
      })
    const was = tables.rules('ipv4', FALLBACK)[0]?.text ?? ''
    write(was.replace('DROP', 'ACCEPT'))
    await own.readKernel()
    const [item] = driftOf(own)?.items ?? []
    expect(own.drift.ignore('compute1', [item?.id ?? ''], true)).toMatchObject({ ok: true })
    expect(driftOf(own)).toMatchObject({ open: 0, ignored: 1, since: null, items: [{ as: 'ignored' }] })
    await own.readKernel()
    expect(driftOf(own)).toMatchObject({ open: 0, ignored: 1 })
    write(was.replace('DROP', 'RETURN'))
    await own.readKernel()
    expect(driftOf(own)).toMatchObject({ open: 1, ignored: 0 })
    own.drift.ignore('compute1', 'all', true)
    expect(own.drift.ignore('compute1', 'all', false)).toMatchObject({ ok: true })
    expect(driftOf(own)).toMatchObject({ open: 1, ignored: 0 })
  })

  it('that is taken over is an edit, which an undo takes back', async () => {
    const own = await applied()
    const { chain, at } = groupLine(own)
    lab.tables('compute1').disturb('ipv4', chain, (rules) => rules.splice(at, 1))
    await own.readKernel()
    const [item] = driftOf(own)?.items ?? []
    const id = item?.id ?? ''
    expect(own.drift.offer('compute1', id, null)).toMatchObject({ ok: true, value: { refused: null, edit: 'rule.delete' } })
    const { revision } = own.projects.state.get()
    expect(own.drift.takeOver('compute1', [id], null)).toEqual({ ok: true, value: { taken: 1, refused: [] } })
    expect(own.projects.state.get().revision).toBe(revision + 1)
    expect(driftOf(own)).toMatchObject({ open: 0, taken: 1 })
    own.projects.undo()
    expect(driftOf(own)).toMatchObject({ open: 1, taken: 0 })
    own.projects.redo()
    expect(await apply(own)).toMatchObject({ ok: true })
    await vi.waitFor(() => expect(own.state.get().drift).toEqual([]))
  })

  it('a line of others that was taken over stands there once when its rule is applied', async () => {
    const own = await applied()
    const { chain } = groupLine(own)
    lab.tables('compute1').addForeign('ipv4', chain, 1, '-p tcp -m tcp --dport 8080 -j RETURN')
    await own.readKernel()
    expect(own.drift.takeOver('compute1', 'all', null)).toMatchObject({ ok: true, value: { taken: 1 } })
    expect(driftOf(own)).toMatchObject({ open: 0, taken: 1 })
    expect(await apply(own)).toMatchObject({ ok: true })
    await vi.waitFor(() => expect(own.state.get().drift).toEqual([]))
    const lines = lab
      .tables('compute1')
      .rules('ipv4', chain)
      .filter(({ text }) => text.includes('8080'))
    expect(lines.map(({ mark }) => mark === null)).toEqual([false])
  })

  it('what cannot be said is refused with the reason', async () => {
    const own = await applied()
    lab.tables('compute1').addForeign('ipv4', chainOf(own, 'port-in'), 1, '-j ACCEPT')
    await own.readKernel()
    const [item] = driftOf(own)?.items ?? []
    const refusal = { issue: { code: expect.stringMatching(/^take-over\./) } }
    expect(own.drift.takeOver('compute1', 'all', null)).toMatchObject({ ok: true, value: { taken: 0, refused: [refusal] } })
    expect(own.drift.offer('compute1', item?.id ?? '', null)).toMatchObject({ ok: true, value: { refused: refusal.issue } })
    expect(own.drift.offer('compute1', 'nothing', null)).toMatchObject({ ok: false, error: { kind: 'drift' } })
    expect(own.drift.ignore('nowhere', 'all', true)).toMatchObject({ ok: false })
  })
})
