import { type Issue, invalid, issue, type TapwallError } from '#shared/errors'
import type { Told } from '#shared/machine/find-bridges'
import type { Link } from '#shared/machine/iproute'
import { parseAddress } from '#shared/net/address'
import type { Family } from '#shared/netfilter/rule-spec'
import { err, ok, type Result } from '#shared/result'
import type { AskedPacket } from '#shared/walk/packet-words'
import { listed } from './walk-crossing.ts'
import { type Way, wayOf } from './walk-dump.ts'

/** What stands around the rules of a machine. */
export interface Surroundings extends Pick<Told, 'links' | 'addresses' | 'forwarding'> {
  /** `net.bridge.bridge-nf-call-*`; a bridge's own switch is enough, too. */
  readonly showsBridged: Readonly<Record<Family, boolean>>
}

const refuse = (key: string, code: string, message: string, values: Issue['values'] = {}): Result<never, TapwallError> =>
  err(invalid([issue([key], code, message, values)]))

/**
 * How a packet crosses this machine, found from its devices: by which bridge and port, up to the machine itself, or out of it. What cannot
 * be found stays not known. Errors are about devices that are not there, or of which none was named.
 */
export function wayThrough(asked: AskedPacket, around: Surroundings): Result<Way, TapwallError> {
  const links = new Map(around.links.entries.map((link) => [link.ifname, link]))
  for (const key of ['in', 'out', 'bridge'] as const) {
    const device = asked[key]
    if (device === undefined || links.has(device)) continue
    const names = listed([...links.keys()])
    return refuse(key, 'walk.no-device', `${key}: this machine has no device ${device}. Choose one of ${names}.`, {
      key,
      device,
      names,
    })
  }
  const own = around.addresses.entries.flatMap(({ addr_info }) => addr_info.flatMap(({ local }) => plain(local) ?? []))
  const isOwn = (address: string): boolean => own.includes(plain(address) ?? '')
  const { source, destination } = asked.packet
  const isForUs = isOwn(destination)
  const inside = asked.in === undefined ? undefined : links.get(asked.in)
  if (inside === undefined) {
    if (isOwn(source)) return ok({ ...wayOf({ ...asked, out: asked.out ?? (isForUs ? 'lo' : undefined) }), kind: 'sent' })
    const message = `${source} is no address of this machine, so the packet comes in somewhere. Write in=DEVICE.`
    return refuse('in', 'walk.no-in', message, { address: source })
  }
  const master = links.get(inside.master ?? '')
  if (master === undefined || isOpenFlow(inside)) return ok(byCard(asked, inside.ifname, isForUs))
  if (asked.bridge !== undefined && asked.bridge !== master.ifname) {
    const values = { device: inside.ifname, bridge: master.ifname }
    return refuse(
      'bridge',
      'walk.other-bridge',
      `${values.device} is a port of ${values.bridge}. Write that, or leave bridge= out.`,
      values,
    )
  }
  const shows = showsBridged(master, asked.packet.family, around)
  const isUp = asked.isRouted || isForUs || asked.out === master.ifname
  if (isUp) return ok({ ...byCard(asked, master.ifname, isForUs), ...(shows ? { port: inside.ifname } : {}) })
  return across(asked, inside.ifname, master, { around, shows })
}

const plain = (text: string | undefined): string | null => {
  const read = parseAddress(text ?? '')
  return read.ok ? read.value.text : null
}

/** Open vSwitch passes frames between its ports by itself; no hook of iptables sees them. */
const isOpenFlow = ({ linkinfo }: Link): boolean => linkinfo?.info_slave_kind === 'openvswitch'

/** By the machine's own IP: to itself, or on. */
function byCard(asked: AskedPacket, card: string, isForUs: boolean): Way {
  const way = wayOf({ ...asked, in: card, bridge: undefined })
  return { ...way, kind: isForUs ? 'received' : 'routed', ...(isForUs ? { out: null } : {}) }
}

/** net/bridge/br_netfilter_hooks.c, br_nf_pre_routing: the namespace's switch or the bridge's own. */
function showsBridged({ linkinfo }: Link, family: Family, { showsBridged: shows }: Surroundings): boolean {
  const own = family === 'ipv4' ? linkinfo?.info_data?.nf_call_iptables : linkinfo?.info_data?.nf_call_ip6tables
  return shows[family] || (own ?? 0) !== 0
}

function across(
  asked: AskedPacket,
  inside: string,
  bridge: Link,
  { around, shows }: { readonly around: Surroundings; readonly shows: boolean },
): Result<Way, TapwallError> {
  const ports = around.links.entries.flatMap(({ ifname, master }) => (master === bridge.ifname ? [ifname] : []))
  const others = ports.filter((port) => port !== inside)
  if (asked.out !== undefined && !others.includes(asked.out)) {
    const [device, name, names] = [asked.out, bridge.ifname, listed(others)]
    const message = `${device} is no other port of ${name}, which ${inside} is in. Choose one of ${names}.`
    return refuse('out', 'walk.no-port', message, { device, bridge: name, names })
  }
  const heard = around.forwarding.entries.find(
    ({ mac, master, ifname, flags }) =>
      mac.toLowerCase() === asked.packet.destinationMac &&
      master === bridge.ifname &&
      others.includes(ifname) &&
      !flags.includes('self'),
  )?.ifname
  const out = asked.out ?? heard ?? (others.length === 1 ? others[0] : undefined)
  return ok({ ...wayOf({ ...asked, in: inside, bridge: bridge.ifname, out }), kind: 'bridge', passesRules: shows })
}
