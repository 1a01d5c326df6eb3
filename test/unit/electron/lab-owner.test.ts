import { describe, expect, it } from 'vitest'
import { labOwner } from '#electron/session/lab-owner'
import { articleSevenRules } from '#shared/project/article'
import { ok } from '#shared/result'
import { fakeLab } from '../../support/fake-lab.ts'

/** A start that is decided by the test. */
function starts() {
  const labs: ReturnType<typeof fakeLab>[] = []
  const waiting: (() => void)[] = []
  const start = () =>
    new Promise<{ readonly ok: true; readonly value: ReturnType<typeof fakeLab>['client'] }>((resolve) => {
      waiting.push(() => {
        const lab = fakeLab()
        labs.push(lab)
        resolve(ok(lab.client))
      })
    })
  const settle = async () => {
    for (const go of waiting.splice(0)) go()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { labs, start, settle }
}

describe('lab owner', () => {
  it('two starts at once leave one lab', async () => {
    const { labs, start, settle } = starts()
    const owner = labOwner(start, () => 0)
    const first = owner.start(articleSevenRules)
    const second = owner.start(articleSevenRules)
    await settle()
    await settle()
    expect([(await first).ok, (await second).ok]).toEqual([false, true])
    expect(owner.state.get().state).toBe('running')
    expect(labs.filter((lab) => !lab.closed())).toHaveLength(1)
  })
  it('a stop during the start is a stop', async () => {
    const { labs, start, settle } = starts()
    const owner = labOwner(start, () => 0)
    const starting = owner.start(articleSevenRules)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await owner.stop()
    await settle()
    expect((await starting).ok).toBe(false)
    expect(owner.state.get().state).toBe('off')
    expect(labs.every((lab) => lab.closed())).toBe(true)
  })
  it('tells a lab that is lost, once', async () => {
    const { labs, start, settle } = starts()
    const owner = labOwner(start, () => 0)
    const starting = owner.start(articleSevenRules)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await settle()
    await starting
    labs[0]?.die()
    expect(owner.state.get()).toMatchObject({ state: 'lost', error: { kind: 'helper-lost' }, nodes: [] })
    expect(owner.client()).toBeNull()
  })
})
