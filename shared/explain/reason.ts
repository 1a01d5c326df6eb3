import { parsePrefix } from '../net/prefix.ts'
import type { Project } from '../project/schema.ts'
import { unreachable } from '../result.ts'
import type { ChainRole, Origin } from '../ruleset/ruleset.ts'
import { reasons as en, type ReasonCode } from '../texts/en/reasons.ts'
import type { Language } from '../texts/language.ts'
import { type Statement, sayStatement } from '../texts/statement.ts'
import { reasons as zh } from '../texts/zh/reasons.ts'
import { groupWords, portLabel } from './names.ts'
import { noNameWords, ruleInWords } from './rule-words.ts'

/** A generated line as far as its reason depends on it: what it was made for, and where it stands and leads. */
export interface ReasonSubject {
  readonly origin: Origin
  /** Of the chain that it stands in. */
  readonly role: ChainRole | 'foreign'
  /** Of the chain that it jumps to; null where it does not. */
  readonly target: ChainRole | 'foreign' | null
  readonly source: string | null
}

/** Why a line is there: one code and what it names. Group rules are told in the words of `language`. */
export function reasonOf(language: Language, project: Project, subject: ReasonSubject): Statement<ReasonCode> {
  const { origin } = subject
  const of = (code: ReasonCode, values: Statement['values'] = {}): Statement<ReasonCode> => ({
    code,
    values: origin.kind === 'skeleton' ? values : { name: portLabel(project, origin.portId), ...values },
  })
  switch (origin.kind) {
    case 'skeleton':
      return of(subject.target === 'filter-top' ? 'skeleton-hook-top' : (SKELETON[subject.role] ?? 'skeleton'))
    case 'port':
      return of(portCode(subject))
    case 'accepted-port':
      return of(origin.why)
    case 'zone':
      return zoneReason(project, origin, of)
    case 'base':
      return of(origin.what === 'icmpv6' ? icmpv6Code(subject) : origin.what)
    case 'anti-spoofing':
      return of(sourceCode(project, origin), { address: plain(origin.address), mac: origin.mac ?? '' })
    case 'provider':
      return of(providerCode(origin), { address: plain(origin.address) })
    case 'group-rule':
      return of(...groupRule(language, project, origin))
    default:
      return unreachable(origin)
  }
}

/** The sentence of `reasonOf`. */
export const sayReason = (language: Language, reason: Statement<ReasonCode>, wrap?: (text: string) => string): string =>
  sayStatement({ en, zh }, language, reason, wrap)

const SKELETON: { readonly [R in ReasonSubject['role']]?: ReasonCode } = {
  hook: 'skeleton-hook',
  'filter-top': 'skeleton-top',
  'sg-chain': 'skeleton-accept',
  'sg-fallback': 'skeleton-drop',
}

function portCode({ role, target }: ReasonSubject): ReasonCode {
  if (target === 'port-source') return 'port-source'
  if (role === 'forward') return 'port-forward'
  if (role === 'input') return 'port-input'
  return target === 'port-in' || target === 'port-out' ? target : 'port'
}

/** From `::` a card asks before it has an address of its own. */
const icmpv6Code = ({ role, source }: ReasonSubject): ReasonCode =>
  role === 'port-in' ? 'icmpv6-in' : source?.replace('/128', '') === '::' ? 'icmpv6-unspecified' : 'icmpv6-out'

type Of<Kind> = Extract<Origin, { kind: Kind }>

function sourceCode(project: Project, { portId, address, mac }: Of<'anti-spoofing'>): ReasonCode {
  if (mac === null) return 'source-drop'
  if (address === null) return 'mac-alone'
  const port = project.ports.find(({ id }) => id === portId)
  const has = (typed: readonly { readonly ipAddress: string }[]): boolean =>
    typed.some(({ ipAddress }) => {
      const prefix = parsePrefix(ipAddress)
      return prefix.ok && prefix.value.text === address
    })
  if (port === undefined || has(port.fixedIps)) return 'fixed-address'
  return has(port.allowedAddressPairs) ? 'address-pair' : 'link-local'
}

function providerCode({ what, by, address }: Of<'provider'>): ReasonCode {
  if (what === 'router-advertisement') return address === null ? 'advertised-by-any' : 'advertised-by'
  return by === 'server' ? 'dhcp-from' : 'dhcp-to'
}

/** The Linux bridge agent counts zones by network, the hybrid driver by port (ip_conntrack.py, _device_key). */
function zoneReason(
  project: Project,
  { portId, zone }: Of<'zone'>,
  of: (code: ReasonCode, values?: Statement['values']) => Statement<ReasonCode>,
) {
  if (zone === null) return of('stateless')
  const hostName = project.ports.find(({ id }) => id === portId)?.hostName
  const driver = project.hosts.find(({ name }) => name === hostName)?.firewallDriver
  return of(driver === 'iptables' ? 'zone-shared' : 'zone', { zone })
}

function groupRule(
  language: Language,
  project: Project,
  { groupId, ruleId, member }: Of<'group-rule'>,
): [ReasonCode, Statement['values']] {
  const group = groupWords(project, groupId, noNameWords(language))
  const rules = project.securityGroups.find(({ id }) => id === groupId)?.rules ?? []
  const number = rules.findIndex(({ id }) => id === ruleId) + 1
  const rule = rules[number - 1]
  if (rule === undefined) return ['group-rule-gone', { group }]
  const values = { group, number, rule: ruleInWords(language, rule, project) }
  return member === null ? ['group-rule', values] : ['group-rule-member', { ...values, member: plain(member) }]
}

/** One address without the length that says so. */
const plain = (address: string | null): string => (address ?? '').replace(/^([\d.]+)\/32$|^([\da-f:]+)\/128$/, '$1$2')
