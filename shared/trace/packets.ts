import type { TracedPacket, TracedPass } from './traced.ts'

/**
 * Puts crossings together to packets: a packet that crosses a second bridge, of the same host or of another, has the same identification,
 * length, ports and way there, and another number of the kernel's. A router between may have given it another address.
 */
export interface PacketGatherer {
  readonly add: (pass: TracedPass) => void
  /** Packets of which no crossing came since `before`, in the order in which they began; they are forgotten here. */
  readonly take: (before: number) => TracedPacket[]
}

/** Between two crossings of one packet; an identification is used again much later. */
const APART_MS = 1000
/** Where there is no identification (IPv6, and IPv4 without fragments): the next packet alike may follow soon. */
const APART_UNNUMBERED_MS = 50

interface Open {
  last: number
  readonly passes: TracedPass[]
}

export function packetGatherer(): PacketGatherer {
  let open: Open[] = []
  let number = 0
  return {
    add: (pass) => {
      const known = open.find((packet) => goesOn(packet, pass))
      if (known === undefined) open.push({ last: pass.at, passes: [pass] })
      else {
        known.passes.push(pass)
        known.passes.sort((a, b) => a.at - b.at)
        known.last = Math.max(known.last, pass.at)
      }
    },
    take: (before) => {
      const done = open.filter(({ last }) => last < before)
      open = open.filter(({ last }) => last >= before)
      return done
        .map(({ passes }) => passes)
        .toSorted((a, b) => (a[0]?.at ?? 0) - (b[0]?.at ?? 0))
        .flatMap((passes): TracedPacket[] => {
          const [first, last] = [passes[0], passes.at(-1)]
          if (first === undefined || last === undefined) return []
          return [{ number: ++number, at: first.at, way: first.way, packet: first.packet, verdict: last.verdict, passes }]
        })
    },
  }
}

function goesOn({ last, passes }: Open, pass: TracedPass): boolean {
  const [one] = passes
  if (one === undefined || one.packet === null || pass.packet === null) return false
  const { packet, way, ipId } = one
  const apart = ipId === null || ipId === 0 ? APART_UNNUMBERED_MS : APART_MS
  return (
    Math.abs(pass.at - last) <= apart &&
    way === pass.way &&
    ipId === pass.ipId &&
    (['family', 'protocol', 'length', 'icmpType', 'sourcePort', 'destinationPort'] as const).every(
      (field) => packet[field] === pass.packet?.[field],
    ) &&
    (packet.source === pass.packet.source || packet.destination === pass.packet.destination) &&
    passes.every((known) => known.place !== pass.place || (known.in ?? known.bridge) !== (pass.in ?? pass.bridge))
  )
}
