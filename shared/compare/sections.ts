import { printRule } from '../netfilter/print-rule.ts'
import { printSet } from '../netfilter/print-set.ts'
import type { Family, RuleSpec, TableName } from '../netfilter/rule-spec.ts'
import type { ChainRole, Origin, Ruleset } from '../ruleset/ruleset.ts'

/** Where a line stands, by what the place is for and not by its name, which differs between drivers and releases. */
export type Place =
  | {
      readonly kind: 'chain'
      readonly family: Family
      readonly table: TableName
      readonly role: ChainRole
      readonly portId: string | null
    }
  /** `group`: the 20 characters that every release keeps of the group's id. */
  | { readonly kind: 'set'; readonly family: Family; readonly group: string }

/** One line of a chain (without `-A CHAIN`) or of a set, as iptables-save and ipset save print it. */
export interface Line {
  readonly text: string
  /** `text` without comment, and with names of chains and sets that are the same in every release and driver. */
  readonly plain: string
  /** Null for a line of a set. */
  readonly origin: Origin | null
  readonly spec: RuleSpec | null
}

/** A chain or a set with its lines. Equal `key`s stand for the same thing on both sides. */
export interface Section {
  readonly key: string
  readonly place: Place
  readonly name: string
  readonly lines: readonly Line[]
}

/** Sets first, since they must be there before a rule can name them; then tables and chains in their order. */
export function sectionsOf({ sets, tables }: Ruleset): Section[] {
  const sections = [
    ...sets.map((set): Section => {
      const family = set.family === 'inet' ? 'ipv4' : 'ipv6'
      // A set has no order.
      const [create = '', ...members] = printSet(set)
      const lines = [create, ...members.sort()].map((text) => ({ text, plain: plainNames(text), origin: null, spec: null }))
      const plain = plainNames(set.name)
      return { key: `set ${plain}`, place: { kind: 'set', family, group: plain.slice(4) }, name: set.name, lines }
    }),
    ...tables.flatMap(({ family, table, chains }) =>
      chains.map(({ name, role, portId, rules }): Section => {
        const lines = rules.map(({ text, spec, origin }) => ({ text, plain: plainRule(family, spec, text), origin, spec }))
        const what = portId === null ? plainNames(name) : `${role} ${portId}`
        return { key: `${family} ${table} ${what}`, place: { kind: 'chain', family, table, role, portId }, name, lines }
      }),
    ),
  ]
  // Later releases keep more of a group's id, and tell two sets apart whose names are alike elsewhere.
  const seen = new Map<string, number>()
  return sections.map((section) => {
    const count = seen.get(section.key) ?? 0
    seen.set(section.key, count + 1)
    return count === 0 ? section : { ...section, key: `${section.key} ${count}` }
  })
}

function plainRule(family: Family, spec: RuleSpec, text: string): string {
  const matches = spec.matches.filter(({ kind }) => kind !== 'comment')
  return plainNames(matches.length === spec.matches.length ? text : printRule(family, { ...spec, matches }))
}

/**
 * The agent's name in front of its chains, and of a set's name the family and the 20 characters of the group's id that every release
 * keeps. Chains and sets are named by Neutron alone, so nothing of a person's is touched.
 */
function plainNames(text: string): string {
  return text.replace(/\bneutron-(?:openvswi|linuxbri)-/g, 'neutron-…-').replace(SET_NAME, '$1')
}

const SET_NAME = /\b(?:NET|N)?(IPv[46][0-9a-f-]{20})[0-9a-f-]*/g
