import { issue } from '../errors.ts'
import { Id } from '../project/schema.ts'
import type { ApiPort } from './api-schema.ts'
import type { Decoded, Resources } from './decode.ts'
import { type Loss, loss, within } from './loss.ts'

/** Where VMs are when no port says where it is: only an administrator is told that. */
const ASSUMED_HOST = 'compute1'

const isVm = ({ device_owner }: ApiPort): boolean => device_owner.startsWith('compute:')

const isOfRouter = ({ device_owner }: ApiPort): boolean => device_owner.startsWith('network:router')

/** Ports, and what they alone say: hosts, VMs, and routers that no list has. */
export function drawPorts(resources: Resources, losses: Loss[]) {
  const { port } = resources
  const names = new Set(port.map(({ api }) => api['binding:host_id']).filter((name) => name !== ''))
  const noHost = names.size === 0
  const assumed = noHost ? port.filter(({ api }) => isVm(api)).length : 0
  if (assumed > 0) losses.push(hostAssumed(assumed))
  const groups = new Set(resources.security_group.map(({ api }) => api.id))
  const networkOf = new Map(resources.subnet.map(({ api }) => [api.id, api.network_id]))
  const vms = new Map<string, string>()
  const ports = port.map((one) => {
    const { api } = one
    const deviceId = isVm(api) ? vmOf(one, losses) : isOfRouter(api) ? api.device_id.toLowerCase() : api.device_id
    if (isVm(api) && !vms.get(deviceId)) vms.set(deviceId, api.name)
    return {
      ...{ id: api.id, name: api.name, networkId: networkId(one, networkOf, losses), macAddress: api.mac_address },
      fixedIps: api.fixed_ips.map((ip) => ({ subnetId: ip.subnet_id, ipAddress: ip.ip_address })),
      ...{ deviceId, deviceOwner: api.device_owner },
      hostName: api['binding:host_id'] || (noHost && isVm(api) ? ASSUMED_HOST : null),
      securityGroupIds: groupsOf(one, groups, losses),
      allowedAddressPairs: pairsOf(one, losses),
      portSecurityEnabled: api.port_security_enabled,
      ...one.carried,
    }
  })
  return {
    ports,
    hostNames: noHost ? [ASSUMED_HOST] : [...names],
    vms: [...vms].map(([id, name]) => ({ id, name: name || `vm-${id.slice(0, 8)}` })),
    routers: routersOf(resources, losses),
  }
}

function hostAssumed(count: number): Loss {
  const message = `No port says on which host it is (binding:host_id, which a server tells to administrators). Ports of VMs that are put on host ${ASSUMED_HOST}: ${count}.`
  return loss(
    'assumed',
    { file: '', path: ['ports'] },
    undefined,
    issue([], 'import.no-host', message, { count, host: ASSUMED_HOST }),
  )
}

/** A list of ports names no network; their subnets do. Without both, the check says what is missing. */
function networkId({ api, at }: Decoded<'port'>, networkOf: ReadonlyMap<string, string>, losses: Loss[]): string | undefined {
  if (api.network_id !== null) return api.network_id
  const found = networkOf.get(api.fixed_ips[0]?.subnet_id ?? '')
  if (found !== undefined) {
    const message = `The network was not said; it is ${found}, by the subnet of the first address.`
    losses.push(loss('assumed', within(at, 'network_id'), undefined, issue([], 'import.port-network', message, { id: found })))
  }
  return found
}

function groupsOf({ api, at }: Decoded<'port'>, known: ReadonlySet<string>, losses: Loss[]): string[] {
  const seen = new Set<string>()
  api.security_groups.forEach((id, place) => {
    const there = within(at, 'security_groups', place)
    if (!known.has(id)) {
      const message = `Group ${id} is not in these documents, so the port loses it.`
      losses.push(loss('left-out', there, id, issue([], 'import.port-group-absent', message, { id })))
    } else if (seen.has(id)) losses.push(loss('left-out', there, id, issue([], 'import.said-again', 'The same is there already.')))
    else seen.add(id)
  })
  return [...seen]
}

function pairsOf({ api, at }: Decoded<'port'>, losses: Loss[]) {
  const seen = new Set<string>()
  return api.allowed_address_pairs.flatMap(({ ip_address: ipAddress, mac_address: macAddress }, place) => {
    const key = JSON.stringify([ipAddress, macAddress])
    if (!seen.has(key)) {
      seen.add(key)
      return [{ ipAddress, macAddress }]
    }
    losses.push(
      loss(
        'left-out',
        within(at, 'allowed_address_pairs', place),
        ipAddress,
        issue([], 'import.said-again', 'The same is there already.'),
      ),
    )
    return []
  })
}

/** The VM of a port. nova's ids are UUIDs; another text becomes one, the same for the same text, and a port without device its own. */
function vmOf({ api, at }: Decoded<'port'>, losses: Loss[]): string {
  const text = (api.device_id || api.id).toLowerCase()
  const id = Id.safeParse(text).success ? text : uuidFrom(text)
  if (id !== api.device_id) {
    const message = `A VM is known by a UUID: it is ${id}.`
    const place = within(at, 'device_id')
    losses.push(
      loss(api.device_id === '' ? 'assumed' : 'changed', place, api.device_id, issue([], 'import.device', message, { id })),
    )
  }
  return id
}

/** Not random: FNV-1a over the text, once for each of the four 32-bit words. */
function uuidFrom(text: string): string {
  const hex = [1, 2, 3, 4].map((salt) => fnv1a(`${salt} ${text}`).toString(16).padStart(8, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** A port of a router that no list has: the router is there, with no name. */
function routersOf({ router, port }: Resources, losses: Loss[]) {
  const known = new Set(router.map(({ api }) => api.id))
  const made: { id: string; name: string }[] = []
  for (const { api, at } of port) {
    const id = api.device_id.toLowerCase()
    if (!isOfRouter(api) || known.has(id) || !Id.safeParse(id).success) continue
    known.add(id)
    made.push({ id, name: '' })
    const message = `Router ${id} is not in these documents. One without a name takes its place.`
    const found = issue([], 'import.router-absent', message, { id })
    losses.push(loss('assumed', within(at, 'device_id'), api.device_id, found))
  }
  return [...router.map(({ api, carried }) => ({ ...api, ...carried })), ...made]
}
