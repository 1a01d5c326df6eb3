import type { FoundBridge, FoundPort } from '#shared/machine/found'
import { neutronIdOf } from '#shared/machine/in-project'
import { type IpAddress, isLinkLocal, parseAddress } from '#shared/net/address'
import { contains, type Prefix, parsePrefix, prefixOf } from '#shared/net/prefix'
import { VM_OWNER } from '#shared/project/device-owner'
import type { FixedIp, Network, Port, Project, Subnet, Vif } from '#shared/project/schema'
import { newId } from '../../new-id.ts'
import type { NewPort } from '../../state/port-edits.ts'
import { NEW_DEFAULT, NEW_VM, type PortDraft, withSecurity } from '../ports/new-port-draft.ts'
import { subnetsOf } from '../ports/subnets.ts'

/** In the place of a network's id: one that is made with the port. */
export const NEW_NETWORK = 'new-network'

/** A device of this machine while it is made a port of the project. Lists are typed with commas between. */
export interface AdoptDraft extends PortDraft {
  readonly vif: Vif | null
  readonly newNetwork: string
  readonly networkName: string
  /** Prefixes of the subnets of a new network. */
  readonly prefixes: string
  /** Ids for as many subnets as can be asked for. */
  readonly subnetIds: readonly string[]
  readonly addresses: string
  /** The bridge's own addresses, which are gateways for what is in it. */
  readonly gateways: readonly string[]
}

const MOST_SUBNETS = 8

/** As it was found: the likeliest MAC address, the addresses seen, and the network whose prefixes they are in, or else a new one. */
export function adoptDraft(project: Project, hostname: string, port: FoundPort, bridge: FoundBridge | null): AdoptDraft {
  const addresses = port.addresses.filter(isOrdinary)
  const { id, vif } = namesOf(port, bridge)
  const host = project.hosts.find(({ name }) => name.toLowerCase() === hostname.toLowerCase()) ?? project.hosts[0]
  const gateways = bridge?.addresses ?? []
  const draft: AdoptDraft = {
    ...{ id, vif, vmId: newId(), owner: NEW_VM, vmName: port.domain ?? port.alias ?? port.device, otherOwner: '', name: '' },
    ...{ host: host?.name ?? '', mac: port.guestMacs[0]?.mac ?? '', fixedIps: [], groups: [], security: true },
    ...{ networkId: fittingNetwork(project, addresses) ?? NEW_NETWORK, newNetwork: newId() },
    ...{ networkName: bridge?.name ?? port.device, addresses: addresses.join(', '), gateways },
    ...{ prefixes: prefixesFor(addresses, gateways).join(', '), subnetIds: Array.from({ length: MOST_SUBNETS }, newId) },
  }
  return { ...draft, ...withSecurity(project, draft, true) }
}

const isOrdinary = (text: string): boolean => {
  const address = parseAddress(text)
  return address.ok && !isLinkLocal(address.value)
}

/** A device that is named as nova names them belongs to a port whose id begins so; any other is named in the port. */
function namesOf({ device }: FoundPort, bridge: FoundBridge | null): { readonly id: string; readonly vif: Vif | null } {
  const own = neutronIdOf(device)
  const id = own === null ? newId() : `${own}${newId().slice(own.length)}`
  const bridgeName = bridge?.name ?? device
  return own !== null && bridgeName === `qbr${own}` ? { id, vif: null } : { id, vif: { deviceName: device, bridgeName } }
}

/** The network that has a subnet for every address; null without addresses, since then none fits better than another. */
function fittingNetwork(project: Project, addresses: readonly string[]): string | null {
  if (addresses.length === 0) return null
  const fits = ({ id }: Network): boolean => addresses.every((address) => subnetFor(subnetsOf(project, id), address) !== null)
  return project.networks.find(fits)?.id ?? null
}

function subnetFor(subnets: readonly Pick<Subnet, 'id' | 'cidr'>[], text: string): string | null {
  const address = parseAddress(text)
  if (!address.ok) return null
  const found = subnets.find(({ cidr }) => {
    const prefix = parsePrefix(cidr)
    return prefix.ok && contains(prefix.value, address.value)
  })
  return found?.id ?? null
}

/** Where the bridge has no address of the same prefix: the usual lengths, /24 and /64. */
function prefixesFor(addresses: readonly string[], gateways: readonly string[]): string[] {
  const known = gateways.flatMap(read)
  const prefix = (address: IpAddress): Prefix =>
    known.find((each) => contains(each, address)) ?? prefixOf(address, address.version === 4 ? 24 : 64)
  const own = addresses.flatMap((text) => {
    const address = parseAddress(text)
    return address.ok ? [prefix(address.value).text] : []
  })
  return [...new Set(own.length > 0 ? own : known.map(({ text }) => text))]
}

const read = (text: string): Prefix[] => {
  const prefix = parsePrefix(text)
  return prefix.ok ? [prefix.value] : []
}

const list = (typed: string): string[] => typed.split(/[,\s]+/).filter((word) => word !== '')

/** The edit that makes the port, and before it the network, where there is none for it: one step of the history. */
export function adoptEdit(project: Project, draft: AdoptDraft, defaultIds: readonly string[]): NewPort {
  const isNew = draft.networkId === NEW_NETWORK
  const networkId = isNew ? draft.newNetwork : draft.networkId
  const subnets = isNew ? newSubnets(draft) : []
  const known = isNew ? subnets : subnetsOf(project, networkId)
  const [groupId = '', ...ruleIds] = defaultIds
  const port: Port = {
    ...{ id: draft.id, name: draft.name.trim(), networkId, macAddress: draft.mac.trim() },
    fixedIps: list(draft.addresses).map(
      (ipAddress): FixedIp => ({ subnetId: subnetFor(known, ipAddress) ?? known[0]?.id ?? '', ipAddress }),
    ),
    ...{ deviceId: draft.vmId, deviceOwner: VM_OWNER, hostName: draft.host === '' ? null : draft.host },
    securityGroupIds: draft.groups.map((id) => (id === NEW_DEFAULT ? groupId : id)),
    ...{ allowedAddressPairs: [], portSecurityEnabled: draft.security },
    ...(draft.vif === null ? {} : { vif: draft.vif }),
  }
  return {
    do: 'port.create',
    port,
    vm: { id: draft.vmId, name: draft.vmName.trim() },
    ...(isNew ? { network: newNetwork(draft, networkId), subnets } : {}),
    ...(draft.groups.includes(NEW_DEFAULT) ? { defaultGroup: { id: groupId, ruleIds } } : {}),
  }
}

const newNetwork = ({ networkName }: AdoptDraft, id: string): Network => ({
  ...{ id, name: networkName.trim(), external: false, portSecurityEnabled: true },
})

function newSubnets({ prefixes, newNetwork: networkId, subnetIds, gateways }: AdoptDraft): Subnet[] {
  return list(prefixes).map((cidr, at) => {
    const prefix = parsePrefix(cidr)
    const gateway = gateways
      .map((text) => text.replace(/\/.*$/, ''))
      .find((text) => {
        const address = parseAddress(text)
        return prefix.ok && address.ok && contains(prefix.value, address.value)
      })
    return {
      ...{ id: subnetIds[at] ?? '', networkId, ipVersion: prefix.ok ? prefix.value.version : 4, cidr },
      ...{ gatewayIp: gateway ?? null, enableDhcp: true },
    }
  })
}
