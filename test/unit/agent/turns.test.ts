import { describe, expect, it } from 'vitest'
import { callsOf, messageOf } from '#shared/agent/messages'
import { agentTurn, type Moment, type Turn } from '#shared/agent/turns'
import { compile } from '#shared/compile/compile'
import type { Edit } from '#shared/project/edit-schema'
import type { Port, Project, Release, SecurityGroupRule } from '#shared/project/schema'
import { base, edited } from '../documents/stage.ts'

/** What the agent of a host computes anew, by what has changed. */
const [host = { name: '' }] = base.hosts
const withRelease = (release: Release): Project => ({ ...base, hosts: base.hosts.map((each) => ({ ...each, release })) })
const all = (project: Project): Moment => ({ project, plugged: new Set(project.ports.map(({ id }) => id)) })
const isVm = ({ deviceOwner, hostName }: Port) => hostName === host.name && !deviceOwner.startsWith('network:')
const [vm] = base.ports.filter(isVm)
if (vm === undefined) throw new Error('the example lacks a VM')
const OWN = '11111111-1111-4111-8111-111111111111'
const OTHER = '22222222-2222-4222-8222-222222222222'
const RULE = '33333333-3333-4333-8333-333333333333'
const turn = (before: Project, after: Project): Turn | null => agentTurn(all(before), all(after), host.name)
const following = (project: Project, ...edits: Edit[]): Turn | null => turn(project, edited(project, ...edits))
const rule = (id: string, remoteGroupId: string | null): SecurityGroupRule => ({
  ...{ id, direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', portRangeMin: 80, portRangeMax: 80, description: '' },
  ...{ remoteIpPrefix: null, remoteGroupId, remoteAddressGroupId: null },
})
/** The VM has a group of its own whose one rule names another group, which nobody here has. */
const prepared = edited(
  withRelease('25.2'),
  { do: 'group.create', id: OWN, name: 'own', description: '' },
  { do: 'group.create', id: OTHER, name: 'other', description: '' },
  { do: 'rule.create', groupId: OWN, rule: rule(RULE, OTHER), at: 0 },
  { do: 'port.bind', portId: vm.id, groupId: OWN },
)
const causes = (told: Turn | null) => told?.notices.map(({ cause, portIds }) => [cause.kind, portIds.length])

describe('the agent of a host', () => {
  it('has nothing to do when nothing of it changed', () => {
    expect(turn(prepared, prepared)).toBeNull()
    expect(following(prepared, { do: 'project.rename', name: 'x' })).toBeNull()
    expect(following(prepared, { do: 'group.update', id: OWN, name: 'renamed', description: '' })).toBeNull()
  })

  it('makes chains for a device that came, and takes those away of one that went', () => {
    const without: Moment = { ...all(prepared), plugged: new Set([...all(prepared).plugged].filter((id) => id !== vm.id)) }
    const plugged = { notices: [{ cause: { kind: 'plugged', portId: vm.id }, from: 'agent', portIds: [vm.id] }] }
    expect(agentTurn(without, all(prepared), host.name)).toEqual({ ...plugged, prepared: [vm.id], refreshed: [], removed: [] })
    expect(agentTurn(all(prepared), without, host.name)).toMatchObject({ prepared: [], refreshed: [], removed: [vm.id] })
  })

  it('computes the ports of a group anew whose rules changed, and no others', () => {
    const added = following(prepared, {
      do: 'rule.create',
      groupId: OWN,
      rule: rule('44444444-4444-4444-8444-444444444444', null),
      at: 0,
    })
    expect(added).toMatchObject({ refreshed: [vm.id], notices: [{ cause: { kind: 'rules', groupIds: [OWN] }, from: 'server' }] })
    expect(following(prepared, { do: 'rule.delete', groupId: OWN, ruleId: RULE })).toMatchObject({ refreshed: [vm.id] })
    // Every agent hears of it; this one has no port of the group.
    const unused = following(prepared, {
      do: 'rule.create',
      groupId: OTHER,
      rule: rule('55555555-5555-4555-8555-555555555555', null),
      at: 0,
    })
    expect(unused).toMatchObject({ refreshed: [], notices: [{ cause: { kind: 'rules', groupIds: [OTHER] }, portIds: [] }] })
  })

  it('computes ports anew whose rules name a group that has other members, on any host', () => {
    const [far] = prepared.ports.filter((port) => port.hostName !== host.name && !port.deviceOwner.startsWith('network:'))
    const joining = far ?? { ...vm, id: RULE, hostName: 'elsewhere' }
    const project = far === undefined ? { ...prepared, ports: [...prepared.ports, joining] } : prepared
    const joined: Project = {
      ...project,
      ports: project.ports.map((port) =>
        port.id === joining.id ? { ...port, securityGroupIds: [...port.securityGroupIds, OTHER] } : port,
      ),
    }
    const told = turn(project, joined)
    expect(told?.refreshed).toContain(vm.id)
    expect(told?.notices).toMatchObject([{ cause: { kind: 'members', groupIds: expect.arrayContaining([OTHER]) } }])
  })

  it('computes a port anew that became another one itself', () => {
    const told = following(prepared, { do: 'port.unbind', portId: vm.id, groupId: OWN })
    expect(told?.notices.at(-1)).toEqual({
      ...{ cause: { kind: 'port', portId: vm.id, fields: ['securityGroupIds'] }, from: 'server', portIds: [vm.id] },
    })
    expect(causes(told)?.map(([kind]) => kind)).toEqual(['members', 'port'])
    // Named twice, computed once.
    expect(told?.refreshed.filter((id) => id === vm.id)).toEqual([vm.id])
  })

  it('computes every port anew when a DHCP server moved, in the releases whose ports name it', () => {
    const dhcp = base.ports.find(({ deviceOwner }) => deviceOwner === 'network:dhcp')
    if (dhcp === undefined) throw new Error('the example lacks a DHCP server')
    for (const [release, moves] of [
      ['2014.2', true],
      ['2015.1', true],
      ['21.0', false],
      ['25.2', false],
    ] as const) {
      const project = withRelease(release)
      const moved = {
        ...project,
        ports: project.ports.map((port) => (port.id === dhcp.id ? { ...port, macAddress: 'fa:16:3e:00:00:77' } : port)),
      }
      const told = turn(project, moved)
      expect(told?.refreshed ?? [], release).toEqual(moves ? project.ports.filter(isVm).map(({ id }) => id) : [])
      expect(told?.notices[0]?.cause ?? null, release).toEqual(moves ? { kind: 'providers', networkIds: [dhcp.networkId] } : null)
    }
  })

  it('does nothing where it is switched off', () => {
    const off = (change: object): Project => ({ ...prepared, hosts: prepared.hosts.map((each) => ({ ...each, ...change })) })
    for (const project of [off({ enableSecurityGroup: false }), off({ firewallDriver: 'noop' })])
      expect(following(project, { do: 'rule.delete', groupId: OWN, ruleId: RULE })).toBeNull()
    expect(agentTurn(all(prepared), all(base), 'no-such-host')).toBeNull()
  })

  it('leaves no port out whose chains an edit changes', () => {
    const chainsOf = (project: Project): Map<string, string> => {
      const ruleset = compile(project, host.name)
      if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
      const found = new Map<string, string>()
      for (const { family, table, chains } of ruleset.value.tables)
        for (const chain of chains)
          if (chain.portId !== null)
            found.set(
              chain.portId,
              `${found.get(chain.portId) ?? ''} ${JSON.stringify([family, table, chain.name, chain.rules.map(({ spec }) => spec)])}`,
            )
      return found
    }
    const edits: Edit[] = [
      { do: 'rule.delete', groupId: OWN, ruleId: RULE },
      { do: 'port.unbind', portId: vm.id, groupId: OWN },
      { do: 'port.bind', portId: vm.id, groupId: OTHER },
      {
        do: 'port.update',
        portId: vm.id,
        change: { allowedAddressPairs: [{ ipAddress: '10.9.0.0/24', macAddress: vm.macAddress }] },
      },
      ...prepared.securityGroups.flatMap(({ id, rules }) =>
        rules.map((each): Edit => ({ do: 'rule.delete', groupId: id, ruleId: each.id })),
      ),
    ]
    for (const release of ['2014.2', '2015.1', '21.0', '25.2'] as const) {
      const project = { ...prepared, hosts: prepared.hosts.map((each) => ({ ...each, release })) }
      for (const each of edits) {
        const next = edited(project, each)
        const [was, is] = [chainsOf(project), chainsOf(next)]
        const told = turn(project, next)
        for (const id of new Set([...was.keys(), ...is.keys()]))
          if (was.get(id) !== is.get(id))
            expect([...(told?.refreshed ?? []), ...(told?.removed ?? [])], `${release} ${JSON.stringify(each)}`).toContain(id)
      }
    }
  })
})

describe('what an agent is told and says', () => {
  const rulesOf = (release: Release, firewallDriver: 'hybrid' | 'iptables') =>
    messageOf({ release, firewallDriver }, { kind: 'rules', groupIds: [OWN] })

  it('is called as in its release, and pushed as an object to the hybrid driver of the later ones', () => {
    expect(rulesOf('2014.2', 'hybrid')).toEqual({ call: 'security_groups_rule_updated', object: null, heard: null })
    expect(rulesOf('25.2', 'iptables')).toEqual(rulesOf('2014.2', 'hybrid'))
    expect(rulesOf('21.0', 'hybrid')).toEqual({ call: 'push', object: 'SecurityGroupRule', heard: 'security_groups_rule_updated' })
    expect(messageOf({ release: '25.2', firewallDriver: 'hybrid' }, { kind: 'unplugged', portId: vm.id })).toBeNull()
    expect(messageOf({ release: '2015.1', firewallDriver: 'hybrid' }, { kind: 'providers', networkIds: [] })?.call).toBe(
      'security_groups_provider_updated',
    )
  })

  it('asks for what came or is to be computed anew, and tells what came and went', () => {
    const done = { prepared: ['a'], refreshed: ['a', 'b'], removed: ['c'] }
    const of = (release: Release) => callsOf({ release, firewallDriver: 'hybrid' }, done)
    expect(of('2014.2').asks).toEqual([
      { call: 'get_devices_details_list', ports: 1, cached: false },
      { call: 'security_group_info_for_devices', ports: 2, cached: false },
    ])
    expect(of('2014.2').tells.map(({ call }) => call)).toEqual(['update_device_up', 'update_device_down'])
    expect(of('25.2').asks.every(({ cached }) => cached)).toBe(true)
    expect(of('25.2').tells).toEqual([{ call: 'update_device_list', ports: 2, cached: false }])
  })

  it('begins anew with other settings, and then with all of its ports', () => {
    const told = turn(withRelease('2015.1'), withRelease('25.2'))
    expect(told?.notices[0]).toMatchObject({ cause: { kind: 'settings', fields: ['release'] }, from: 'agent' })
    expect(told?.refreshed).toContain(vm.id)
  })
})
