import { describe, expect, test } from 'vitest'
import { commandsBetween } from '#shared/as-command/commands'
import type { Edit, EditName } from '#shared/project/edit-schema'

import { after, DEFAULT, id, lan, P1, P2, project, ROUTER, rule, SSH, said, told } from './cloud.ts'
import { PLUGGED } from './plugged-edits.ts'

const EVERY: { readonly [K in EditName]: readonly [Edit, readonly string[], readonly string[]][] } = {
  'project.rename': [[{ do: 'project.rename', name: 'other' }, ['# project-name'], ['# project-name']]],
  'project.release': [[{ do: 'project.release', release: '21.0' }, ['# api-release'], ['# api-release']]],
  'project.quotas': [
    [
      { do: 'project.quotas', quotas: { securityGroups: -1, securityGroupRules: 500 } },
      ['neutron quota-update --security-group=-1 --security-group-rule 500'],
      ['openstack quota set --secgroups=-1 --secgroup-rules 500'],
    ],
  ],
  'group.create': [
    [
      {
        ...{ do: 'group.create', id: id(9), name: 'new', description: 'for $(reboot)', stateful: true },
        rules: [rule({ id: id(91), direction: 'egress' }), rule({ id: id(92), direction: 'egress', ethertype: 'IPv6' })],
      },
      ["neutron security-group-create --description 'for $(reboot)' new"],
      ["openstack security group create --description 'for $(reboot)' new"],
    ],
    [
      { do: 'group.create', id: id(9), name: '-x', description: '', stateful: false },
      [
        ...['# ids', 'neutron security-group-create --stateful=False -- -x', '# new-id', '# begins-with-egress'],
        `for rule in $(neutron security-group-rule-list -f value -c id --security-group-id "$(neutron security-group-show -f value -c id ${id(9)})"); do neutron security-group-rule-delete "$rule"; done`,
      ],
      [
        ...['# ids', "openstack security group create --description '' --stateless -- -x", '# new-id', '# begins-with-egress'],
        `openstack security group rule delete $(openstack security group rule list -f value -c ID ${id(9)})`,
      ],
    ],
  ],
  'group.update': [
    [
      { do: 'group.update', id: id(1), name: "it's", description: 'x', stateful: false },
      ["neutron security-group-update --name 'it'\\''s' --description x web --stateful=False"],
      ["openstack security group set --name 'it'\\''s' --description x --stateless web"],
    ],
    [
      { do: 'group.update', id: SSH, description: '' },
      ['# empty-description'],
      ["openstack security group set --description '' sg-all-ssh"],
    ],
  ],
  'group.delete': [
    [{ do: 'group.delete', id: id(1) }, ['neutron security-group-delete web'], ['openstack security group delete web']],
  ],
  'group.duplicate': [
    [
      { do: 'group.duplicate', id: id(1), newId: id(9), name: 'web 2', ruleIds: [id(91)] },
      [
        ...["neutron security-group-create 'web 2'", '# begins-with-egress'],
        `for rule in $(neutron security-group-rule-list -f value -c id --security-group-id "$(neutron security-group-show -f value -c id 'web 2')"); do neutron security-group-rule-delete "$rule"; done`,
        "neutron security-group-rule-create --direction ingress --ethertype IPv4 --protocol tcp --port-range-min 80 --port-range-max 80 'web 2'",
      ],
      [
        ...["openstack security group create --description '' 'web 2'", '# begins-with-egress'],
        "openstack security group rule delete $(openstack security group rule list -f value -c ID 'web 2')",
        "openstack security group rule create --ingress --ethertype IPv4 --protocol tcp --dst-port 80:80 'web 2'",
      ],
    ],
  ],
  'rule.create': [
    [
      {
        ...{ do: 'rule.create', groupId: id(1) },
        rule: rule({ protocol: 'tcp', portRangeMin: 22, portRangeMax: 22, remoteIpPrefix: '10.0.0.0/8' }),
      },
      [
        'neutron security-group-rule-create --direction ingress --ethertype IPv4 --protocol tcp --port-range-min 22 --port-range-max 22 --remote-ip-prefix 10.0.0.0/8 web',
      ],
      [
        'openstack security group rule create --ingress --ethertype IPv4 --protocol tcp --dst-port 22:22 --remote-ip 10.0.0.0/8 web',
      ],
    ],
    [
      {
        do: 'rule.create',
        groupId: id(1),
        rule: rule({ direction: 'egress', ethertype: 'IPv6', remoteGroupId: DEFAULT, description: 'a "b"' }),
      },
      [
        '# ids',
        `neutron security-group-rule-create --direction egress --ethertype IPv6 --remote-group-id ${DEFAULT} web '--description=a "b"'`,
      ],
      [
        '# ids',
        `openstack security group rule create --egress --ethertype IPv6 --remote-group ${DEFAULT} --description 'a "b"' web`,
      ],
    ],
    [
      {
        do: 'rule.create',
        groupId: id(1),
        rule: rule({ protocol: 'icmp', portRangeMin: 0, portRangeMax: 0, remoteAddressGroupId: lan.id }),
      },
      [
        `neutron security-group-rule-create --direction ingress --ethertype IPv4 --protocol icmp --port-range-min 0 --port-range-max 0 web --remote-address-group-id=${lan.id}`,
      ],
      [
        'openstack security group rule create --ingress --ethertype IPv4 --protocol icmp --icmp-type 0 --icmp-code 0 --remote-address-group lan web',
      ],
    ],
  ],
  'rule.update': [
    [
      { do: 'rule.update', groupId: id(1), rule: rule({ id: id(101), protocol: 'udp', portRangeMin: 1, portRangeMax: 9 }) },
      [
        ...['# rule-ids', `neutron security-group-rule-delete ${id(101)}`],
        'neutron security-group-rule-create --direction ingress --ethertype IPv4 --protocol udp --port-range-min 1 --port-range-max 9 web',
      ],
      [
        ...['# rule-ids', `openstack security group rule delete ${id(101)}`],
        'openstack security group rule create --ingress --ethertype IPv4 --protocol udp --dst-port 1:9 web',
      ],
    ],
  ],
  'rule.delete': [
    [
      { do: 'rule.delete', groupId: id(1), ruleId: id(101) },
      ['# rule-ids', `neutron security-group-rule-delete ${id(101)}`],
      ['# rule-ids', `openstack security group rule delete ${id(101)}`],
    ],
  ],
  'port.bind': [
    [
      { do: 'port.bind', portId: P1, groupId: id(1) },
      ['# ids', `neutron port-update --security-group sg-all-ssh --security-group web ${P1}`],
      ['# ids', `openstack port set --security-group web ${P1}`],
    ],
  ],
  'port.unbind': [
    [
      { do: 'port.unbind', portId: P1, groupId: SSH },
      ['# ids', `neutron port-update --no-security-groups ${P1}`],
      ['# ids', `openstack port set --no-security-group ${P1}`],
    ],
  ],
  'port.update': [
    [
      { do: 'port.update', portId: P1, change: { portSecurityEnabled: false, securityGroupIds: [] } },
      ['# ids', `neutron port-update --no-security-groups ${P1} --port-security-enabled=False`],
      ['# ids', `openstack port set --no-security-group --disable-port-security ${P1}`],
    ],
    [
      { do: 'port.update', portId: P1, change: { securityGroupIds: [id(1), id(2)] } },
      ['# ids', `neutron port-update --security-group web --security-group db ${P1}`],
      ['# ids', `openstack port set --no-security-group --security-group web --security-group db ${P1}`],
    ],
    [
      {
        ...{ do: 'port.update', portId: P1 },
        change: {
          name: '-n',
          macAddress: 'fa:16:3e:00:00:01',
          allowedAddressPairs: [
            { ipAddress: '10.1.0.0/16', macAddress: null },
            { ipAddress: '10.2.0.1', macAddress: 'fa:16:3e:00:00:02' },
          ],
        },
      },
      [
        '# ids',
        `neutron port-update ${P1} --name=-n --mac-address=fa:16:3e:00:00:01 --allowed-address-pairs type=dict list=true ip_address=10.1.0.0/16 ip_address=10.2.0.1,mac_address=fa:16:3e:00:00:02`,
      ],
      [
        '# ids',
        `openstack port set --name=-n --mac-address fa:16:3e:00:00:01 --allowed-address ip-address=10.1.0.0/16 --allowed-address ip-address=10.2.0.1,mac-address=fa:16:3e:00:00:02 ${P1}`,
      ],
    ],
    [
      { do: 'port.update', portId: P2, change: { fixedIps: [], hostName: null } },
      ['# ids', `neutron port-update ${P2} --binding:host_id= --fixed-ips action=clear`],
      ['# ids', `openstack port unset --host ${P2}`, `openstack port set --no-fixed-ip ${P2}`],
    ],
    [
      { do: 'port.update', portId: P2, change: { deviceId: ROUTER, deviceOwner: 'network:ha' } },
      ['# ids', `neutron port-update ${P2} --device-id=${ROUTER} --device-owner=network:ha`],
      ['# ids', `openstack port set --device ${ROUTER} --device-owner network:ha ${P2}`],
    ],
  ],
  ...PLUGGED,
  'network.update': [
    [
      { do: 'network.update', networkId: id(61), change: { name: '-n', external: true } },
      ['neutron net-update spare --name=-n --router:external=True'],
      ['openstack network set --name=-n --external spare'],
    ],
    [
      { do: 'network.update', networkId: project.networks[0]?.id ?? '', change: { portSecurityEnabled: false } },
      [`neutron net-update ${project.networks[0]?.name} --port-security-enabled=False`],
      [`openstack network set --disable-port-security ${project.networks[0]?.name}`],
    ],
  ],
  'host.rename': [
    [{ do: 'host.rename', name: 'compute3', to: 'node3' }, ['# other-things'], ['# other-things']],
    // Its ports say where they are.
    [
      { do: 'host.rename', name: 'compute2', to: 'node2' },
      ['# ids', 'neutron port-update 617d20fb-a635-4a03-95b1-bc15093fe32f --binding:host_id=node2', '# other-things'],
      ['# ids', 'openstack port set --host node2 617d20fb-a635-4a03-95b1-bc15093fe32f', '# other-things'],
    ],
  ],
  'host.update': [
    [
      { do: 'host.update', name: 'compute1', change: { firewallDriver: 'noop', enableIpset: false } },
      [
        '# host-settings',
        '> [securitygroup]',
        '> firewall_driver = neutron.agent.firewall.NoopFirewallDriver',
        '> enable_ipset = False',
      ],
      [
        '# host-settings',
        '> [securitygroup]',
        '> firewall_driver = neutron.agent.firewall.NoopFirewallDriver',
        '> enable_ipset = False',
      ],
    ],
    [
      {
        do: 'host.update',
        name: 'compute1',
        change: { release: '25.2', firewallDriver: 'iptables', comments: false, ipv6: false },
      },
      [
        ...['# host-release', '# host-ipv6', '# host-settings', '> [securitygroup]', '> firewall_driver = iptables'],
        ...['> [AGENT]', '> comment_iptables_rules = False'],
      ],
      [
        ...['# host-release', '# host-ipv6', '# host-settings', '> [securitygroup]', '> firewall_driver = iptables'],
        ...['> [AGENT]', '> comment_iptables_rules = False'],
      ],
    ],
  ],
  'address-group.create': [
    [
      {
        do: 'address-group.create',
        group: { id: id(51), name: 'dmz 1', description: '', addresses: ['10.9.0.0/16', '10.8.0.1/32'] },
      },
      ['# no-address-groups'],
      ["openstack address group create --address 10.9.0.0/16 --address 10.8.0.1/32 'dmz 1'"],
    ],
  ],
  'address-group.update': [
    [
      { do: 'address-group.update', id: lan.id, change: { name: 'wan', addresses: ['192.0.2.0/24'] } },
      ['# no-address-groups'],
      [
        'openstack address group unset --address 10.0.0.0/8 lan',
        'openstack address group set --name wan --address 192.0.2.0/24 lan',
      ],
    ],
  ],
  'address-group.delete': [
    [{ do: 'address-group.delete', id: lan.id }, ['# no-address-groups'], ['openstack address group delete lan']],
  ],
}

const withoutDefault = {
  ...project,
  securityGroups: project.securityGroups.map((each) => (each.name === 'default' ? { ...each, name: 'was default' } : each)),
}

describe('every edit as commands', () => {
  test.each(Object.values(EVERY).flat())('$0', (edit, neutron, openstack) => {
    const of = edit.do === 'group.create-default' ? withoutDefault : project
    expect(said(edit, 'neutron', of)).toEqual(neutron)
    expect(said(edit, 'openstack', of)).toEqual(openstack)
  })

  test('no edit has none, and no change none', () => {
    expect(told(commandsBetween(project, project, 'neutron'))).toEqual([])
    expect(told(commandsBetween(project, structuredClone(project), 'openstack'))).toEqual([])
  })

  test('a removed one of several groups is taken off alone', () => {
    const two = after({ do: 'port.bind', portId: P1, groupId: id(1) })
    expect(said({ do: 'port.unbind', portId: P1, groupId: id(1) }, 'openstack', two)).toContain(
      `openstack port unset --security-group web ${P1}`,
    )
  })

  test('releases without descriptions of rules say so', () => {
    const edit: Edit = { do: 'rule.create', groupId: id(1), rule: rule({ description: 'why' }) }
    const old = { ...project, apiRelease: '2014.2' as const }
    expect(said(edit, 'neutron', old)).toEqual([
      '# rule-descriptions',
      'neutron security-group-rule-create --direction ingress --ethertype IPv4 web',
    ])
  })
})
