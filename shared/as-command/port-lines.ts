import type { AllowedAddressPair, FixedIp, Port } from '../project/schema.ts'
import type { RuleWriter } from './rule-lines.ts'
import { option } from './script.ts'

/**
 * Ports as commands: python-neutronclient 2.3.9 and 2.4.0 (neutron/v2_0/port.py), python-openstackclient 8.0.0 (network/v2/port.py).
 * `neutron` always says the whole list; `openstack port set` adds to what is there, and begins anew with `--no-…`.
 */
export function updatePort(writer: RuleWriter, was: Port, is: Port): void {
  if (was === is) return
  if (writer.client === 'neutron') neutronPort(writer, was, is)
  else openstackPort(writer, was, is)
}

/** What a port has, said as a whole: whatever it had before. */
export function setPort(writer: RuleWriter, port: Port): void {
  const { client, names, out } = writer
  const { securityGroupIds, allowedAddressPairs, portSecurityEnabled } = port
  const groups = securityGroupIds.map(names.group)
  if (client === 'neutron')
    out.command([
      ...['neutron', 'port-update', ...neutronGroups(groups), names.port(port.id)],
      ...(portSecurityEnabled ? [] : ['--port-security-enabled=False']),
      ...(allowedAddressPairs.length === 0 ? [] : neutronList('--allowed-address-pairs', allowedAddressPairs.map(neutronPair))),
    ])
  else
    out.command([
      ...['openstack', 'port', 'set', '--no-security-group'],
      ...groups.flatMap((group) => option('--security-group', group)),
      ...(portSecurityEnabled ? [] : ['--disable-port-security']),
      ...(allowedAddressPairs.length === 0 ? [] : openstackPairs(allowedAddressPairs, true)),
      names.port(port.id),
    ])
}

function neutronPort({ names, out }: RuleWriter, was: Port, is: Port): void {
  const { gone, come } = listChange(was.securityGroupIds, is.securityGroupIds)
  const known = gone.length + come.length > 0 ? neutronGroups(is.securityGroupIds.map(names.group)) : []
  // Behind the port: what this client passes on to the API. Values that could be taken for a type are one word with their name.
  const passedOn = [
    ...(was.name === is.name ? [] : [`--name=${is.name}`]),
    ...(was.macAddress === is.macAddress ? [] : [`--mac-address=${is.macAddress}`]),
    ...(was.deviceId === is.deviceId ? [] : [`--device-id=${is.deviceId}`]),
    ...(was.deviceOwner === is.deviceOwner ? [] : [`--device-owner=${is.deviceOwner}`]),
    ...(was.hostName === is.hostName ? [] : [`--binding:host_id=${is.hostName ?? ''}`]),
    ...(was.portSecurityEnabled === is.portSecurityEnabled
      ? []
      : [`--port-security-enabled=${is.portSecurityEnabled ? 'True' : 'False'}`]),
    ...(same(was.fixedIps, is.fixedIps) ? [] : neutronList('--fixed-ips', is.fixedIps.map(neutronFixedIp))),
    ...(same(was.allowedAddressPairs, is.allowedAddressPairs)
      ? []
      : neutronList('--allowed-address-pairs', is.allowedAddressPairs.map(neutronPair))),
  ]
  if (known.length + passedOn.length > 0) out.command(['neutron', 'port-update', ...known, names.portBefore(is.id), ...passedOn])
}

export const neutronGroups = (groups: readonly string[]): string[] =>
  groups.length === 0 ? ['--no-security-groups'] : groups.flatMap((group) => option('--security-group', group))

export const neutronList = (name: string, values: readonly string[]): string[] =>
  values.length === 0 ? [name, 'action=clear'] : [name, 'type=dict', 'list=true', ...values]

export const neutronFixedIp = ({ subnetId, ipAddress }: FixedIp): string => `subnet_id=${subnetId},ip_address=${ipAddress}`
export const neutronPair = ({ ipAddress, macAddress }: AllowedAddressPair): string =>
  `ip_address=${ipAddress}${macAddress === null ? '' : `,mac_address=${macAddress}`}`

function openstackPort({ names, out }: RuleWriter, was: Port, is: Port): void {
  const rest = [
    ...(was.name === is.name ? [] : option('--name', is.name)),
    ...(was.macAddress === is.macAddress ? [] : option('--mac-address', is.macAddress)),
    ...(was.deviceId === is.deviceId ? [] : option('--device', is.deviceId)),
    ...(was.deviceOwner === is.deviceOwner ? [] : option('--device-owner', is.deviceOwner)),
    ...(was.hostName === is.hostName || is.hostName === null ? [] : option('--host', is.hostName)),
    ...openstackSwitch(was, is),
    ...openstackFixedIps(was.fixedIps, is.fixedIps),
    ...openstackAllowed(was.allowedAddressPairs, is.allowedAddressPairs),
  ]
  const { gone, come } = listChange(was.securityGroupIds, is.securityGroupIds)
  const named = (ids: readonly string[]) => ids.flatMap((id) => option('--security-group', names.group(id)))
  const onlyOff = gone.length > 0 && come.length === 0 && rest.length === 0 && is.securityGroupIds.length > 0
  const unset = [...(onlyOff ? named(gone) : []), ...(was.hostName !== null && is.hostName === null ? ['--host'] : [])]
  const groups = onlyOff ? [] : gone.length > 0 ? ['--no-security-group', ...named(is.securityGroupIds)] : named(come)
  const set = [...groups, ...rest]
  if (unset.length > 0) out.command(['openstack', 'port', 'unset', ...unset, names.portBefore(is.id)])
  if (set.length > 0) out.command(['openstack', 'port', 'set', ...set, names.portBefore(is.id)])
}

export const openstackSwitch = (was: Pick<Port, 'portSecurityEnabled'>, is: Pick<Port, 'portSecurityEnabled'>): string[] =>
  was.portSecurityEnabled === is.portSecurityEnabled
    ? []
    : [is.portSecurityEnabled ? '--enable-port-security' : '--disable-port-security']

function openstackFixedIps(was: readonly FixedIp[], is: readonly FixedIp[]): string[] {
  const { gone, come } = listChange(was, is)
  const words = (ips: readonly FixedIp[]) =>
    ips.flatMap(({ subnetId, ipAddress }) => option('--fixed-ip', `subnet=${subnetId},ip-address=${ipAddress}`))
  return gone.length > 0 ? ['--no-fixed-ip', ...words(is)] : words(come)
}

function openstackAllowed(was: readonly AllowedAddressPair[], is: readonly AllowedAddressPair[]): string[] {
  const { gone, come } = listChange(was, is)
  return gone.length > 0 ? openstackPairs(is, true) : openstackPairs(come, false)
}

export const openstackPairs = (pairs: readonly AllowedAddressPair[], anew: boolean): string[] => [
  ...(anew ? ['--no-allowed-address'] : []),
  ...pairs.flatMap(({ ipAddress, macAddress }) =>
    option('--allowed-address', `ip-address=${ipAddress}${macAddress === null ? '' : `,mac-address=${macAddress}`}`),
  ),
]

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** What a list lost and gained; its order means nothing to the API. */
function listChange<T>(was: readonly T[], is: readonly T[]): { readonly gone: readonly T[]; readonly come: readonly T[] } {
  if (was === is) return { gone: [], come: [] }
  const keys = (list: readonly T[]) => new Set(list.map((each) => JSON.stringify(each)))
  const [before, after] = [keys(was), keys(is)]
  return {
    gone: was.filter((each) => !after.has(JSON.stringify(each))),
    come: is.filter((each) => !before.has(JSON.stringify(each))),
  }
}
