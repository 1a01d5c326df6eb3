import { z } from 'zod'
import { prerequisiteNames as enNames, prerequisites as enStates, prerequisiteWhys as enWhys } from '../texts/en/prerequisites.ts'
import type { Language } from '../texts/language.ts'
import { sayStatement } from '../texts/statement.ts'
import { prerequisiteNames as zhNames, prerequisites as zhStates, prerequisiteWhys as zhWhys } from '../texts/zh/prerequisites.ts'

/**
 * What was looked at. The first are what rules of a bridge need of the kernel (kernel bridge, bridge netfilter, physdev match) and of
 * the tools; the last, who else writes rules here.
 */
export const PrerequisiteId = z.enum([
  ...(['bridge', 'bridge-netfilter', 'call-iptables', 'call-ip6tables', 'call-arptables', 'vlan-tagged'] as const),
  ...(['bridge-addresses', 'openvswitch', 'ip-forward', 'iptables', 'ip6tables', 'backend', 'ipset'] as const),
  ...(['physdev', 'conntrack', 'set', 'mac', 'comment', 'multiport', 'CT'] as const),
  ...(['neutron-agent', 'rules', 'firewalld', 'ufw', 'docker', 'libvirt'] as const),
])
export type PrerequisiteId = z.infer<typeof PrerequisiteId>

/**
 * `unmet`: rules would have no effect or be refused. `caution`: they work, but not as one may think. `note`: good to know.
 * `unknown`: could not be found out, which is never taken for met.
 */
export const PrerequisiteLevel = z.enum(['met', 'unmet', 'caution', 'note', 'unknown'])
export type PrerequisiteLevel = z.infer<typeof PrerequisiteLevel>

export const PrerequisiteCode = z.enum([
  ...([
    'feature.loaded',
    'feature.builtin',
    'feature.loadable',
    'feature.absent',
    'feature.unknown',
    'feature.not-loaded',
  ] as const),
  ...(['setting.on', 'setting.off', 'setting.off-but', 'setting.own', 'setting.later', 'setting.value'] as const),
  ...(['vlan.passes-by', 'addresses.some', 'openvswitch.some'] as const),
  ...(['tool.found', 'tool.old', 'tool.missing', 'backend.nf_tables', 'backend.legacy', 'backend.old', 'backend.both'] as const),
  ...(['match.there', 'match.loads', 'match.no-words', 'match.no-module', 'match.unknown'] as const),
  ...(['neutron.runs', 'neutron.rules', 'neutron.none', 'neutron.unknown', 'rules.some', 'rules.none', 'rules.unknown'] as const),
  ...(['other.none', 'other.unknown', 'firewalld.runs', 'ufw.on', 'docker.runs', 'libvirt.runs'] as const),
])
export type PrerequisiteCode = z.infer<typeof PrerequisiteCode>

/** Commands for root, to be copied: what helps at once, and what keeps it over the next start. */
export const Fix = z.object({ now: z.array(z.string()), keep: z.array(z.string()) })
export type Fix = z.infer<typeof Fix>

export const Prerequisite = z.object({
  id: PrerequisiteId,
  level: PrerequisiteLevel,
  code: PrerequisiteCode,
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  fix: Fix.nullable(),
})
export type Prerequisite = z.infer<typeof Prerequisite>

/** Without these the rules of ports are refused, or no packet meets them. */
const NEEDED: ReadonlySet<PrerequisiteId> = new Set([
  ...(['bridge', 'bridge-netfilter', 'call-iptables', 'iptables', 'ip6tables', 'ipset'] as const),
  ...(['physdev', 'conntrack', 'set', 'mac', 'comment', 'multiport', 'CT'] as const),
])

export const isNeeded = ({ id }: Prerequisite): boolean => NEEDED.has(id)

/** Everything that is needed was found to be there. */
export const isReady = (all: readonly Prerequisite[]): boolean =>
  all.filter(isNeeded).every(({ level }) => level === 'met' || level === 'note')

/** What it is, how it stands, and why it matters. `wrap` as in `sayStatement`. */
export function sayPrerequisite(
  language: Language,
  { id, code, values }: Prerequisite,
  wrap?: (text: string) => string,
): { readonly name: string; readonly state: string; readonly why: string } {
  const [names, whys] = language === 'zh' ? [zhNames, zhWhys] : [enNames, enWhys]
  return {
    name: names[id],
    state: sayStatement({ en: enStates, zh: zhStates }, language, { code, values }, wrap),
    why: whys[id],
  }
}
