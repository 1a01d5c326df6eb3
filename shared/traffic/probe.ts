import type { TableName } from '../netfilter/rule-spec.ts'
import type { FlowDirection } from './flow.ts'
import type { DeviceMatch } from './line.ts'
import type { Placed, SideChain } from './side.ts'

/** One way of one port's packets. */
export interface Probe {
  readonly tap: string
  readonly direction: FlowDirection
}

/** A built-in chain that a packet meets. `hasOut`: it is known by which port of the bridge the packet will leave (xt_physdev.c). */
export interface Stage {
  readonly table: TableName
  readonly chain: string
  readonly hasOut: boolean
}

const stage = (table: TableName, chain: string, hasOut: boolean): Stage => ({ table, chain, hasOut })
const BEFORE = [stage('raw', 'PREROUTING', false), stage('mangle', 'PREROUTING', false), stage('nat', 'PREROUTING', false)]
const ACROSS = [
  ...BEFORE,
  ...[stage('mangle', 'FORWARD', true), stage('filter', 'FORWARD', true)],
  ...[stage('mangle', 'POSTROUTING', true), stage('nat', 'POSTROUTING', true)],
]

/** In the order in which a bridged packet meets them: net/bridge/br_netfilter_hooks.c, priorities of linux/netfilter_ipv4.h. */
export const STAGES: { readonly [D in FlowDirection]: readonly Stage[] } = {
  ingress: ACROSS,
  egress: ACROSS,
  'egress-to-host': [...BEFORE, stage('mangle', 'INPUT', false), stage('filter', 'INPUT', false), stage('nat', 'INPUT', false)],
}

/** The side of the packet's way on which the port itself is. */
export const ownSide = (direction: FlowDirection): 'in' | 'out' => (direction === 'ingress' ? 'out' : 'in')

/**
 * The other end of an ingress or egress flow is no port of a VM: between two VMs of one bridge a packet is an egress flow of the one and
 * an ingress flow of the other. Nor is it a cable or bridge that is another port's (the hybrid plug gives each port a qbr bridge with
 * tap and qvb alone). So a rule that names such a device is never met, unless it names the port as well.
 */
export class Views {
  private readonly taps: ReadonlySet<string>
  private readonly known = new Map<SideChain, { readonly in: View; readonly out: View }>()

  constructor(taps: ReadonlySet<string>) {
    this.taps = taps
  }

  /** The rules of a chain that the probe's packets may meet, in order. */
  of(chain: SideChain, { tap, direction }: Probe): readonly Placed[] {
    let views = this.known.get(chain)
    if (views === undefined) {
      views = { in: this.view(chain, 'in'), out: this.view(chain, 'out') }
      this.known.set(chain, views)
    }
    const { common, byTap } = views[ownSide(direction)]
    const own = byTap.get(tap)
    if (own === undefined) return common
    return common.length === 0 ? own : [...common, ...own].sort((a, b) => a.at - b.at)
  }

  private view({ rules }: SideChain, side: 'in' | 'out'): View {
    const common: Placed[] = []
    const byTap = new Map<string, Placed[]>()
    for (const placed of rules) {
      const owner = this.ownerOf(placed.line.devices, side)
      if (owner === 'nobody') continue
      if (owner === null) common.push(placed)
      else byTap.set(owner.tap, [...(byTap.get(owner.tap) ?? []), placed])
    }
    return { common, byTap }
  }

  /** The port that alone can meet a rule; null where any can, 'nobody' where none can. */
  private ownerOf(devices: readonly DeviceMatch[], side: 'in' | 'out'): { readonly tap: string } | 'nobody' | null {
    let owner: string | null = null
    let isOthers = false
    for (const { where, name, isStart, not } of devices) {
      if (isStart || not) continue
      if (where === side) {
        if (owner !== null && owner !== name) return 'nobody'
        owner = name
      } else if (where !== 'bridge' && this.taps.has(name)) isOthers = true
      else {
        const plugged = this.pluggedTo(name)
        if (plugged === null) continue
        if (owner !== null && owner !== plugged) return 'nobody'
        owner = plugged
      }
    }
    if (owner !== null) return { tap: owner }
    return isOthers ? 'nobody' : null
  }

  private pluggedTo(name: string): string | null {
    const tap = /^(qvb|qbr)/.test(name) ? `tap${name.slice(3)}` : name
    return tap !== name && this.taps.has(tap) ? tap : null
  }
}

interface View {
  readonly common: readonly Placed[]
  readonly byTap: ReadonlyMap<string, readonly Placed[]>
}
