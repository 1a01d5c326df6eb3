import { isCardMac, parseMac } from '../net/mac.ts'
import type { DomainCard } from './domiflist.ts'
import type { DeviceKind, FoundBridge, FoundNetwork, FoundPort, GuestMac } from './found.ts'
import type { Entries, Forwarding, Link, LinkAddresses, Neighbour } from './iproute.ts'

/** What the machine's tools told; what one of them could not tell is empty. */
export interface Told {
  readonly links: Entries<Link>
  readonly addresses: Entries<LinkAddresses>
  readonly neighbours: Entries<Neighbour>
  readonly forwarding: Entries<Forwarding>
  readonly cards: readonly DomainCard[]
}

/** The bridges of a machine in the order of the kernel, with what is plugged into each. */
export function findBridges(told: Told): FoundNetwork {
  const { links, addresses, neighbours, forwarding } = told
  const behind = guestsOf(told)
  const own = new Map(addresses.entries.map((each) => [each.ifname, ownAddresses(each)]))
  const portOf = (link: Link): FoundPort => foundPort(link, behind)
  const ports = new Map<string, Link[]>()
  for (const link of links.entries) if (link.master !== undefined) ports.set(link.master, [...(ports.get(link.master) ?? []), link])
  const bridges = links.entries.flatMap((link): FoundBridge[] => {
    const kind = bridgeKind(link, ports.get(link.ifname) ?? [])
    if (kind === null) return []
    const data = link.linkinfo?.info_data
    return [
      {
        ...{ name: link.ifname, kind, isUp: link.flags.includes('UP'), mac: macOf(link) },
        addresses: own.get(link.ifname) ?? [],
        vlanFiltering: (data?.vlan_filtering ?? 0) !== 0,
        callIptables: switchOf(data?.nf_call_iptables),
        callIp6tables: switchOf(data?.nf_call_ip6tables),
        ports: (ports.get(link.ifname) ?? []).map(portOf),
      },
    ]
  })
  const plugged = new Set(bridges.flatMap((bridge) => bridge.ports.map(({ device }) => device)))
  const loose = links.entries.filter((link) => isCard(link) && !plugged.has(link.ifname)).map(portOf)
  return { bridges, loose, unread: [links, addresses, neighbours, forwarding].reduce((sum, { unread }) => sum + unread, 0) }
}

const switchOf = (value: number | undefined): boolean | null => (value === undefined ? null : value !== 0)

/** Open vSwitch shows the kernel one device, `ovs-system`, as the master of all its ports; iproute2 then has that word for their kind. */
function bridgeKind({ linkinfo }: Link, ports: readonly Link[]): FoundBridge['kind'] | null {
  if (linkinfo?.info_kind === 'bridge') return 'bridge'
  return ports.some((port) => port.linkinfo?.info_slave_kind === 'openvswitch') ? 'openvswitch' : null
}

const ownAddresses = ({ addr_info }: LinkAddresses): string[] =>
  addr_info.flatMap(({ local, prefixlen, scope }) =>
    local === undefined || prefixlen === undefined || scope === 'link' ? [] : [`${local}/${prefixlen}`],
  )

const KINDS: Readonly<Record<string, DeviceKind>> = {
  ...{ veth: 'veth', macvtap: 'macvtap', macvlan: 'macvlan', vlan: 'vlan', bond: 'bond', vxlan: 'vxlan' },
}

function kindOf({ linkinfo, link_type }: Link): DeviceKind {
  const kind = linkinfo?.info_kind
  if (kind === undefined) return link_type === 'ether' ? 'ethernet' : 'other'
  // Before iproute2 4.20 a tun device does not tell which of the two it is; only a tap has a MAC address.
  if (kind === 'tun') return (linkinfo?.info_data?.type ?? (link_type === 'ether' ? 'tap' : 'tun')) === 'tap' ? 'tap' : 'tun'
  return KINDS[kind] ?? 'other'
}

/** What is likely a VM's also where it is in no bridge. A cable that is in none has its use elsewhere. */
const isCard = (link: Link): boolean => ['tap', 'macvtap'].includes(kindOf(link))

const macOf = ({ address }: Link): string | null => {
  const mac = parseMac(address ?? '')
  return mac.ok ? mac.value : null
}

interface Guests {
  readonly macs: ReadonlyMap<string, readonly GuestMac[]>
  readonly addresses: ReadonlyMap<string, readonly string[]>
  readonly domains: ReadonlyMap<string, string>
}

function guestsOf({ forwarding, neighbours, cards }: Told): Guests {
  const macs = new Map<string, GuestMac[]>()
  const add = (device: string, text: string, from: GuestMac['from']): void => {
    const mac = parseMac(text)
    if (!mac.ok || !isCardMac(mac.value)) return
    const known = macs.get(device) ?? []
    if (!known.some((each) => each.mac === mac.value)) macs.set(device, [...known, { mac: mac.value, from }])
  }
  for (const { device, mac } of cards) add(device, mac, 'defined')
  // `self` is the device's own list of what it takes from the wire, not what is behind it.
  for (const { ifname, mac, flags, state, master } of forwarding.entries)
    if (state !== 'permanent' && !flags.includes('self') && master !== undefined) add(ifname, mac, 'seen')
  const addresses = new Map<string, string[]>()
  for (const { lladdr, dst, state } of neighbours.entries) {
    const mac = parseMac(lladdr ?? '')
    if (mac.ok && !state.includes('FAILED') && !state.includes('INCOMPLETE'))
      addresses.set(mac.value, [...(addresses.get(mac.value) ?? []), dst])
  }
  return { macs, addresses, domains: new Map(cards.map(({ device, domain }) => [device, domain])) }
}

function foundPort(link: Link, guests: Guests): FoundPort {
  const mac = macOf(link)
  const guestMacs = likeliestFirst(guests.macs.get(link.ifname) ?? [], mac)
  return {
    ...{ device: link.ifname, kind: kindOf(link), kernelKind: link.linkinfo?.info_kind ?? '', master: link.master ?? null },
    isUp: link.flags.includes('UP'),
    hasCarrier: link.flags.includes('LOWER_UP'),
    ...{ mac, alias: link.ifalias ?? null, guestMacs },
    addresses: [...new Set(guestMacs.flatMap((guest) => guests.addresses.get(guest.mac) ?? []))],
    domain: guests.domains.get(link.ifname) ?? null,
  }
}

/**
 * libvirt and nova give a tap its card's MAC address with `fe` for the first byte (libvirt's virNetDevTapCreateInBridgePort), so that
 * the bridge does not take its own from it.
 */
function likeliestFirst(macs: readonly GuestMac[], own: string | null): GuestMac[] {
  const rank = ({ mac, from }: GuestMac): number => (from === 'defined' ? 0 : own !== null && mac.slice(3) === own.slice(3) ? 1 : 2)
  return macs.toSorted((a, b) => rank(a) - rank(b))
}
