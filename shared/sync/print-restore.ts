import { ruleWords } from '../netfilter/print-rule.ts'
import { printSetType } from '../netfilter/print-set.ts'
import type { Family, RuleSpec, SetSpec } from '../netfilter/rule-spec.ts'
import { unreachable } from '../result.ts'
import type { TableStep, Transaction } from './plan.ts'

/**
 * A transaction as the text that a tool reads on its standard input: `iptables-restore --noflush` or `ip6tables-restore --noflush` for a
 * table (by its family), `ipset restore` for a set.
 */
export function printTransaction(transaction: Transaction): string {
  switch (transaction.on) {
    case 'set':
      return lines(setLines(transaction.write))
    case 'set-removal':
      return lines([`destroy ${transaction.name}`])
    case 'table':
      return tableText(transaction)
    default:
      return unreachable(transaction)
  }
}

/** Rules of many ports say the same: what is one object is printed once. */
function tableText({ family, table, steps }: Extract<Transaction, { on: 'table' }>): string {
  const known = new Map<RuleSpec, readonly [string, string]>()
  const wordsOf = (spec: RuleSpec): readonly [string, string] => {
    const there = known.get(spec)
    if (there !== undefined) return there
    const made = ruleWords(family, spec)
    known.set(spec, made)
    return made
  }
  const all = steps.map((step) => {
    if (step.do !== 'append') return printStep(family, step)
    const [matches, target] = wordsOf(step.spec)
    return `-A ${step.chain} ${matches}${commentWords(step.mark)}${target}`
  })
  return lines([`*${table}`, ...all, 'COMMIT'])
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`

/** One line of a table transaction, without its line end. */
export function printStep(family: Family, step: TableStep): string {
  switch (step.do) {
    case 'new-chain':
      return `:${step.chain} - [0:0]`
    case 'append':
      return `-A ${step.chain} ${printMarked(family, step.spec, step.mark)}`
    case 'insert':
      return `-I ${step.chain} ${step.at} ${printMarked(family, step.spec, step.mark)}`
    case 'delete':
      return `-D ${step.chain} ${step.at}`
    case 'flush-chain':
      return `-F ${step.chain}`
    case 'delete-chain':
      return `-X ${step.chain}`
    default:
      return unreachable(step)
  }
}

/** The mark is the last match, just before the target, where Neutron's own comments stand. */
export const marked = (spec: RuleSpec, mark: string): RuleSpec => ({
  ...spec,
  matches: [...spec.matches, { kind: 'comment', text: mark }],
})

/** A rule of ours as it is written, with its mark. */
export function printMarked(family: Family, spec: RuleSpec, mark: string): string {
  const [matches, target] = ruleWords(family, spec)
  return `${matches}${commentWords(mark)}${target}`
}

/** In quotes, as iptables-save prints it for its colon; a mark (`Mark` in plan.ts) has nothing that would need an escape. */
const commentWords = (mark: string): string => `-m comment --comment "${mark}" `

/**
 * The name under which a set is filled before it is swapped in; Neutron 2014.2 (ipset_manager.py) calls it NAME-new.
 * Set names are at most 31 characters.
 */
export const temporarySetName = (name: string): string => `${name.slice(0, 27)}-new`

/**
 * Works whether the set exists or not, and also when a temporary one was left behind. A set that rules refer to is never seen empty or
 * half-filled: the swap is one act of the kernel.
 */
function setLines(set: SetSpec): string[] {
  const temporary = temporarySetName(set.name)
  const type = printSetType(set)
  return [
    `create ${set.name} ${type} -exist`,
    `create ${temporary} ${type} -exist`,
    `flush ${temporary}`,
    ...set.members.map((member) => `add ${temporary} ${member} -exist`),
    `swap ${set.name} ${temporary}`,
    `destroy ${temporary}`,
  ]
}
