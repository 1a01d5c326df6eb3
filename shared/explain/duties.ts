import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { markOf } from '../ruleset/mark.ts'
import type { ChainRole, Rule, Ruleset } from '../ruleset/ruleset.ts'
import {
  type DutyId,
  type DutySentence,
  type DutyState,
  duties as dutiesEn,
  dutySentences as sentencesEn,
  dutyStates as statesEn,
} from '../texts/en/duties.ts'
import type { Language } from '../texts/language.ts'
import { type Statement, sayStatement } from '../texts/statement.ts'
import { duties as dutiesZh, dutySentences as sentencesZh, dutyStates as statesZh } from '../texts/zh/duties.ts'

/** A line that does a duty, and where it stands. */
export interface DutyLine {
  readonly family: Family
  readonly table: TableName
  readonly chain: string
  /** From 1. */
  readonly number: number
  readonly text: string
  readonly mark: string
}

/** One of the ten things that the agent's firewall is there for (article, 3.3.1), and the lines that do it. */
export interface Duty {
  readonly id: DutyId
  readonly state: DutyState
  readonly why: Statement<DutySentence>
  readonly lines: readonly DutyLine[]
}

/** Title, state and reason in a language. */
export const sayDuty = (language: Language, { id, state, why }: Duty): { title: string; state: string; why: string } => ({
  title: { en: dutiesEn, zh: dutiesZh }[language][id],
  state: { en: statesEn, zh: statesZh }[language][state],
  why: sayStatement({ en: sentencesEn, zh: sentencesZh }, language, why),
})

interface Placed {
  readonly family: Family
  readonly table: TableName
  readonly chain: string
  readonly role: ChainRole
  readonly at: number
  readonly rule: Rule
}

const isBase =
  (what: string) =>
  ({ rule: { origin } }: Placed) =>
    origin.kind === 'base' && origin.what === what
const isFromGroup = ({ rule }: Placed): boolean => rule.origin.kind === 'group-rule'
const leadsThere = ({ rule, role }: Placed): boolean =>
  rule.origin.kind === 'port' && (role === 'sg-chain' || role === 'forward' || role === 'input')

/** `every`: each port needs it in each family; else it is done where there is something to do. */
const DUTIES: readonly { readonly id: DutyId; readonly every: boolean; readonly does: (placed: Placed) => boolean }[] = [
  { id: 'chains', every: true, does: leadsThere },
  { id: 'default-drop', every: true, does: isBase('fallback') },
  { id: 'anti-spoofing', every: true, does: ({ rule }) => rule.origin.kind === 'anti-spoofing' },
  { id: 'dhcp-in', every: false, does: ({ rule }) => rule.origin.kind === 'provider' },
  { id: 'dhcp-server', every: true, does: isBase('dhcp-server') },
  { id: 'invalid', every: true, does: isBase('invalid') },
  { id: 'established', every: true, does: isBase('established') },
  { id: 'conversion', every: false, does: isFromGroup },
  {
    id: 'multiport',
    every: false,
    does: (placed) => isFromGroup(placed) && placed.rule.spec.matches.some(({ kind }) => kind === 'multiport-destination'),
  },
  { id: 'families', every: true, does: (placed) => leadsThere(placed) && placed.role === 'sg-chain' },
]

/**
 * The ten duties as a ruleset does them, for one port or for all ports of the host that have chains or are accepted without any. Lines
 * come in the order of tables and chains.
 */
export function dutiesOf(ruleset: Ruleset, portId: string | null = null): readonly Duty[] {
  const placed = [...placedOf(ruleset)]
  const ports = new Set(portId === null ? placed.flatMap(({ rule }) => portOf(rule) ?? []) : [portId])
  const own = placed.filter(({ rule }) => ports.has(portOf(rule) ?? ''))
  const families = new Set(ruleset.tables.map(({ family }) => family))
  return DUTIES.map(({ id, every, does }) => {
    const found = own.filter(does)
    const state = every ? everyState(id, found, ports.size, families.size) : found.length > 0 ? 'done' : 'not-needed'
    const drop = id === 'default-drop' && found.length > 0 ? placed.filter(isDrop) : []
    // A port without any chain has nothing that could be needless.
    const isFiltered = own.some(leadsThere)
    const known: DutyState = state === 'not-needed' && !isFiltered ? 'missing' : state
    return { id, state: known, why: whyOf(id, known, found), lines: [...found, ...drop].map(lineOf) }
  })
}

const isDrop = ({ role }: Placed): boolean => role === 'sg-fallback'

const portOf = ({ origin }: Rule): string | null => (origin.kind === 'skeleton' ? null : origin.portId)

function* placedOf({ tables }: Ruleset): Generator<Placed> {
  for (const { family, table, chains } of tables)
    for (const { name, role, rules } of chains)
      for (const [at, rule] of rules.entries()) yield { family, table, chain: name, role, at, rule }
}

/** Neutron writes both families, so one that the host does not have is missing. */
function everyState(id: DutyId, found: readonly Placed[], ports: number, families: number): DutyState {
  if (found.length === 0) return 'missing'
  const places = new Set(found.map(({ family, rule }) => `${family} ${portOf(rule)}`))
  const wanted = ports * (id === 'families' ? 2 : families)
  return places.size >= wanted ? 'done' : 'partly'
}

function whyOf(id: DutyId, state: DutyState, found: readonly Placed[]): Statement<DutySentence> {
  if (state === 'missing') return { code: 'missing', values: {} }
  if (state === 'partly') {
    if (id === 'anti-spoofing') return { code: 'anti-spoofing.partly', values: {} }
    const families = new Set(found.map(({ family }) => family))
    return { code: id === 'families' && families.size === 1 ? 'families.partly' : 'partly', values: {} }
  }
  if (state === 'not-needed') return { code: `${id}.not-needed` as DutySentence, values: {} }
  return { code: `${id}.done` as DutySentence, values: id === 'conversion' ? { kinds: kindsOf(found) } : {} }
}

/** `IPv4 icmp 2, IPv4 tcp 5`: words of the tools, the same in every language. */
function kindsOf(found: readonly Placed[]): string {
  const counts = new Map<string, number>()
  for (const { family, rule } of found) {
    const kind = `${family === 'ipv4' ? 'IPv4' : 'IPv6'} ${rule.spec.protocol ?? 'all'}`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ')
}

const lineOf = ({ family, table, chain, at, rule }: Placed): DutyLine => ({
  ...{ family, table, chain, number: at + 1, text: rule.text },
  mark: markOf(family, table, chain, rule),
})
