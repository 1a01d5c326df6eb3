import type { KernelModule, MatchExtension } from './needs.ts'

/** What was found out about a machine without rights over it. Null: it cannot be told. */
export interface MachineFacts {
  readonly isRoot: boolean
  readonly features: Readonly<Record<KernelModule, Feature>>
  /** Values of /proc/sys/net by file; null where there is none. */
  readonly settings: Readonly<Record<SettingFile, number | null>>
  readonly tools: Readonly<Record<'iptables' | 'ip6tables' | 'ipset', ToolFacts | null>>
  /** Whether `iptables` has the words of a match or target; null where there is no iptables to ask. */
  readonly extensions: Readonly<Record<MatchExtension, boolean | null>>
  readonly others: Readonly<Record<'firewalld' | 'ufw' | 'docker' | 'libvirt', boolean | null>>
  /** The program of a Neutron agent that runs here, empty where none does. */
  readonly neutronAgent: string | null
  /** The kernel has tables of the legacy kind. */
  readonly legacyTables: boolean | null
  /** Lines of `iptables-save` that are not ours, and how many of these stand in chains of a Neutron agent; null without the right to read. */
  readonly rules: { readonly others: number; readonly neutron: number } | null
}

/**
 * `loaded`: it is there now; `builtin`: part of the kernel; `loadable`: the kernel can load it; `absent`: this kernel has none;
 * `unknown`: neither its configuration nor its list of modules can be read.
 */
export type Feature = 'loaded' | 'builtin' | 'loadable' | 'absent' | 'unknown'

export interface ToolFacts {
  /** As it calls itself, without the `v`; empty when it does not say. */
  readonly version: string
  /** Which of the kernel's two interfaces an iptables writes to; null for other tools and for those before 1.8, which know one. */
  readonly backend: 'nf_tables' | 'legacy' | null
}

export type SettingFile =
  | 'bridge/bridge-nf-call-iptables'
  | 'bridge/bridge-nf-call-ip6tables'
  | 'bridge/bridge-nf-call-arptables'
  | 'bridge/bridge-nf-filter-vlan-tagged'
  | 'ipv4/ip_forward'

/** Reads `iptables v1.8.9 (nf_tables)` or `ipset v7.17, protocol version: 7`. */
export function readVersion(text: string): ToolFacts {
  const version = /\bv(\d+(?:\.\d+)*)/.exec(text)?.[1] ?? ''
  const backend = /\((nf_tables|legacy)\)/.exec(text)?.[1]
  return { version, backend: backend === 'nf_tables' || backend === 'legacy' ? backend : null }
}

/** Below 0 where `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]]
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Rules of an `iptables-save` text that carry no mark of ours, and those of them in chains that a Neutron agent names. */
export function countOthers(text: string): { readonly others: number; readonly neutron: number } {
  const lines = text.split('\n').filter((line) => line.startsWith('-A ') && !/--comment "?tw:/.test(line))
  return { others: lines.length, neutron: lines.filter((line) => /^-A neutron-/.test(line)).length }
}
