import { describe, expect, test } from 'vitest'
import { apiErrorOf } from '#shared/project/answers/api-errors'
import { articleSevenRules } from '#shared/project/article'
import { defaultGroupOf } from '#shared/project/default-group'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { freeAddress } from '#shared/project/free-address'
import type { Port, Project, Release, Subnet } from '#shared/project/schema'

/** Ports, VMs, networks and subnets that come and go, as the server of the release takes it. */
const project: Project = { ...articleSevenRules, apiRelease: '25.2' }
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the article lacks it')
  return value
}
const net1 = must(project.networks.find(({ name }) => name === 'net1'))
const net2 = must(project.networks.find(({ name }) => name === 'net2'))
const outside = must(project.networks.find(({ external }) => external))
const subnet1 = must(project.subnets.find(({ cidr }) => cidr === '91.1.180.0/24'))
const vm1 = must(project.ports.find(({ fixedIps }) => fixedIps.some(({ ipAddress }) => ipAddress === '91.1.180.14')))
const spare: Subnet = {
  ...{ id: id(1), networkId: net2.id, ipVersion: 6, cidr: '2001:db8::/64', gatewayIp: 'fe80::1', enableDhcp: true },
}
const port: Port = {
  ...{ id: id(9), name: '', networkId: net1.id, macAddress: 'fa:16:3e:00:00:09', fixedIps: [], deviceId: '', deviceOwner: '' },
  ...{ hostName: null, securityGroupIds: [], allowedAddressPairs: [], portSecurityEnabled: true },
}

function edited(edit: Edit, of = project): Project {
  const done = applyEdit(of, edit)
  if (!done.ok) throw new Error(JSON.stringify(done.error))
  return done.value
}
/** The first reason, with Neutron's own error. */
function refusal(edit: Edit, of = project, release: Release = '25.2'): string {
  const done = applyEdit({ ...of, apiRelease: release }, edit)
  if (done.ok) return 'done'
  const code = done.error[0]?.code ?? ''
  const error = apiErrorOf(code, release)
  return [code, ...(error === null ? [] : [error.type, error.status])].join(' ')
}

describe('a port', () => {
  test('is made with a VM and with the default group that the server makes', () => {
    const empty = { ...project, securityGroups: [], ports: project.ports.map((each) => ({ ...each, securityGroupIds: [] })) }
    const group = { id: id(50), ruleIds: [51, 52, 53, 54].map(id) }
    const made = edited(
      {
        ...{ do: 'port.create', vm: { id: id(7), name: 'vm7' }, defaultGroup: group },
        port: { ...port, deviceId: id(7), deviceOwner: 'compute:nova', securityGroupIds: [id(50)] },
      },
      empty,
    )
    expect(made.vms.at(-1)).toEqual({ id: id(7), name: 'vm7' })
    expect(defaultGroupOf(made)?.rules.map((r) => [r.direction, r.ethertype, r.remoteGroupId])).toEqual([
      ['ingress', 'IPv4', id(50)],
      ['egress', 'IPv4', null],
      ['ingress', 'IPv6', id(50)],
      ['egress', 'IPv6', null],
    ])
    expect(refusal({ do: 'group.delete', id: id(50) }, { ...made, ports: [], floatingIps: [] })).toMatch(
      'SecurityGroupCannotRemoveDefault',
    )
    expect(refusal({ do: 'group.create-default', group: { id: id(60), ruleIds: [61, 62, 63, 64].map(id) } }, made)).toMatch(
      'SecurityGroupDefaultAlreadyExists',
    )
  })

  test('of Neutron itself gets neither groups nor port security', () => {
    const groups = project.securityGroups.slice(0, 1).map((group) => group.id)
    const own = { ...port, deviceOwner: 'network:dhcp', securityGroupIds: groups }
    const made = (release: Release) => edited({ do: 'port.create', port: own }, { ...project, apiRelease: release }).ports.at(-1)
    expect(made('25.2')).toMatchObject({ securityGroupIds: [], portSecurityEnabled: false })
    expect(made('2014.2')).toMatchObject({ securityGroupIds: [], portSecurityEnabled: true })
  })

  test.each<[Partial<Port>, Release, string]>([
    [{ macAddress: vm1.macAddress.toUpperCase() }, '25.2', 'mac.taken MacAddressInUse 409'],
    [{ fixedIps: [{ subnetId: subnet1.id, ipAddress: '91.1.180.14' }] }, '25.2', 'address.taken IpAddressAlreadyAllocated 409'],
    [{ fixedIps: [{ subnetId: subnet1.id, ipAddress: '91.1.180.14' }] }, '2015.1', 'address.taken IpAddressInUse 409'],
    [{ fixedIps: [{ subnetId: subnet1.id, ipAddress: '10.0.0.1' }] }, '25.2', 'address.outside-subnet InvalidIpForSubnet 400'],
    [
      { networkId: net2.id, fixedIps: [{ subnetId: subnet1.id, ipAddress: '91.1.180.99' }] },
      '25.2',
      'subnet.of-other-network InvalidInput 400',
    ],
    [
      { portSecurityEnabled: false, securityGroupIds: vm1.securityGroupIds },
      '25.2',
      'port.groups-without-security PortSecurityAndIPRequiredForSecurityGroups 400',
    ],
    [{ portSecurityEnabled: false }, '2014.2', 'port.security-of-release HTTPBadRequest 400'],
    [{ portSecurityEnabled: false }, '25.2', 'done'],
    [{ deviceOwner: 'compute:nova', deviceId: id(404) }, '25.2', 'vm.unknown'],
    [
      { fixedIps: [21, 22, 23, 24, 25, 26].map((n) => ({ subnetId: subnet1.id, ipAddress: `91.1.180.${n}` })) },
      '2014.2',
      'port.too-many-addresses InvalidInput 400',
    ],
    [{ fixedIps: [21, 22, 23, 24, 25, 26].map((n) => ({ subnetId: subnet1.id, ipAddress: `91.1.180.${n}` })) }, '21.0', 'done'],
  ])('is judged: %j in %s is %s', (change, release, answer) => {
    expect(refusal({ do: 'port.create', port: { ...port, ...change } }, project, release)).toBe(answer)
  })

  test('goes with its floating IPs; a VM goes with its ports', () => {
    const without = edited({ do: 'port.delete', portId: vm1.id })
    expect(without.ports.some((each) => each.id === vm1.id)).toBe(false)
    expect(project.floatingIps.length - without.floatingIps.length).toBe(1)
    expect(without.vms).toBe(project.vms)
    const gone = edited({ do: 'vm.delete', vmId: vm1.deviceId })
    expect(gone.vms.some((vm) => vm.id === vm1.deviceId)).toBe(false)
    expect(gone.ports.filter(({ deviceId }) => deviceId === vm1.deviceId)).toEqual([])
    expect(gone.floatingIps).toEqual(without.floatingIps)
  })

  test('of a router stays while a floating IP needs it', () => {
    const of = (owner: string, network: string) =>
      must(project.ports.find((each) => each.deviceOwner === owner && each.networkId === network)).id
    expect(refusal({ do: 'port.delete', portId: of('network:router_gateway', outside.id) })).toBe(
      'port.gateway-in-use RouterExternalGatewayInUseByFloatingIp 409',
    )
    expect(refusal({ do: 'port.delete', portId: of('network:router_interface', net1.id) })).toBe(
      'port.interface-in-use RouterInterfaceInUseByFloatingIP 409',
    )
    const free = edited({ do: 'port.delete', portId: vm1.id })
    expect(refusal({ do: 'port.delete', portId: of('network:router_interface', net1.id) }, free)).toBe('done')
  })
})

describe('a network', () => {
  test('goes with subnets and DHCP ports, and not while others are on it', () => {
    expect(refusal({ do: 'network.delete', networkId: net1.id })).toBe('network.in-use NetworkInUse 409')
    const alone = {
      ...project,
      ports: project.ports.filter((each) => each.networkId !== net1.id || each.deviceOwner === 'network:dhcp'),
    }
    const bare = { ...alone, floatingIps: [] }
    const gone = edited({ do: 'network.delete', networkId: net1.id }, bare)
    expect(gone.subnets.filter(({ networkId }) => networkId === net1.id)).toEqual([])
    expect(gone.ports.filter(({ networkId }) => networkId === net1.id)).toEqual([])
    expect(refusal({ do: 'network.delete', networkId: outside.id }, { ...bare, ports: [] })).toBe('network.outside-hosts')
  })

  test('with gateways stays external, and 2014.2 knows no port security', () => {
    const change = (network: string, is: Extract<Edit, { do: 'network.update' }>['change'], release?: Release) =>
      refusal({ do: 'network.update', networkId: network, change: is }, project, release)
    expect(change(outside.id, { external: false })).toBe('network.external-in-use ExternalNetworkInUse 409')
    expect(change(net1.id, { external: true, name: '' })).toBe('done')
    expect(change(net1.id, { portSecurityEnabled: false }, '2014.2')).toBe('port.security-of-release HTTPBadRequest 400')
  })
})

describe('a subnet', () => {
  test.each<[Partial<Subnet>, string]>([
    [{}, 'done'],
    [{ ipv6RaMode: 'slaac' }, 'done'],
    [{ ipv6RaMode: 'slaac', enableDhcp: false }, 'subnet.mode-without-dhcp InvalidInput 400'],
    [{ ipVersion: 4, cidr: '10.0.0.0/24', gatewayIp: null, ipv6RaMode: 'slaac' }, 'subnet.mode-of-ipv4 InvalidInput 400'],
    [{ networkId: net1.id, ipVersion: 4, cidr: '91.1.0.0/16', gatewayIp: null }, 'subnet.overlaps InvalidInput 400'],
    [{ ipVersion: 4, cidr: '91.1.180.0/24', gatewayIp: null }, 'done'],
    [{ ipVersion: 4 }, 'subnet.cidr-family InvalidInput 400'],
    [{ cidr: '2001:db8::1/64' }, 'subnet.cidr-host-bits HTTPBadRequest 400'],
    [{ cidr: '2001:db8' }, 'subnet.cidr-bad HTTPBadRequest 400'],
    [{ networkId: id(404) }, 'network.unknown NetworkNotFound 404'],
  ])('is judged: %j is %s', (change, answer) => {
    expect(refusal({ do: 'subnet.create', subnet: { ...spare, ...change } })).toBe(answer)
  })

  test('changes its prefix while nothing has an address of it', () => {
    const change = { cidr: '10.9.0.0/16', gatewayIp: null }
    expect(refusal({ do: 'subnet.update', subnetId: subnet1.id, change })).toBe('subnet.in-use SubnetInUse 409')
    const of = edited({ do: 'subnet.create', subnet: { ...spare, ipv6RaMode: 'slaac' } })
    const moved = edited({ do: 'subnet.update', subnetId: spare.id, change: { cidr: '2001:db8:1::/64', ipv6RaMode: null } }, of)
    expect(moved.subnets.at(-1)).toEqual({ ...spare, cidr: '2001:db8:1::/64' })
  })

  test("keeps the gateway that is a router's address", () => {
    expect(refusal({ do: 'subnet.update', subnetId: subnet1.id, change: { gatewayIp: null } })).toBe(
      'subnet.gateway-in-use GatewayIpInUse 409',
    )
  })

  test('goes with the addresses of DHCP ports, and with a port that has no other', () => {
    expect(refusal({ do: 'subnet.delete', subnetId: subnet1.id })).toBe('subnet.in-use SubnetInUse 409')
    const dhcp = must(project.ports.find(({ deviceOwner }) => deviceOwner === 'network:dhcp'))
    const own = must(dhcp.fixedIps[0]).subnetId
    const bare = { ...project, floatingIps: [], ports: [dhcp] }
    expect(edited({ do: 'subnet.delete', subnetId: own }, bare).ports).toEqual([])
    const two = { ...dhcp, fixedIps: [...dhcp.fixedIps, { subnetId: subnet1.id, ipAddress: '91.1.180.2' }] }
    const left = edited({ do: 'subnet.delete', subnetId: own }, { ...bare, ports: [two] }).ports
    expect(left.map(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress))).toEqual([['91.1.180.2']])
  })
})

describe('an address that nobody has', () => {
  test('is the first free one, behind gateway, ports, floating IPs and outside hosts', () => {
    const tiny: Subnet = { ...subnet1, id: id(2), networkId: net2.id, cidr: '10.0.0.0/29', gatewayIp: '10.0.0.1' }
    const taken = (n: number): Port => ({
      ...port,
      id: id(n),
      networkId: net2.id,
      fixedIps: [{ subnetId: id(2), ipAddress: `10.0.0.${n}` }],
    })
    const of = { ...project, subnets: [...project.subnets, tiny], ports: [2, 3, 5].map(taken) }
    expect(freeAddress(of, tiny, port.macAddress)).toBe('10.0.0.4')
    expect(freeAddress({ ...of, ports: [2, 3, 4, 5, 6].map(taken) }, tiny, port.macAddress)).toBeNull()
    expect(freeAddress(project, { ...spare, gatewayIp: '2001:db8::1' }, port.macAddress)).toBe('2001:db8::2')
  })

  test("is the card's own where hosts make their addresses", () => {
    expect(freeAddress(project, { ...spare, ipv6RaMode: 'slaac' }, 'fa:16:3e:00:00:09')).toBe('2001:db8::f816:3eff:fe00:9')
  })
})
