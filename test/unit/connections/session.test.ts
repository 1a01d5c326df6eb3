import { afterEach, describe, expect, it } from 'vitest'
import { openSession, type Session } from '#electron/session/session'
import { articleSevenRules } from '#shared/project/article'
import { ok } from '#shared/result'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** Rules that are written are applied, whatever becomes of the connections that were open. */
let session: Session | null = null
afterEach(async () => {
  await session?.close()
})

async function opened(release: '2015.1' | '25.2'): Promise<{ own: Session; lab: FakeLab }> {
  const lab = fakeLab()
  const hosts = articleSevenRules.hosts.map((host) => ({ ...host, release }))
  const own = openSession({
    project: { ...articleSevenRules, hosts },
    program: 'test',
    now: Date.now,
    startLab: async () => ok(lab.client),
  })
  session = own
  expect(await own.startLab()).toMatchObject({ ok: true })
  return { own, lab }
}

describe('open connections at an apply', () => {
  it('that cannot be read are told, and the rules are kept', async () => {
    const { own, lab } = await opened('25.2')
    lab.failNext('connections')
    const applied = await own.applies.apply(1, null)
    expect(applied).toMatchObject({ ok: true, value: { connections: { ended: 0, error: { kind: 'busy' } } } })
    expect(own.state.get()).toMatchObject({ lastApply: { outcome: 'kept', error: null }, kernel: { inStep: true } })
  })

  it('are not asked for when all are to be left, nothing is written, or the release has no zones', async () => {
    const { own, lab } = await opened('25.2')
    expect(await own.applies.apply(1, null, 'kept')).toMatchObject({ ok: true, value: { connections: null } })
    expect(await own.applies.apply(1, null)).toMatchObject({ ok: true, value: { transactions: 0, connections: null } })
    expect(lab.asked).not.toContain('connections')
    await own.close()
    const old = await opened('2015.1')
    expect(await old.own.applies.apply(1, null)).toMatchObject({ ok: true, value: { connections: null } })
    expect(old.lab.asked).not.toContain('connections')
  })
})
