import { DHCP_OWNER, GATEWAY_OWNER, portKind, ROUTER_OWNER, VM_OWNER } from '#shared/project/device-owner'
import type { Port, Project } from '#shared/project/schema'
import { translatePorts as t } from '../../texts/i18n.ts'

/** What a port can belong to: `device_owner` and `device_id`, as one choice. */
export interface Owner {
  readonly deviceOwner: string
  readonly deviceId: string
}
export interface OwnerOption {
  readonly value: string
  readonly label: string
  readonly owner: Owner
}

/** Of DHCP servers Neutron writes `dhcp` and ids of host and network; which host, means nothing here. */
const DHCP_DEVICE = 'dhcp'

export const ownerValue = ({ deviceOwner, deviceId }: Owner): string => `${deviceOwner} ${deviceId}`

const option = (label: string, deviceOwner: string, deviceId: string): OwnerOption => {
  const owner = { deviceOwner, deviceId }
  return { value: ownerValue(owner), label, owner }
}

/** In the language of the moment. A port's own owner is among them, whatever it is. */
export function ownerOptions(project: Project, own: Port | null): readonly OwnerOption[] {
  const options = [
    ...project.vms.map(({ id, name }) =>
      option(t('owner.vm', { name }), own?.deviceId === id && portKind(own) === 'vm' ? own.deviceOwner : VM_OWNER, id),
    ),
    ...project.routers.flatMap(({ id, name }) => [
      option(t('owner.router', { name }), ROUTER_OWNER, id),
      option(t('owner.gateway', { name }), GATEWAY_OWNER, id),
    ]),
    option(t('owner.dhcp'), DHCP_OWNER, own !== null && portKind(own) === 'dhcp' ? own.deviceId : DHCP_DEVICE),
    option(t('owner.nobody'), '', ''),
  ]
  if (own === null || options.some(({ value }) => value === ownerValue(own))) return options
  return [...options, option([own.deviceOwner, own.deviceId].filter(Boolean).join(' '), own.deviceOwner, own.deviceId)]
}
