import { describe, expect, it } from 'vitest'
import { projectStore } from '#electron/session/project-store'
import { articleWithoutGroup } from '#shared/project/article'

const group = { do: 'group.create', id: '11111111-1111-4111-8111-111111111111', name: 'web', description: '' } as const

describe('project store', () => {
  it('raises the revision with each change, undo and redo', () => {
    const store = projectStore(articleWithoutGroup, null)
    expect(store.edit(group)).toEqual({ ok: true, value: { revision: 2 } })
    expect(store.state.get()).toMatchObject({ revision: 2, undo: 'group.create', redo: null })
    expect(store.undo().ok).toBe(true)
    expect(store.state.get().project).toEqual(articleWithoutGroup)
    expect(store.state.get()).toMatchObject({ revision: 3, undo: null, redo: 'group.create' })
    expect(store.redo().ok).toBe(true)
    expect(store.state.get().project.securityGroups.at(-1)?.name).toBe('web')
  })
  it('refuses with reasons and changes nothing', () => {
    const store = projectStore(articleWithoutGroup, null)
    const before = store.state.get()
    const refused = store.edit({ do: 'group.delete', id: '22222222-2222-4222-8222-222222222222' })
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid', issues: [{ code: 'group.unknown' }] } })
    expect(store.undo()).toMatchObject({ ok: false, error: { issues: [{ code: 'history.nothing-to-undo' }] } })
    expect(store.state.get()).toBe(before)
  })
})
