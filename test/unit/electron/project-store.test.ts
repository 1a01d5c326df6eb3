import { describe, expect, it } from 'vitest'
import { projectStore } from '#electron/session/project-store'
import { articleWithoutGroup } from '#shared/project/article'
import { LONGEST_HISTORY } from '#shared/project/history'
import type { SecurityGroupRule } from '#shared/project/schema'

const group = { do: 'group.create', id: '11111111-1111-4111-8111-111111111111', name: 'web', description: '' } as const
const tcp22: SecurityGroupRule = {
  id: '33333333-3333-4333-8333-333333333333',
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 'tcp',
  portRangeMin: 22,
  portRangeMax: 22,
  remoteIpPrefix: null,
  remoteGroupId: null,
  remoteAddressGroupId: null,
  description: 'not told',
}

describe('project store', () => {
  it('raises the revision with each change, undo and redo', () => {
    const store = projectStore(articleWithoutGroup, 'test')
    expect(store.edit(group)).toEqual({ ok: true, value: { revision: 2 } })
    expect(store.state.get()).toMatchObject({ revision: 2, undo: 'group.create', redo: null })
    expect(store.undo().ok).toBe(true)
    expect(store.state.get().project).toEqual(articleWithoutGroup)
    expect(store.state.get()).toMatchObject({ revision: 3, undo: null, redo: 'group.create' })
    expect(store.redo().ok).toBe(true)
    expect(store.state.get().project.securityGroups.at(-1)?.name).toBe('web')
  })
  it('tells its steps with the names of things, and goes to one of them as one change', () => {
    const store = projectStore(articleWithoutGroup, 'test')
    const port = articleWithoutGroup.ports.find(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
    store.edit(group)
    store.edit({ do: 'group.update', id: group.id, name: 'www' })
    store.edit({ do: 'port.bind', portId: port?.id ?? '', groupId: group.id })
    expect(store.state.get().history).toEqual({
      earlier: 0,
      past: [
        { edit: 'group.create', group: 'web' },
        { edit: 'group.update', group: 'web', to: 'www' },
        { edit: 'port.bind', group: 'www', vm: 'vm1' },
      ],
      next: [],
      later: 0,
    })
    expect(store.goTo(-3, 4)).toEqual({ ok: true, value: { revision: 5 } })
    expect(store.state.get().project).toEqual(articleWithoutGroup)
    expect(store.state.get().history.next).toHaveLength(3)
    expect(store.goTo(2, 5)).toEqual({ ok: true, value: { revision: 6 } })
    expect(store.state.get().project.securityGroups.at(-1)?.name).toBe('www')
    expect(store.state.get().history).toMatchObject({ past: [{}, {}], next: [{ edit: 'port.bind' }] })
    expect(store.goTo(-1, 5)).toMatchObject({ ok: false, error: { issues: [{ code: 'history.moved' }] } })
    expect(store.goTo(2, 6)).toMatchObject({ ok: false, error: { issues: [{ code: 'history.no-step' }] } })
    expect(store.goTo(0, 6).ok).toBe(false)
  })

  it('tells a rule as it was, and only the steps nearest to the present', () => {
    const store = projectStore(articleWithoutGroup, 'test')
    store.edit(group)
    const rule = { ...tcp22, remoteGroupId: group.id }
    store.edit({ do: 'rule.create', groupId: group.id, rule })
    store.edit({ do: 'rule.delete', groupId: group.id, ruleId: rule.id })
    const { id: _, description: __, ...bare } = rule
    expect(store.state.get().history.past.slice(1)).toEqual([
      { edit: 'rule.create', group: 'web', remote: 'web', rule: bare },
      { edit: 'rule.delete', group: 'web', remote: 'web', rule: bare },
    ])
    for (let count = 0; count < 100; count++) store.edit({ do: 'project.rename', name: `p${count}` })
    const { earlier, past } = store.state.get().history
    expect(earlier + past.length).toBe(103)
    expect(past.length).toBeLessThan(103)
    expect(past.at(-1)).toEqual({ edit: 'project.rename', to: 'p99' })
  })

  it('gives a stretch of its history as commands, without going there', () => {
    const store = projectStore(articleWithoutGroup, 'test')
    const commands = (from: number | null, to: number) => {
      const answer = store.commandsOf(from, to, store.state.get().revision)
      if (!answer.ok) throw new Error(JSON.stringify(answer.error))
      return answer.value.openstack.lines.flatMap((line) => (line.is === 'command' ? [line.text] : []))
    }
    expect(commands(null, 0)).toEqual([])
    store.edit(group)
    store.edit({ do: 'group.update', id: group.id, name: 'www' })
    store.edit({ do: 'rule.create', groupId: group.id, rule: tcp22 })
    const ssh = 'openstack security group rule create --ingress --ethertype IPv4 --protocol tcp --dst-port 22:22 www'
    expect(commands(-1, 0)).toEqual([ssh])
    expect(commands(-2, -1)).toEqual(['openstack security group set --name www web'])
    // As if it had been made with this name.
    expect(commands(null, 0)).toEqual([
      "openstack security group create --description '' www",
      'openstack security group rule delete $(openstack security group rule list -f value -c ID www)',
      ssh,
    ])
    expect(commands(0, 0)).toEqual([])
    store.undo()
    const before = store.state.get()
    expect(commands(0, 1)).toEqual([ssh])
    expect(store.state.get()).toBe(before)
    expect(store.commandsOf(-1, 0, before.revision - 1)).toMatchObject({
      ok: false,
      error: { issues: [{ code: 'history.moved' }] },
    })
    for (const [from, to] of [
      [-3, 0],
      [0, 2],
    ] as const)
      expect(store.commandsOf(from, to, before.revision)).toMatchObject({
        ok: false,
        error: { issues: [{ code: 'history.no-step' }] },
      })
  })

  it('knows the project as it was opened, also when its first steps are forgotten', () => {
    const store = projectStore(articleWithoutGroup, 'test')
    store.edit(group)
    for (let count = 0; count <= LONGEST_HISTORY; count++) store.edit({ do: 'project.rename', name: `p${count}` })
    expect(store.commandsOf(null, 0, store.state.get().revision)).toMatchObject({
      ok: true,
      value: { neutron: { lines: [{ text: 'neutron security-group-create web' }, {}, {}, { code: 'project-name' }] } },
    })
  })

  it('refuses with reasons and changes nothing', () => {
    const store = projectStore(articleWithoutGroup, 'test')
    const before = store.state.get()
    const refused = store.edit({ do: 'group.delete', id: '22222222-2222-4222-8222-222222222222' })
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid', issues: [{ code: 'group.unknown' }] } })
    expect(store.undo()).toMatchObject({ ok: false, error: { issues: [{ code: 'history.nothing-to-undo' }] } })
    expect(store.state.get()).toBe(before)
  })
})
