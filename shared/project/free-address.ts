import { addressOf, type IpAddress, parseAddress } from '../net/address.ts'
import { linkLocalOf } from '../net/mac.ts'
import { contains, type Prefix, parsePrefix } from '../net/prefix.ts'
import type { Project, Subnet } from './schema.ts'

/** Addresses that are tried one by one; a subnet that is full to here is full. */
const MOST_TRIED = 70_000

/**
 * An address for a new port where a person names none, as the server's pool has them: the first that nobody has, after the network's
 * own; where hosts make their addresses of the router's prefix (SLAAC), the one that a card with this MAC makes. Null when all are taken.
 */
export function freeAddress(project: Project, subnet: Subnet, mac: string): string | null {
  const prefix = parsePrefix(subnet.cidr)
  if (!prefix.ok) return null
  const taken = takenOn(project, subnet)
  const isFree = ({ text }: IpAddress) => !taken.has(text)
  if (subnet.ipv6RaMode === 'slaac' || subnet.ipv6RaMode === 'dhcpv6-stateless') {
    const own = ofCard(prefix.value, mac)
    return own !== null && isFree(own) ? own.text : null
  }
  let address: IpAddress | null = prefix.value.network
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    address = next(address)
    if (address === null || !contains(prefix.value, address)) return null
    if (isFree(address) && !isBroadcast(prefix.value, address)) return address.text
  }
  return null
}

function takenOn({ ports, outsideHosts, floatingIps, subnets }: Project, { networkId, gatewayIp }: Subnet): ReadonlySet<string> {
  const here = [
    ...(gatewayIp === null ? [] : [gatewayIp]),
    ...ports.filter((port) => port.networkId === networkId).flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress)),
    ...outsideHosts.filter((host) => host.networkId === networkId).map(({ address }) => address),
    ...floatingIps.map(({ floatingIp }) => floatingIp),
    ...subnets.flatMap((subnet) => (subnet.networkId === networkId && subnet.gatewayIp !== null ? [subnet.gatewayIp] : [])),
  ]
  return new Set(
    here.flatMap((text) => {
      const address = parseAddress(text)
      return address.ok ? [address.value.text] : []
    }),
  )
}

/** Modified EUI-64 below the prefix, RFC 4862 section 5.5.3; only a prefix of 64 bits leaves room for it. */
function ofCard(prefix: Prefix, mac: string): IpAddress | null {
  const own = linkLocalOf(mac)
  if (own === null || prefix.length !== 64) return null
  return addressOf([...prefix.network.bytes.slice(0, 8), ...own.bytes.slice(8)])
}

function next({ bytes }: IpAddress): IpAddress | null {
  const raised = [...bytes]
  for (let at = raised.length - 1; at >= 0; at--) {
    const byte = raised[at] ?? 0
    raised[at] = (byte + 1) & 0xff
    if (byte < 0xff) return addressOf(raised)
  }
  return null
}

/** The last address of an IPv4 prefix that has one (RFC 3021 has /31 without). */
const isBroadcast = ({ version, length }: Prefix, { bytes }: IpAddress): boolean =>
  version === 4 && length < 31 && bytes.every((byte, i) => (byte | maskOf(length, i)) === 0xff)

const maskOf = (length: number, at: number): number => 0xff & (0xff00 >> Math.min(8, Math.max(0, length - 8 * at)))
