import { issue } from '../errors.ts'
import type { Decoded, Resources } from './decode.ts'
import { type Loss, loss, within } from './loss.ts'

/** Networks and subnets in the words of a project. */
export function drawNetworks({ network, subnet }: Resources, losses: Loss[]) {
  const places = new Set(subnet.map(({ api }) => `${api.network_id} ${api.id}`))
  return {
    networks: network.map((one) => {
      tellOtherSubnets(one, places, losses)
      const { id, name } = one.api
      return { id, name, external: one.api['router:external'], portSecurityEnabled: one.api.port_security_enabled, ...one.carried }
    }),
    subnets: subnet.map(({ api, carried }) => ({
      ...{ id: api.id, networkId: api.network_id, ipVersion: api.ip_version, cidr: api.cidr },
      ...{ gatewayIp: api.gateway_ip, enableDhcp: api.enable_dhcp },
      ...(api.ipv6_ra_mode ? { ipv6RaMode: api.ipv6_ra_mode } : {}),
      ...carried,
    })),
  }
}

/** A network's own list of its subnets is not kept: they say themselves whose they are. */
function tellOtherSubnets({ api, at }: Decoded<'network'>, places: ReadonlySet<string>, losses: Loss[]): void {
  ;(api.subnets ?? []).forEach((id, place) => {
    if (!places.has(`${api.id} ${id}`)) {
      const message = `Subnet ${id} of this network is not in these documents.`
      losses.push(loss('left-out', within(at, 'subnets', place), id, issue([], 'import.subnet-absent', message, { id })))
    }
  })
}
