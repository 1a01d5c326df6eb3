import { type Issue, issue } from '#shared/errors'
import type { DumpTable } from '#shared/netfilter/dump'
import type { RuleSpec } from '#shared/netfilter/rule-spec'
import { unreachable } from '#shared/result'
import type { TableStep, Transaction } from '#shared/sync/plan'

/**
 * What may be written: our own chains and sets, and in the hooks our own marked jumps to our chains. Checked here, beside the kernel,
 * so that whatever goes wrong on the other end of the pipe can break our rules only.
 */
const PREFIXES = ['neutron-openvswi-', 'neutron-linuxbri-']
const SHARED_TOP = 'neutron-filter-top'
const HOOKS = new Set(['INPUT', 'FORWARD', 'OUTPUT', 'PREROUTING'])
/** Tables in which Neutron's drivers have chains. */
const TABLES: readonly string[] = ['filter', 'raw', 'nat']
/** `IPv4` or `IPv6` and the beginning of a group's id, before it `NET` (2015.1) or `N` (later): Neutron's ipset_manager.py. */
const SET = /^(N|NET)?IPv[46][0-9a-f-]{1,27}$/

const isOurChain = (name: string): boolean => name === SHARED_TOP || PREFIXES.some((prefix) => name.startsWith(prefix))

/** Why a transaction must not be written, whatever the kernel holds; nothing when it may. */
export function foreignParts(transaction: Transaction): Issue[] {
  switch (transaction.on) {
    case 'set':
      return SET.test(transaction.write.name) ? [] : [foreign('set', transaction.write.name)]
    case 'set-removal':
      return SET.test(transaction.name) ? [] : [foreign('set', transaction.name)]
    case 'table':
      if (!TABLES.includes(transaction.table)) return [foreign('table', transaction.table)]
      return foreignSteps(transaction.steps)
    default:
      return unreachable(transaction)
  }
}

/** Most rules go into chains of which some were seen, and say what others said: each is looked at once. */
function foreignSteps(steps: readonly TableStep[]): Issue[] {
  const ours = new Set<string>()
  const fine = new Set<RuleSpec>()
  const issues: Issue[] = []
  for (const step of steps) {
    const spec = step.do === 'append' || step.do === 'insert' ? step.spec : null
    if (spec !== null && !fine.has(spec)) {
      const found = foreignSpec(spec)
      if (found.length === 0) fine.add(spec)
      issues.push(...found)
    }
    if (ours.has(step.chain)) continue
    if (isOurChain(step.chain)) ours.add(step.chain)
    else issues.push(...foreignChain(step))
  }
  return issues
}

function foreignChain(step: TableStep): Issue[] {
  const mayBeHook = step.do === 'insert' || step.do === 'append' || step.do === 'delete'
  if (!mayBeHook || !HOOKS.has(step.chain)) return [foreign('chain', step.chain)]
  if (step.do === 'delete' || step.spec.target.kind === 'jump') return []
  return [
    issue([], 'ours.verdict-in-hook', `A verdict in ${step.chain} would decide over packets of others.`, { chain: step.chain }),
  ]
}

/** A comment may hold anything but a line's end, which would begin a line of its own in what iptables-restore reads. */
const CONTROL = /\p{Cc}/u

function foreignSpec({ target, matches }: RuleSpec): Issue[] {
  const jump = target.kind === 'jump' && !isOurChain(target.chain) ? [foreign('chain', target.chain)] : []
  const bad = matches.some((match) => match.kind === 'comment' && CONTROL.test(match.text))
  return bad ? [...jump, issue([], 'ours.comment', 'A comment holds a control character.')] : jump
}

const foreign = (what: 'set' | 'table' | 'chain', name: string): Issue =>
  issue([], `ours.${what}`, `The ${what} ${name} is not ours to write.`, { name })

/** Only a deletion goes by its place alone, and would hit whatever stands there by now. */
export const deletesInHook = (transaction: Transaction): boolean =>
  transaction.on === 'table' && transaction.steps.some((step) => step.do === 'delete' && HOOKS.has(step.chain))

/** Deletions in hooks that would hit a rule without our mark, `tables` being what the kernel holds just before the transaction. */
export function foreignDeletions(transaction: Transaction, tables: readonly DumpTable[]): Issue[] {
  if (transaction.on !== 'table') return []
  const table = tables.find((t) => t.family === transaction.family && t.table === transaction.table)
  const hooks = new Map(
    [...HOOKS].map((hook) => [hook, (table?.chains.find((chain) => chain.name === hook)?.rules ?? []).map((rule) => rule.mark)]),
  )
  const issues: Issue[] = []
  // Positions are those at the moment of the step, so the steps before it are played through.
  for (const step of transaction.steps) {
    const marks = hooks.get(step.chain)
    if (marks === undefined) continue
    if (step.do === 'insert') marks.splice(step.at - 1, 0, step.mark)
    if (step.do === 'append') marks.push(step.mark)
    if (step.do !== 'delete') continue
    const [mark] = marks.splice(step.at - 1, 1)
    if (mark === null || mark === undefined)
      issues.push(issue([], 'ours.unmarked', `Rule ${step.at} of ${step.chain} carries no mark of ours.`, { at: step.at }))
  }
  return issues
}
