import { describe, expect, test } from 'vitest'
import { commandsBetween } from '#shared/as-command/commands'
import {
  commandsOfBinding,
  commandsOfGroup,
  commandsOfPlug,
  commandsOfPort,
  commandsOfRule,
  listCommands,
} from '#shared/as-command/makers'
import { MOST_LINES } from '#shared/as-command/script'
import { scriptLines } from '#shared/as-command/script-text'
import { articleSevenRules } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'

import { after, group, id, P1, project, rule, SSH, told } from './cloud.ts'

describe('several changes at once', () => {
  test('come in an order that the API takes, and name things as they are called by then', () => {
    const edits: Edit[] = [
      { do: 'group.delete', id: id(2) },
      { do: 'group.update', id: id(1), name: 'front' },
      { do: 'group.create', id: id(9), name: 'db', description: '' },
      { do: 'rule.create', groupId: id(1), rule: rule({ remoteGroupId: id(9) }) },
      { do: 'port.bind', portId: P1, groupId: id(1) },
    ]
    const changed = edits.reduce((now, edit) => after(edit, now), project)
    // Two groups are called db on the way: neither name is clear.
    expect(told(commandsBetween(project, changed, 'openstack'))).toEqual([
      '# ids',
      "openstack security group create --description '' db",
      '# new-id',
      'openstack security group set --name front web',
      `openstack security group rule create --ingress --ethertype IPv4 --remote-group ${id(9)} front`,
      '# begins-with-egress',
      `openstack security group rule delete $(openstack security group rule list -f value -c ID ${id(9)})`,
      `openstack port set --security-group front ${P1}`,
      `openstack security group delete ${id(2)}`,
    ])
  })

  test('of thousands the first are told, and the rest counted', () => {
    const rules = Array.from({ length: 10_000 }, (_, n) =>
      rule({ id: id(10_000 + n), protocol: 'tcp', portRangeMin: n, portRangeMax: n }),
    )
    const many = { ...project, securityGroups: [...project.securityGroups, group(9, 'many', { rules })] }
    const script = commandsBetween(project, many, 'neutron')
    expect(script.lines).toHaveLength(MOST_LINES)
    expect(script.more).toBe(10_003 - MOST_LINES)
  })

  test('what no command does is counted', () => {
    const other = { ...project, vms: [], hosts: [], routers: [] }
    expect(told(commandsBetween(project, other, 'neutron'))).toEqual([
      ...['vm1', 'vm2', 'vm3'].map((vm) => `nova delete ${vm}`),
      '# other-things',
    ])
  })

  test('a note never has a line of its own in it', () => {
    const hostile = { ...project, hosts: project.hosts.map((host) => ({ ...host, name: 'a\nreboot\u001b' })) }
    const off = { ...hostile, hosts: hostile.hosts.map((host) => ({ ...host, comments: !host.comments })) }
    const note = commandsBetween(hostile, off, 'neutron').lines[0]
    expect(note?.is === 'note' && note.values['host']).toBe('a\\u000areboot\\u001b')
  })
})

describe('things as commands', () => {
  test('a rule, a group with its rules, what a port has', () => {
    expect(commandsOfRule(project, id(1), id(101), 'neutron')?.lines).toHaveLength(1)
    expect(told(commandsOfGroup(project, id(1), 'openstack') ?? { lines: [], more: 0 })).toEqual([
      "openstack security group create --description '' web",
      '# begins-with-egress',
      'openstack security group rule delete $(openstack security group rule list -f value -c ID web)',
      'openstack security group rule create --ingress --ethertype IPv4 --protocol tcp --dst-port 80:80 web',
    ])
    expect(told(commandsOfPort(project, P1, 'openstack') ?? { lines: [], more: 0 })).toEqual([
      '# ids',
      `openstack port set --no-security-group --security-group sg-all-ssh ${P1}`,
    ])
    expect([commandsOfGroup(project, id(3), 'neutron'), commandsOfRule(project, id(1), id(3), 'neutron')]).toEqual([null, null])
    expect(commandsOfPort(project, id(3), 'neutron')).toBeNull()
  })

  test('the lists of the article', () => {
    expect(told(listCommands(articleSevenRules, null, 'neutron'))).toEqual([
      'neutron security-group-list',
      'neutron security-group-rule-list',
      'neutron port-list -c security_groups -c id -c mac_address -c fixed_ips -c device_id',
    ])
    expect(told(listCommands(project, id(1), 'openstack'))).toEqual([
      ...['# ids', 'openstack security group list', 'openstack security group rule list web', 'openstack security group show web'],
      ...['openstack port list --long', `openstack port list --security-group ${id(1)}`, 'openstack address group list'],
    ])
  })
})

describe('a script as text', () => {
  const words = { note: (code: string) => code, more: (count: number) => `${count} more` }

  test('a shell passes over all but the commands', () => {
    const off = {
      ...project,
      hosts: project.hosts.map((host, at) => (at === 0 ? { ...host, enableIpset: !host.enableIpset } : host)),
    }
    const lines = scriptLines(commandsBetween(project, off, 'neutron'), words)
    expect(lines.map(({ text }) => text)).toEqual(['# host-settings', '# [securitygroup]', '# enable_ipset = False'])
    expect(lines.every(({ comment }) => comment)).toBe(true)
  })

  test('what was left out is counted at the end', () => {
    expect(scriptLines({ lines: [{ is: 'command', text: 'true' }], more: 3 }, words)).toEqual([
      { comment: false, text: 'true' },
      { comment: true, text: '# 3 more' },
    ])
  })

  test('what puts a group on a port, beside its other groups', () => {
    expect(told(commandsOfBinding(project, P1, SSH, 'neutron') ?? { lines: [], more: 0 }).at(-1)).toBe(
      `neutron port-update --security-group sg-all-ssh ${P1}`,
    )
    expect(commandsOfBinding(project, P1, id(1), 'neutron')).toBeNull()
  })
})

describe('taking a port out of its VM, and putting it in again', () => {
  const vm = articleSevenRules.ports.find(({ deviceOwner }) => deviceOwner.startsWith('compute:'))
  const server = articleSevenRules.vms.find(({ id: vmId }) => vmId === vm?.deviceId)?.name
  const of = (portId: string, client: 'neutron' | 'openstack') => {
    const script = commandsOfPlug(articleSevenRules, portId, client)
    return script === null ? null : told(script)
  }

  test('is said to nova by the id of the port', () =>
    expect(of(vm?.id ?? '', 'neutron')).toEqual([
      '# ids',
      `nova interface-detach ${server} ${vm?.id}`,
      `nova interface-attach --port-id ${vm?.id} ${server}`,
    ]))
  test('is said to the openstack client of today', () =>
    expect(of(vm?.id ?? '', 'openstack')).toEqual([
      '# ids',
      `openstack server remove port ${server} ${vm?.id}`,
      `openstack server add port ${server} ${vm?.id}`,
    ]))
  test('is not said of a port of no VM', () => {
    const dhcp = articleSevenRules.ports.find(({ deviceOwner }) => deviceOwner === 'network:dhcp')
    expect(of(dhcp?.id ?? '', 'openstack')).toBeNull()
  })
})
