import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules as project } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { must } from '../lab.ts'
import { sorted, startMachine, type TestMachine } from './machine.ts'

/** What is on trial on a machine goes back, whoever is killed. */
const HOST = 'compute1'
const [group] = project.securityGroups
const before = must(compile(project, HOST))
const edited = must(applyEdit(project, { do: 'rule.delete', groupId: group?.id ?? '', ruleId: group?.rules[0]?.id ?? '' }))
const after = must(compile(edited, HOST, { ipv6: true }))

let machine: TestMachine
beforeEach(async () => {
  machine = await startMachine()
})
afterEach(() => machine.close())

const back = async (wanted: unknown) => expect.poll(async () => sorted(await machine.dump()), { timeout: 10_000 }).toEqual(wanted)

describe('the guard', () => {
  it('brings the former rules back when nobody keeps the new ones, and says so', async () => {
    const helper = await machine.helper()
    expect(helper.client.greeting.recovered).toBe(false)
    expect(await helper.apply(before, null)).toMatchObject({ ok: true })
    expect(await machine.journals()).toEqual([])
    const was = sorted(await machine.dump())
    expect(await helper.apply(after, 'one')).toMatchObject({ ok: true })
    expect(sorted(await machine.dump())).not.toEqual(was)
    expect(await machine.journals()).toHaveLength(1)
    const over = new Promise((resolve) => helper.client.onTrialOver((...told) => resolve(told)))
    await helper.ask('trial', { trial: 'one', seconds: 5 })
    expect(await over).toEqual(['one', null])
    expect(sorted(await machine.dump())).toEqual(was)
    expect(await machine.journals()).toEqual([])
    await helper.client.close()
  })

  it('lets rules stay that were kept, also when all are killed then', async () => {
    const helper = await machine.helper()
    await helper.apply(before, 'one')
    await helper.ask('trial', { trial: 'one', seconds: 5 })
    expect(await helper.ask('confirm', { trial: 'one' })).toMatchObject({ ok: true })
    const kept = sorted(await machine.dump())
    process.kill(helper.client.greeting.pid, 'SIGKILL')
    await delay(600)
    expect(sorted(await machine.dump())).toEqual(kept)
    const next = await machine.helper()
    expect(next.client.greeting.recovered).toBe(false)
    await next.client.close()
  })

  it('brings them back at once when the helper is killed, or the pipe to it is cut', async () => {
    for (const how of ['killed', 'cut'] as const) {
      const helper = await machine.helper()
      await helper.apply(before, null)
      const was = sorted(await machine.dump())
      await helper.apply(after, 'one')
      await helper.ask('trial', { trial: 'one', seconds: 600 })
      if (how === 'killed') process.kill(helper.client.greeting.pid, 'SIGKILL')
      else helper.child.stdin?.end()
      await back(was)
      await expect.poll(() => machine.journals()).toEqual([])
    }
  })

  it('killed itself, it is followed by the helper, which brings them back and goes on under a new one', async () => {
    const helper = await machine.helper()
    await helper.apply(before, null)
    const was = sorted(await machine.dump())
    await helper.apply(after, 'one')
    await helper.ask('trial', { trial: 'one', seconds: 600 })
    const over = new Promise((resolve) => helper.client.onTrialOver((...told) => resolve(told)))
    process.kill(helper.guard(), 'SIGKILL')
    expect(await over).toEqual(['one', null])
    await back(was)
    expect(await helper.apply(after, 'two')).toMatchObject({ ok: true })
    expect(await helper.ask('revert', { trial: 'two' })).toMatchObject({ ok: true })
    await back(was)
    await helper.client.close()
  })

  it('when both are killed, the next helper brings them back before it does anything', async () => {
    const helper = await machine.helper()
    await helper.apply(before, null)
    const was = sorted(await machine.dump())
    await helper.apply(after, 'one')
    const guard = helper.guard()
    process.kill(guard, 'SIGSTOP')
    process.kill(helper.client.greeting.pid, 'SIGKILL')
    await once(helper.child, 'close')
    process.kill(guard, 'SIGKILL')
    // As if it had been killed over the writing of the next one.
    for (const name of await machine.journals()) await machine.run('touch', [`/run/tapwall/${name}.new`])
    expect(await machine.journals()).toHaveLength(2)
    expect(sorted(await machine.dump())).not.toEqual(was)
    const next = await machine.helper()
    expect(next.client.greeting.recovered).toBe(true)
    expect(sorted(await machine.dump())).toEqual(was)
    expect(await machine.journals()).toEqual([])
    await next.client.close()
  })

  it('one helper a machine: a second is refused', async () => {
    const helper = await machine.helper()
    await expect(machine.helper()).rejects.toThrow(/Another program writes/)
    await helper.client.close()
    const next = await machine.helper()
    await next.client.close()
  })
})
