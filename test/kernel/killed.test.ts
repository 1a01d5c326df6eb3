import { afterEach, describe, expect, it } from 'vitest'
import type { SessionState } from '#shared/contract/states'
import { firstOf, openClient } from '../support/client.ts'
import { alive, family, inUse, machineState, ownNamespaces, until } from '../support/machine.ts'
import { type Shell, startShell } from '../support/shell.ts'

/** kill -9 of main or of the lab leaves no process, no namespace and an untouched machine. */
let shell: Shell | null = null
afterEach(async () => {
  await shell?.close()
  shell = null
})

const running = ({ lab, kernel }: SessionState) => lab.state === 'running' && kernel !== null

async function applied(of: Shell): Promise<void> {
  const client = await openClient(of)
  await firstOf(client.call.session.follow(), running)
  const { revision } = await firstOf(client.call.project.follow(), () => true)
  const answer = await client.call.ruleset.apply({ revision, trial: null })
  expect(answer).toMatchObject({ ok: true })
  client.close()
}

describe('kill -9', () => {
  it('of main', async () => {
    const before = await machineState()
    shell = await startShell()
    await applied(shell)
    const pid = shell.child.pid ?? 0
    const all = family(pid)
    expect(all.length).toBeGreaterThan(1)
    const namespaces = ownNamespaces(all)
    expect(namespaces.size).toBeGreaterThan(3)
    expect(inUse(namespaces)).toBe(true)
    process.kill(pid, 'SIGKILL')
    expect(await until(() => all.every((p) => !alive(p)))).toBe(true)
    expect(await until(() => !inUse(namespaces))).toBe(true)
    expect(await machineState()).toEqual(before)
  })

  it('of the lab: it is said, and a new one starts on request', async () => {
    const before = await machineState()
    shell = await startShell()
    await applied(shell)
    const pid = shell.child.pid ?? 0
    const lab = family(pid).filter((p) => p !== pid)
    const namespaces = ownNamespaces(lab)
    const client = await openClient(shell)
    const [first] = lab
    process.kill(first ?? 0, 'SIGKILL')
    const lost = await firstOf(client.call.session.follow(), (s) => s.lab.state === 'lost')
    expect(lost.lab.error?.kind).toBe('helper-lost')
    expect(lost.kernel).toBeNull()
    const project = await firstOf(client.call.project.follow(), (s) => s.applied === null)
    expect(await until(() => lab.every((p) => !alive(p)))).toBe(true)
    expect(await until(() => !inUse(namespaces))).toBe(true)

    expect(await client.call.lab.start({})).toMatchObject({ ok: true })
    await firstOf(client.call.session.follow(), running)
    expect(await client.call.ruleset.apply({ revision: project.revision, trial: null })).toMatchObject({ ok: true })
    const inStep = await firstOf(client.call.session.follow(), (s) => s.kernel?.inStep === true)
    expect(inStep.lab.state).toBe('running')
    client.close()
    const anew = ownNamespaces(family(pid))
    await shell.close()
    expect(await until(() => !inUse(anew))).toBe(true)
    expect(await machineState()).toEqual(before)
  })
})
