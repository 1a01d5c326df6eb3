import type { PortRange, RuleSpec } from '../netfilter/rule-spec.ts'

/**
 * What a line of a port's chain says that a group's rule can say, too, however it is spelled: `--dport 80:90` and `--dports 80:90` are
 * one, the bare `-m tcp` behind `-p tcp` is nothing, and so is a comment. Null: it says more than a group's rule can.
 */
export interface Meaning {
  readonly source: string | null
  readonly destination: string | null
  readonly protocol: string | null
  readonly ports: PortRange | null
  readonly icmp: { readonly type: number; readonly code: number | null } | null
  readonly set: { readonly name: string; readonly flag: 'src' | 'dst' } | null
}

/** Why a line cannot be a group's rule. */
export type Unsayable = 'target' | 'match' | 'source-ports' | 'several-ports'

export function meaningOf(spec: RuleSpec): Meaning | Unsayable {
  if (spec.target.kind !== 'return') return 'target'
  if (spec.inInterface !== undefined) return 'match'
  let ports: PortRange | null = null
  let icmp: Meaning['icmp'] = null
  let set: Meaning['set'] = null
  for (const match of spec.matches) {
    switch (match.kind) {
      case 'comment':
        break
      case 'ports':
        if (match.source !== undefined) return 'source-ports'
        if (match.destination === undefined) break
        if (ports !== null) return 'several-ports'
        ports = match.destination
        break
      case 'multiport-destination': {
        const [range, ...more] = match.ports
        if (range === undefined || more.length > 0 || ports !== null) return 'several-ports'
        ports = range
        break
      }
      case 'icmp':
        if (icmp !== null) return 'match'
        icmp = { type: match.type, code: match.code ?? null }
        break
      case 'set':
        if (set !== null) return 'match'
        set = { name: match.name, flag: match.flag }
        break
      default:
        return 'match'
    }
  }
  // ICMP of any type is what `-p icmp` says alone.
  if (icmp?.type === 255 && icmp.code === null) icmp = null
  const { source = null, destination = null, protocol = null } = spec
  return { source: plain(source), destination: plain(destination), protocol, ports, icmp, set }
}

/** iptables-save prints the length of a single address, the compiler's data leaves it out. */
const plain = (address: string | null): string | null => address?.replace(/^([0-9.]+)\/32$|^([0-9a-f:.]+)\/128$/i, '$1$2') ?? null

/** Equal for lines that say the same. */
export const meaningKey = (spec: RuleSpec): string => {
  const meaning = meaningOf(spec)
  return typeof meaning === 'string' ? `${meaning} ${JSON.stringify(spec)}` : JSON.stringify(meaning)
}
