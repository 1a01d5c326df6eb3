import type { Network, Subnet } from '../project/schema.ts'
import { openstackSwitch } from './port-lines.ts'
import type { RuleWriter } from './rule-lines.ts'
import { option, positional } from './script.ts'

/**
 * Networks and subnets as commands: python-neutronclient 2.3.9 and 2.4.0 (neutron/v2_0/network.py, subnet.py), python-openstackclient
 * 8.0.0 (network/v2/network.py, subnet.py). Subnets have no name in the project, so they go by their ids.
 */
export function createNetwork({ client, names, out }: RuleWriter, network: Network): void {
  const { id, name, external, portSecurityEnabled } = network
  if (client === 'neutron')
    out.command([
      ...['neutron', 'net-create'],
      ...(external ? ['--router:external=True'] : []),
      ...(portSecurityEnabled ? [] : ['--port-security-enabled=False']),
      ...positional(name),
    ])
  else
    out.command([
      ...['openstack', 'network', 'create'],
      ...(external ? ['--external'] : []),
      ...(portSecurityEnabled ? [] : ['--disable-port-security']),
      ...positional(name),
    ])
  if (names.network(id) === id) out.note('new-id', { id })
}

export function updateNetwork({ client, names, out }: RuleWriter, was: Network, is: Network): void {
  const words =
    client === 'neutron'
      ? [
          ...(was.name === is.name ? [] : [`--name=${is.name}`]),
          ...(was.external === is.external ? [] : [`--router:external=${python(is.external)}`]),
          ...(was.portSecurityEnabled === is.portSecurityEnabled
            ? []
            : [`--port-security-enabled=${python(is.portSecurityEnabled)}`]),
        ]
      : [
          ...(was.name === is.name ? [] : option('--name', is.name)),
          ...(was.external === is.external ? [] : [is.external ? '--external' : '--internal']),
          ...openstackSwitch(was, is),
        ]
  if (words.length === 0) return
  const network = names.networkBefore(is.id)
  out.command(
    client === 'neutron' ? ['neutron', 'net-update', network, ...words] : ['openstack', 'network', 'set', ...words, network],
  )
}

const python = (on: boolean): string => (on ? 'True' : 'False')

export function deleteNetwork({ client, names, out }: RuleWriter, id: string): void {
  out.command([...(client === 'neutron' ? ['neutron', 'net-delete'] : ['openstack', 'network', 'delete']), names.networkBefore(id)])
}

export function createSubnet({ client, names, out }: RuleWriter, subnet: Subnet): void {
  const { id, networkId, cidr, ipVersion, gatewayIp, enableDhcp, ipv6RaMode } = subnet
  const network = names.network(networkId)
  const version = ipVersion === 6 ? option('--ip-version', 6) : []
  const mode = ipv6RaMode === undefined ? [] : option('--ipv6-ra-mode', ipv6RaMode)
  if (client === 'neutron')
    out.command([
      ...['neutron', 'subnet-create', ...version, ...mode],
      ...(gatewayIp === null ? ['--no-gateway'] : option('--gateway', gatewayIp)),
      ...(enableDhcp ? [] : ['--disable-dhcp']),
      ...[network, cidr],
    ])
  // The client wants a name, and the API does not.
  else
    out.command([
      ...['openstack', 'subnet', 'create', '--network', network, '--subnet-range', cidr, ...version, ...mode],
      ...option('--gateway', gatewayIp ?? 'none'),
      ...(enableDhcp ? [] : ['--no-dhcp']),
      ...positional(''),
    ])
  out.note('new-id', { id })
}

/** The API has no change of the prefix, nor of the mode: the subnet is made anew. */
export function updateSubnet(writer: RuleWriter, was: Subnet, is: Subnet): void {
  if (was === is) return
  const { client, out } = writer
  if (was.cidr !== is.cidr || was.ipv6RaMode !== is.ipv6RaMode || was.networkId !== is.networkId) {
    deleteSubnet(writer, was.id)
    createSubnet(writer, is)
    return
  }
  const hasGateway = was.gatewayIp === is.gatewayIp
  const dhcp = was.enableDhcp === is.enableDhcp
  const words =
    client === 'neutron'
      ? [
          ...(hasGateway ? [] : is.gatewayIp === null ? ['--no-gateway'] : option('--gateway', is.gatewayIp)),
          ...(dhcp ? [] : [is.enableDhcp ? '--enable-dhcp' : '--disable-dhcp']),
        ]
      : [
          ...(hasGateway ? [] : option('--gateway', is.gatewayIp ?? 'none')),
          ...(dhcp ? [] : [is.enableDhcp ? '--dhcp' : '--no-dhcp']),
        ]
  if (words.length > 0)
    out.command([...(client === 'neutron' ? ['neutron', 'subnet-update'] : ['openstack', 'subnet', 'set']), ...words, is.id])
}

export function deleteSubnet({ client, out }: RuleWriter, id: string): void {
  out.command([...(client === 'neutron' ? ['neutron', 'subnet-delete'] : ['openstack', 'subnet', 'delete']), id])
}
