import type { Edit, EditName } from '#shared/project/edit-schema'
import type { Host, Port } from '#shared/project/schema'
import { id, P2, project, ROUTER } from './cloud.ts'

/** What comes and goes beside rules: each edit with its commands of `neutron` and of `openstack`. */
const [VM1, VM2] = ['7b000001-0000-4000-8000-000000000001', '7b000002-0000-4000-8000-000000000002']
const SUBNET = '13888749-12b3-462e-9afe-c527bd0a297e'
const newPort: Port = {
  ...{ id: id(99), name: '', networkId: project.networks[0]?.id ?? '', macAddress: 'fa:16:3e:00:00:09', deviceId: VM1 },
  ...{ deviceOwner: 'compute:nova', hostName: 'compute1', securityGroupIds: [id(1)], portSecurityEnabled: true },
  fixedIps: [{ subnetId: SUBNET, ipAddress: '91.1.180.99' }],
  allowedAddressPairs: [{ ipAddress: '10.9.0.0/16', macAddress: null }],
}

type Come = Extract<EditName, `${string}.create` | `${string}.delete` | 'group.create-default' | `subnet.${string}`>
type Named = Exclude<Come, 'group.create' | 'group.delete' | `rule.${string}` | `address-group.${string}`>

export const PLUGGED: { readonly [K in Named]: readonly [Edit, readonly string[], readonly string[]][] } = {
  'port.create': [
    [
      { do: 'port.create', port: newPort },
      [
        '# ids',
        `neutron port-create --mac-address fa:16:3e:00:00:09 --device-id ${VM1} --device-owner compute:nova --fixed-ip subnet_id=${SUBNET},ip_address=91.1.180.99 --security-group web net1 --binding:host_id=compute1 --allowed-address-pairs type=dict list=true ip_address=10.9.0.0/16`,
        '# new-id',
      ],
      [
        '# ids',
        `openstack port create --network net1 --mac-address fa:16:3e:00:00:09 --device ${VM1} --device-owner compute:nova --fixed-ip subnet=${SUBNET},ip-address=91.1.180.99 --host compute1 --security-group web --allowed-address ip-address=10.9.0.0/16 ''`,
        '# new-id',
      ],
    ],
    [
      {
        do: 'port.create',
        port: { ...newPort, name: 'p 9', hostName: null, fixedIps: [], allowedAddressPairs: [], deviceId: id(77) },
        vm: { id: id(77), name: 'vm9' },
      },
      [
        `neutron port-create --name 'p 9' --mac-address fa:16:3e:00:00:09 --device-id ${id(77)} --device-owner compute:nova --security-group web net1 --fixed-ips type=dict list=true`,
        '# other-things',
      ],
      [
        `openstack port create --network net1 --mac-address fa:16:3e:00:00:09 --device ${id(77)} --device-owner compute:nova --no-fixed-ip --security-group web 'p 9'`,
        '# other-things',
      ],
    ],
    [
      {
        do: 'port.create',
        port: {
          ...newPort,
          name: 'r1 net1',
          deviceId: ROUTER,
          deviceOwner: 'network:router_interface',
          hostName: null,
          allowedAddressPairs: [],
        },
      },
      [
        `neutron port-create --name 'r1 net1' --mac-address fa:16:3e:00:00:09 --fixed-ip subnet_id=${SUBNET},ip_address=91.1.180.99 net1`,
        "neutron router-interface-add r1 'port=r1 net1'",
      ],
      [
        `openstack port create --network net1 --mac-address fa:16:3e:00:00:09 --fixed-ip subnet=${SUBNET},ip-address=91.1.180.99 'r1 net1'`,
        "openstack router add port r1 'r1 net1'",
      ],
    ],
  ],
  'port.delete': [
    [{ do: 'port.delete', portId: P2 }, ['# ids', `neutron port-delete ${P2}`], ['# ids', `openstack port delete ${P2}`]],
  ],
  'vm.delete': [
    [
      { do: 'vm.delete', vmId: VM2 },
      ['# ids', `neutron port-delete ${P2}`, 'nova delete vm2'],
      ['# ids', `openstack port delete ${P2}`, 'openstack server delete vm2'],
    ],
  ],
  'group.create-default': [
    [
      { do: 'group.create-default', group: { id: id(9), ruleIds: [91, 92, 93, 94].map(id) } },
      ['# default-group', 'neutron security-group-list'],
      ['# default-group', 'openstack security group list'],
    ],
  ],
  'network.create': [
    [
      { do: 'network.create', network: { id: id(60), name: 'net 6', external: true, portSecurityEnabled: false } },
      ["neutron net-create --router:external=True --port-security-enabled=False 'net 6'"],
      ["openstack network create --external --disable-port-security 'net 6'"],
    ],
  ],
  'network.delete': [
    [{ do: 'network.delete', networkId: id(61) }, ['neutron net-delete spare'], ['openstack network delete spare']],
  ],
  'subnet.create': [
    [
      {
        do: 'subnet.create',
        subnet: {
          ...{ id: id(70), networkId: id(61), ipVersion: 6, cidr: '2001:db8:7::/64', gatewayIp: null, enableDhcp: true },
          ipv6RaMode: 'slaac',
        },
      },
      ['neutron subnet-create --ip-version 6 --ipv6-ra-mode slaac --no-gateway spare 2001:db8:7::/64', '# new-id'],
      [
        "openstack subnet create --network spare --subnet-range 2001:db8:7::/64 --ip-version 6 --ipv6-ra-mode slaac --gateway none ''",
        '# new-id',
      ],
    ],
  ],
  'subnet.update': [
    [
      { do: 'subnet.update', subnetId: id(62), change: { gatewayIp: '10.6.0.2', enableDhcp: false } },
      [`neutron subnet-update --gateway 10.6.0.2 --disable-dhcp ${id(62)}`],
      [`openstack subnet set --gateway 10.6.0.2 --no-dhcp ${id(62)}`],
    ],
    [
      { do: 'subnet.update', subnetId: id(62), change: { cidr: '10.7.0.0/16', gatewayIp: '10.7.0.1' } },
      [`neutron subnet-delete ${id(62)}`, 'neutron subnet-create --gateway 10.7.0.1 spare 10.7.0.0/16', '# new-id'],
      [
        `openstack subnet delete ${id(62)}`,
        "openstack subnet create --network spare --subnet-range 10.7.0.0/16 --gateway 10.7.0.1 ''",
        '# new-id',
      ],
    ],
  ],
  'subnet.delete': [
    [{ do: 'subnet.delete', subnetId: id(62) }, [`neutron subnet-delete ${id(62)}`], [`openstack subnet delete ${id(62)}`]],
  ],
  'host.create': [
    [{ do: 'host.create', host: { ...(project.hosts[0] as Host), name: 'compute9' } }, ['# other-things'], ['# other-things']],
  ],
  'host.delete': [[{ do: 'host.delete', name: 'compute3' }, ['# other-things'], ['# other-things']]],
}
