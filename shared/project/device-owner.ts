import type { Port, Project } from './schema.ts'

/** What a port belongs to, by the beginning of its `device_owner` (neutron_lib/constants.py). */
export type PortKind = 'vm' | 'router' | 'gateway' | 'dhcp' | 'service' | 'other'

export const VM_OWNER = 'compute:nova'
export const ROUTER_OWNER = 'network:router_interface'
export const GATEWAY_OWNER = 'network:router_gateway'
export const DHCP_OWNER = 'network:dhcp'

/** `service`: any other port of Neutron's own. `other`: one that nobody has taken yet, or that belongs to something else. */
export function portKind({ deviceOwner }: Pick<Port, 'deviceOwner'>): PortKind {
  if (deviceOwner.startsWith('compute:')) return 'vm'
  if (deviceOwner === GATEWAY_OWNER) return 'gateway'
  if (deviceOwner === DHCP_OWNER) return 'dhcp'
  if (deviceOwner.startsWith('network:router')) return 'router'
  return isTrusted({ deviceOwner }) ? 'service' : 'other'
}

/** Neutron trusts what is its own (neutron_lib/utils/net.py, is_port_trusted): such a port gets no group and no port security. */
export const isTrusted = ({ deviceOwner }: Pick<Port, 'deviceOwner'>): boolean => deviceOwner.startsWith('network:')

/** What the port's device is called; null when it has none that the project knows. */
export function deviceName(project: Project, { deviceId }: Pick<Port, 'deviceId'>): string | null {
  const named = project.vms.find(({ id }) => id === deviceId) ?? project.routers.find(({ id }) => id === deviceId)
  return named === undefined ? null : named.name
}
