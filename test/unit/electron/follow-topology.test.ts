import { afterEach, describe, expect, it } from 'vitest'
import { followTopology } from '#electron/program/follow-topology'
import { openSession, type Session } from '#electron/session/session'
import { articleSevenRules } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'
import { ok } from '#shared/result'
import { type FakeLab, fakeLab } from '../../support/fake-lab.ts'

/** A lab is of the machines that the project had when it was built. */
let session: Session | null = null
let stop: () => void = () => {}
afterEach(async () => {
  stop()
  await session?.close()
})

async function running() {
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
  stop = followTopology(own, () => void own.startLab())
  expect(await own.startLab()).toMatchObject({ ok: true })
  await settled()
  const edit = (asked: Edit) => expect(own.projects.edit(asked)).toMatchObject({ ok: true })
  return { own, labs, edit }
}

/** Everything that was put off has been done. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}
/** No floating IP leads to it. */
const port = articleSevenRules.ports[1]
if (port === undefined) throw new Error('the article has ports')
const newVm: Edit = {
  do: 'port.create',
  port: {
    ...port,
    ...{ id: '0f0f0f0f-1111-4222-8333-444444444444', macAddress: 'fa:16:3e:00:00:09', fixedIps: [] },
    deviceId: '0f0f0f0f-1111-4222-8333-444444444445',
  },
  vm: { id: '0f0f0f0f-1111-4222-8333-444444444445', name: 'vm4' },
}

describe('the lab of other machines', () => {
  it('is built anew, once for what is edited together, and again for the undo', async () => {
    const { own, labs, edit } = await running()
    edit(newVm)
    edit({ do: 'port.update', portId: port.id, change: { fixedIps: [] } })
    await settled()
    expect(labs).toHaveLength(2)
    expect(labs[0]?.closed()).toBe(true)
    expect(own.state.get().lab.nodes.map(({ name }) => name)).toContain('vm4')
    own.projects.undo()
    await settled()
    expect(labs).toHaveLength(3)
  })

  it('is the same when only rules, groups and bindings change', async () => {
    const { labs, edit } = await running()
    edit({ do: 'group.create', id: '0f0f0f0f-1111-4222-8333-444444444444', name: 'web', description: '' })
    edit({ do: 'port.bind', portId: port.id, groupId: '0f0f0f0f-1111-4222-8333-444444444444' })
    edit({ do: 'port.update', portId: port.id, change: { name: 'first' } })
    await settled()
    expect(labs).toHaveLength(1)
  })

  it('is built again when it was edited while it started', async () => {
    const { own, labs, edit } = await running()
    edit(newVm)
    await settled()
    const started = own.startLab()
    edit({ do: 'port.delete', portId: '0f0f0f0f-1111-4222-8333-444444444444' })
    await started
    await settled()
    expect(own.state.get().lab.state).toBe('running')
    expect(labs).toHaveLength(4)
    expect(own.state.get().lab.nodes.find(({ name }) => name === 'vm4')?.addresses).toEqual([])
  })

  it('is not started where none runs', async () => {
    const { own, labs, edit } = await running()
    await own.stopLab()
    edit(newVm)
    await settled()
    expect(labs).toHaveLength(1)
  })
})
