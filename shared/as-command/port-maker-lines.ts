import { GATEWAY_OWNER, isTrusted, portKind } from '../project/device-owner.ts'
import type { FixedIp, Port } from '../project/schema.ts'
import { neutronFixedIp, neutronGroups, neutronList, neutronPair, openstackPairs } from './port-lines.ts'
import type { RuleWriter } from './rule-lines.ts'
import { option, positional } from './script.ts'

/**
 * Ports that come and go, by the sources of `port-lines.ts`. Those of routers are the router's to give: an interface is a port that the
 * router takes (neutron/v2_0/router.py; openstackclient's network/v2/router.py), a gateway is made by the server.
 */
export function createPort(writer: RuleWriter, port: Port): void {
  if (port.deviceOwner === GATEWAY_OWNER) {
    setGateway(writer, port)
    return
  }
  const { client, names, out } = writer
  const isRouters = portKind(port) === 'router'
  if (client === 'neutron') neutronPort(writer, port, isRouters)
  else openstackPort(writer, port, isRouters)
  const name = names.port(port.id)
  if (name === port.id) out.note('new-id', { id: port.id })
  if (!isRouters) return
  const router = names.router(port.deviceId)
  out.command(
    client === 'neutron'
      ? ['neutron', 'router-interface-add', router, `port=${name}`]
      : ['openstack', 'router', 'add', 'port', router, name],
  )
}

function neutronPort({ names, out }: RuleWriter, port: Port, isRouters: boolean): void {
  const { fixedIps, allowedAddressPairs } = port
  out.command([
    ...['neutron', 'port-create', ...(port.name === '' ? [] : option('--name', port.name))],
    ...option('--mac-address', port.macAddress),
    ...(isRouters ? [] : device(port, '--device-id')),
    ...fixedIps.flatMap((ip) => option('--fixed-ip', neutronFixedIp(ip))),
    ...(isTrusted(port) ? [] : neutronGroups(port.securityGroupIds.map(names.group))),
    names.network(port.networkId),
    // Behind the network: what this client passes on to the API.
    ...(fixedIps.length > 0 ? [] : ['--fixed-ips', 'type=dict', 'list=true']),
    ...(port.hostName === null ? [] : [`--binding:host_id=${port.hostName}`]),
    ...(isTrusted(port) || port.portSecurityEnabled ? [] : ['--port-security-enabled=False']),
    ...(allowedAddressPairs.length === 0 ? [] : neutronList('--allowed-address-pairs', allowedAddressPairs.map(neutronPair))),
  ])
}

function openstackPort({ names, out }: RuleWriter, port: Port, isRouters: boolean): void {
  const { fixedIps, securityGroupIds } = port
  const groups =
    securityGroupIds.length === 0
      ? ['--no-security-group']
      : securityGroupIds.flatMap((id) => option('--security-group', names.group(id)))
  out.command([
    ...['openstack', 'port', 'create', '--network', names.network(port.networkId)],
    ...option('--mac-address', port.macAddress),
    ...(isRouters ? [] : device(port, '--device')),
    ...(fixedIps.length === 0 ? ['--no-fixed-ip'] : fixedIps.flatMap((ip) => option('--fixed-ip', openstackFixedIp(ip)))),
    ...(port.hostName === null ? [] : option('--host', port.hostName)),
    ...(isTrusted(port) ? [] : groups),
    ...(isTrusted(port) || port.portSecurityEnabled ? [] : ['--disable-port-security']),
    ...openstackPairs(port.allowedAddressPairs, false),
    ...positional(port.name),
  ])
}

const device = ({ deviceId, deviceOwner }: Port, name: string): string[] => [
  ...(deviceId === '' ? [] : option(name, deviceId)),
  ...(deviceOwner === '' ? [] : option('--device-owner', deviceOwner)),
]

const openstackFixedIp = ({ subnetId, ipAddress }: FixedIp): string => `subnet=${subnetId},ip-address=${ipAddress}`

function setGateway({ client, names, out }: RuleWriter, { deviceId, networkId, fixedIps }: Port): void {
  const [router, network] = [names.router(deviceId), names.network(networkId)]
  out.command(
    client === 'neutron'
      ? ['neutron', 'router-gateway-set', router, network]
      : [
          ...['openstack', 'router', 'set', '--external-gateway', network],
          ...fixedIps.flatMap((ip) => option('--fixed-ip', openstackFixedIp(ip))),
          router,
        ],
  )
}

/** The router deletes the port that it lets go of. */
export function deletePort({ client, names, out }: RuleWriter, port: Port): void {
  const name = names.portBefore(port.id)
  if (port.deviceOwner === GATEWAY_OWNER) {
    const router = names.router(port.deviceId)
    out.command(
      client === 'neutron'
        ? ['neutron', 'router-gateway-clear', router]
        : ['openstack', 'router', 'unset', '--external-gateway', router],
    )
  } else if (portKind(port) === 'router') {
    const router = names.router(port.deviceId)
    out.command(
      client === 'neutron'
        ? ['neutron', 'router-interface-delete', router, `port=${name}`]
        : ['openstack', 'router', 'remove', 'port', router, name],
    )
  } else out.command([...(client === 'neutron' ? ['neutron', 'port-delete'] : ['openstack', 'port', 'delete']), name])
}
