import { addressOf } from '#shared/net/address'
import { parsePrefix } from '#shared/net/prefix'
import type { RaMode, Subnet } from '#shared/project/schema'
import type { NetworkEdit } from '../../state/network-edits.ts'

/** A subnet while it is typed. */
export interface SubnetDraft {
  readonly cidr: string
  /** Null: as the server would choose it. Empty: none. */
  readonly gateway: string | null
  readonly dhcp: boolean
  readonly mode: RaMode | ''
}

export const emptySubnet: SubnetDraft = { cidr: '', gateway: null, dhcp: true, mode: '' }

export const draftOfSubnet = ({ cidr, gatewayIp, enableDhcp, ipv6RaMode }: Subnet): SubnetDraft => ({
  cidr,
  gateway: gatewayIp ?? '',
  dhcp: enableDhcp,
  mode: ipv6RaMode ?? '',
})

export const versionOf = (cidr: string): 4 | 6 => (cidr.includes(':') ? 6 : 4)

/** The first address of the prefix, which the server takes for the gateway (ipam/utils.py, generate_pools: get_first_host_ip). */
function firstAddress(cidr: string): string {
  const prefix = parsePrefix(cidr)
  if (!prefix.ok || !cidr.includes('/')) return ''
  const bytes = [...prefix.value.network.bytes]
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1
  return addressOf(bytes).text
}

export const gatewayOf = ({ cidr, gateway }: SubnetDraft): string => gateway ?? firstAddress(cidr.trim())

export const subnetCreate = (id: string, networkId: string, draft: SubnetDraft): NetworkEdit => {
  const cidr = draft.cidr.trim()
  return {
    do: 'subnet.create',
    subnet: {
      ...{ id, networkId, ipVersion: versionOf(cidr), cidr, gatewayIp: gatewayOf(draft).trim() || null, enableDhcp: draft.dhcp },
      ...(draft.mode === '' ? {} : { ipv6RaMode: draft.mode }),
    },
  }
}

/** Only what became another, so that what a document holds already is not asked about again. */
export const subnetUpdate = (subnet: Subnet, draft: SubnetDraft): NetworkEdit => {
  const gatewayIp = gatewayOf(draft).trim() || null
  const cidr = draft.cidr.trim()
  const mode = draft.mode === '' ? null : draft.mode
  return {
    do: 'subnet.update',
    subnetId: subnet.id,
    change: {
      ...(cidr === subnet.cidr ? {} : { cidr }),
      ...(gatewayIp === subnet.gatewayIp ? {} : { gatewayIp }),
      ...(draft.dhcp === subnet.enableDhcp ? {} : { enableDhcp: draft.dhcp }),
      ...(mode === (subnet.ipv6RaMode ?? null) ? {} : { ipv6RaMode: mode }),
    },
  }
}
