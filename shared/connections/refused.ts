import { type IpAddress, parseAddress } from '../net/address.ts'
import { contains, parsePrefix } from '../net/prefix.ts'
import type { ConntrackEntry } from '../netfilter/conntrack-entries.ts'
import type { Dump } from '../netfilter/dump.ts'
import type { Verdict } from '../traffic/flow.ts'
import { flowReader } from '../traffic/flow-verdict.ts'
import type { Packet } from '../traffic/packet.ts'
import type { TrackedPort } from './tracked-ports.ts'

/**
 * Connections that are open, and that these rules would not let anybody open: an entry is refused when its first packet, read as a new one
 * through the rules, is dropped at one of the ports in whose zone it is. Rules accept what belongs to a known connection before they
 * look at anything else, so such an entry would live on. What cannot be known is not refused.
 */
export function refusedEntries(
  dump: Dump,
  ports: readonly TrackedPort[],
  formerZones: ReadonlySet<number>,
  entries: readonly ConntrackEntry[],
): ConntrackEntry[] {
  const verdict = flowReader(dump)
  const byZone = new Map<number, PortInZone[]>()
  for (const port of ports) {
    const known = byZone.get(port.zone)
    if (known === undefined) byZone.set(port.zone, [inZone(port)])
    else known.push(inZone(port))
  }
  return entries.filter((entry) => {
    const own = byZone.get(entry.zone)
    // A zone that nobody has any more: its port is gone, and the next port to get its number must not inherit.
    if (own === undefined) return formerZones.has(entry.zone)
    return isRefused(entry, own, verdict)
  })
}

interface PortInZone extends TrackedPort {
  readonly owns: (address: IpAddress) => boolean
}

function inZone(port: TrackedPort): PortInZone {
  const prefixes = port.addresses.flatMap((text) => {
    const prefix = parsePrefix(text)
    return prefix.ok ? [prefix.value] : []
  })
  const owns = (address: IpAddress): boolean => prefixes.some((prefix) => contains(prefix, address))
  return { ...port, owns }
}

function isRefused(entry: ConntrackEntry, ports: readonly PortInZone[], verdict: (packet: Packet) => Verdict): boolean {
  // With the plain driver all ports of a network share a zone: each address is read once, not once a port.
  const owners = (text: string): readonly PortInZone[] => {
    const address = parseAddress(text)
    return address.ok ? ports.filter(({ owns }) => owns(address.value)) : []
  }
  const senders = owners(entry.original.source)
  const receivers = owners(entry.original.destination)
  const met = [
    ...senders.map((port) => verdict(firstPacket(entry, port, 'egress'))),
    ...receivers.map((port) => verdict(firstPacket(entry, port, 'ingress'))),
  ]
  if (met.length > 0) return met.includes('drop')
  // An address of nobody: of what was bound to a port before. It is refused where no port of the zone could send or get it.
  return ports.every((port) =>
    (['egress', 'ingress'] as const).every((direction) => verdict(firstPacket(entry, port, direction)) === 'drop'),
  )
}

function firstPacket({ family, protocol, original }: ConntrackEntry, port: PortInZone, direction: 'ingress' | 'egress'): Packet {
  const { source, destination, sourcePort, destinationPort, icmpType, icmpCode } = original
  return {
    ...{ direction, tap: port.tap, family, protocol, source, destination },
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
    ...(icmpType === undefined ? {} : { icmpType }),
    ...(icmpCode === undefined ? {} : { icmpCode }),
    ...(direction === 'egress' ? { sourceMac: port.mac } : {}),
  }
}
