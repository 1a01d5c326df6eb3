import { defaultGroupOf } from '#shared/project/default-group'
import { isTrusted, portKind, VM_OWNER } from '#shared/project/device-owner'
import { freeAddress } from '#shared/project/free-address'
import type { FixedIp, Port, Project } from '#shared/project/schema'
import { newId, newMac } from '../../new-id.ts'
import type { NewPort } from '../../state/port-edits.ts'
import { type Owner, ownerOptions } from './owner-options.ts'
import { subnetsOf } from './subnets.ts'

/** Choices of whose the port is, beside what the project has. */
export const NEW_VM = 'new-vm'
export const OTHER_OWNER = 'other'
/** Among the groups: the one that the server makes where there is none yet. */
export const NEW_DEFAULT = 'new-default'

/** A port while it is drawn up, as its form has it. */
export interface PortDraft {
  readonly id: string
  readonly vmId: string
  readonly networkId: string
  readonly owner: string
  readonly vmName: string
  readonly otherOwner: string
  readonly name: string
  readonly host: string
  readonly mac: string
  readonly fixedIps: readonly FixedIp[]
  readonly groups: readonly string[]
  readonly security: boolean
}

/** As the server fills in what is not said: an address of each family, the default group, the port security of the network. */
export function newDraft(project: Project): PortDraft {
  const vmId = newId()
  const network = project.networks.find(({ external }) => !external) ?? project.networks[0]
  const draft: PortDraft = {
    ...{ id: newId(), vmId, networkId: network?.id ?? '', owner: NEW_VM, vmName: freeVmName(project), otherOwner: '', name: '' },
    ...{ host: project.hosts[0]?.name ?? '', mac: freeMac(project), fixedIps: [], groups: [], security: true },
  }
  return onNetwork(project, draft, draft.networkId)
}

function freeVmName({ vms }: Project): string {
  const names = new Set(vms.map(({ name }) => name))
  let number = vms.length + 1
  while (names.has(`vm${number}`)) number++
  return `vm${number}`
}

function freeMac(project: Project): string {
  const taken = new Set(project.ports.map(({ macAddress }) => macAddress.toLowerCase()))
  let mac = newMac()
  while (taken.has(mac)) mac = newMac()
  return mac
}

export function onNetwork(project: Project, draft: PortDraft, networkId: string): PortDraft {
  const security = project.networks.find(({ id }) => id === networkId)?.portSecurityEnabled ?? true
  const subnets = subnetsOf(project, networkId)
  const first = ([4, 6] as const).flatMap((version) => subnets.find(({ ipVersion }) => ipVersion === version) ?? [])
  const fixedIps = first.map(({ id }) => ({ subnetId: id, ipAddress: '' }))
  return withSecurity(project, { ...draft, networkId, fixedIps }, security)
}

/** Without port security there are no groups; with it, the default group where nothing else is said. */
export function withSecurity(project: Project, draft: PortDraft, security: boolean): PortDraft {
  const own = defaultGroupOf(project)?.id ?? NEW_DEFAULT
  return { ...draft, security, groups: security ? (draft.groups.length > 0 ? draft.groups : [own]) : [] }
}

/** The address that a row gets where none is typed: free, and not that of another row. */
export function addressOfRow(project: Project, { mac, fixedIps, networkId }: PortDraft, at: number): string | null {
  const row = fixedIps[at]
  const subnet = project.subnets.find(({ id }) => id === row?.subnetId)
  if (row === undefined || subnet === undefined) return null
  if (row.ipAddress.trim() !== '') return row.ipAddress.trim()
  const before: FixedIp[] = []
  const holding = (): Project => ({ ...project, ports: [...project.ports, { networkId, fixedIps: before } as Port] })
  fixedIps.forEach((each, n) => {
    if (n === at) return
    const typed = each.ipAddress.trim()
    if (typed !== '') before.push({ ...each, ipAddress: typed })
  })
  for (let n = 0; n < at; n++) {
    const each = fixedIps[n]
    const of = project.subnets.find(({ id }) => id === each?.subnetId)
    if (each === undefined || of === undefined || each.ipAddress.trim() !== '') continue
    const address = freeAddress(holding(), of, mac)
    if (address !== null) before.push({ ...each, ipAddress: address })
  }
  return freeAddress(holding(), subnet, mac)
}

export function ownerOf(project: Project, draft: PortDraft): Owner {
  if (draft.owner === NEW_VM) return { deviceOwner: VM_OWNER, deviceId: draft.vmId }
  if (draft.owner === OTHER_OWNER) return { deviceOwner: draft.otherOwner.trim(), deviceId: '' }
  const chosen = ownerOptions(project, null).find(({ value }) => value === draft.owner)
  return chosen?.owner ?? { deviceOwner: '', deviceId: '' }
}

export const draftIsTrusted = (project: Project, draft: PortDraft): boolean => isTrusted(ownerOf(project, draft))

/** `defaultIds`: of the default group and its rules, should it have to be made. */
export function editOf(project: Project, draft: PortDraft, defaultIds: readonly string[]): NewPort {
  const owner = ownerOf(project, draft)
  const [groupId = '', ...ruleIds] = defaultIds
  const makesDefault = draft.groups.includes(NEW_DEFAULT) && !isTrusted(owner)
  const port: Port = {
    ...{ id: draft.id, name: draft.name.trim(), networkId: draft.networkId, macAddress: draft.mac.trim() },
    fixedIps: draft.fixedIps.map(({ subnetId }, at) => ({ subnetId, ipAddress: addressOfRow(project, draft, at) ?? '' })),
    ...owner,
    hostName: draft.host === '' ? null : draft.host,
    securityGroupIds: isTrusted(owner) ? [] : draft.groups.map((id) => (id === NEW_DEFAULT ? groupId : id)),
    ...{ allowedAddressPairs: [], portSecurityEnabled: draft.security },
  }
  return {
    do: 'port.create',
    port,
    ...(draft.owner === NEW_VM ? { vm: { id: draft.vmId, name: draft.vmName.trim() } } : {}),
    ...(makesDefault ? { defaultGroup: { id: groupId, ruleIds } } : {}),
  }
}

/** Neutron's own ports have no host here unless one is chosen: the lab's routers stand beside the compute nodes. */
export function withOwner(project: Project, draft: PortDraft, owner: string): PortDraft {
  const next = { ...draft, owner }
  const wasOwn = draftIsTrusted(project, draft)
  const isOwn = draftIsTrusted(project, next)
  if (wasOwn === isOwn) return next
  const fixed = gatewayFirst(project, next)
  return { ...fixed, host: isOwn ? '' : (project.hosts[0]?.name ?? '') }
}

/** A router's interface takes the gateway's address of a subnet, when nobody has it. */
function gatewayFirst(project: Project, draft: PortDraft): PortDraft {
  if (portKind(ownerOf(project, draft)) !== 'router') return draft
  const taken = new Set(
    project.ports
      .filter(({ networkId }) => networkId === draft.networkId)
      .flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress)),
  )
  const fixedIps = draft.fixedIps.map((row) => {
    const gateway = project.subnets.find(({ id }) => id === row.subnetId)?.gatewayIp ?? null
    return gateway === null || taken.has(gateway) || gateway.toLowerCase().startsWith('fe80') ? row : { ...row, ipAddress: gateway }
  })
  return { ...draft, fixedIps }
}
