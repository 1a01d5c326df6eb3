import type { LabNode, PingRequest } from '#shared/contract/states'
import type { Project } from '#shared/project/schema'

/** What a person has typed, as text; nothing typed is lost when it makes no sense yet. */
export interface PingForm {
  readonly from: string
  readonly to: string
  readonly count: string
  readonly interval: string
  readonly size: string
}
export type PingField = keyof PingForm

/** The request, or the first field that does not make one. */
export function readForm(form: PingForm, nodes: readonly LabNode[]): PingRequest | PingField {
  const count = wholeNumber(form.count, 1, 1000)
  const interval = /^\d{1,2}([.,]\d{1,3})?$/.test(form.interval.trim()) ? Number(form.interval.trim().replace(',', '.')) : null
  const size = wholeNumber(form.size, 0, 65_000)
  const to = form.to.trim()
  if (!nodes.some((node) => node.id === form.from)) return 'from'
  if (!isAddress(to)) return 'to'
  if (count === null) return 'count'
  if (interval === null || interval < 0.01 || interval > 60) return 'interval'
  return size === null ? 'size' : { from: form.from, to, count, interval, size }
}

const wholeNumber = (text: string, least: number, most: number): number | null => {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : null
  return value !== null && value >= least && value <= most ? value : null
}

/** Shape only: the lab's ping says the rest. */
const isAddress = (text: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text)
    ? text.split('.').every((part) => Number(part) <= 255)
    : /^[0-9a-fA-F:]{2,45}$/.test(text) && text.includes(':')

export type AddressKind = 'floating' | 'fixed' | 'router' | 'outside' | 'dhcp'
export interface KnownAddress {
  readonly address: string
  readonly kind: AddressKind
  readonly name: string
}

/** Addresses that the project knows, those that are usually pinged first. */
export function knownAddresses(project: Project | null): KnownAddress[] {
  if (project === null) return []
  const vmOf = (portId: string): string => {
    const port = project.ports.find((p) => p.id === portId)
    return project.vms.find((vm) => vm.id === port?.deviceId)?.name ?? portId.slice(0, 8)
  }
  const known: KnownAddress[] = [
    ...project.floatingIps.map((ip): KnownAddress => ({ address: ip.floatingIp, kind: 'floating', name: vmOf(ip.portId) })),
    ...project.ports.flatMap((port) => port.fixedIps.map(({ ipAddress }) => fixed(project, port.id, ipAddress))),
    ...project.outsideHosts.map((host): KnownAddress => ({ address: host.address, kind: 'outside', name: host.name })),
  ]
  const order: Record<AddressKind, number> = { floating: 0, fixed: 1, outside: 2, router: 3, dhcp: 4 }
  const seen = new Set<string>()
  return known
    .sort((a, b) => order[a.kind] - order[b.kind])
    .filter(({ address }) => (seen.has(address) ? false : seen.add(address)))
}

/** More would be drawn for nobody who types: of a thousand ports all addresses would be. */
const MOST_OFFERED = 80

/** What is offered to who has typed this: all while it is one of them already, else those that it is a piece of. */
export function offeredAddresses(known: readonly KnownAddress[], typed: string): readonly KnownAddress[] {
  const piece = typed.trim().toLowerCase()
  const isWhole = piece === '' || known.some(({ address }) => address === piece)
  const fits = ({ address, name }: KnownAddress) => isWhole || address.includes(piece) || name.toLowerCase().includes(piece)
  return known.filter(fits).slice(0, MOST_OFFERED)
}

function fixed(project: Project, portId: string, address: string): KnownAddress {
  const port = project.ports.find((p) => p.id === portId)
  const owner = port?.deviceOwner ?? ''
  const vm = project.vms.find((v) => v.id === port?.deviceId)
  const router = project.routers.find((r) => r.id === port?.deviceId)
  if (owner.startsWith('network:dhcp')) return { address, kind: 'dhcp', name: '' }
  if (router) return { address, kind: 'router', name: router.name }
  return { address, kind: 'fixed', name: vm?.name ?? (port?.name || portId.slice(0, 8)) }
}

/** What is offered at the first visit: from outside to the first floating IP, as a person would begin. */
export function withDefaults(form: PingForm, nodes: readonly LabNode[], known: readonly KnownAddress[]): PingForm {
  const from = nodes.some((node) => node.id === form.from)
    ? form.from
    : (nodes.find((node) => node.kind === 'outside')?.id ?? nodes[0]?.id ?? form.from)
  return { ...form, from, to: form.to === '' ? (known[0]?.address ?? '') : form.to }
}
