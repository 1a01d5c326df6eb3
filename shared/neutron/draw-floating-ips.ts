import { issue } from '../errors.ts'
import { parseAddress } from '../net/address.ts'
import type { Decoded, Resources } from './decode.ts'
import { type Loss, loss } from './loss.ts'

interface DrawnPort {
  readonly id: string
  readonly fixedIps: readonly { readonly ipAddress: string }[]
  readonly deviceId: string
  readonly deviceOwner: string
}

/**
 * Floating IPs that are associated. The others do nothing to a packet, so a project has no place for them: they are carried as they are.
 */
export function drawFloatingIps({ floatingip }: Resources, ports: readonly DrawnPort[], losses: Loss[]) {
  const addresses = new Map(ports.map(({ id, fixedIps }) => [id, new Set(fixedIps.map(({ ipAddress }) => plain(ipAddress)))]))
  // A router without a gateway has no outside to translate for, and no lab can be built of it.
  const routers = new Set(
    ports.flatMap(({ deviceOwner, deviceId }) => (deviceOwner === 'network:router_gateway' ? [deviceId] : [])),
  )
  const associated: unknown[] = []
  const aside: Readonly<Record<string, unknown>>[] = []
  for (const one of floatingip) {
    const { id, floating_ip_address: floatingIp, fixed_ip_address: fixedIp, port_id: portId, router_id: routerId } = one.api
    const leads =
      routerId !== null && routers.has(routerId) && fixedIp !== null && addresses.get(portId ?? '')?.has(plain(fixedIp)) === true
    if (floatingIp !== null && leads) associated.push({ id, floatingIp, routerId, portId, fixedIp, ...one.carried })
    else {
      aside.push({ ...one.api, ...one.carried.carried })
      if (portId !== null) losses.push(leadsNowhere(one))
    }
  }
  return { associated, aside }
}

/** Equal addresses may be written in two ways. */
function plain(text: string): string {
  const address = parseAddress(text)
  return address.ok ? address.value.text : text
}

function leadsNowhere({ at, fields }: Decoded<'floatingip'>): Loss {
  const message =
    'Its port, the address there, or the gateway port of its router is not in these documents. It is kept for an export, and translates nothing here.'
  return loss('aside', at, Object.fromEntries(fields), issue([], 'import.floating-ip-leads-nowhere', message))
}
