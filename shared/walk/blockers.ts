import { z } from 'zod'
import type { TableName } from '../netfilter/rule-spec.ts'
import { type Ask, DESTINATION_PORT, SOURCE_PORT } from './ask.ts'
import { walkHook } from './hook.ts'
import type { ReadRule } from './read-rule.ts'
import type { Chain, Rules } from './rules.ts'
import type { HookName, Step, Verdict } from './step.ts'
import type { Subject } from './subject.ts'

/**
 * Why a rule drops a packet, found from its own words and from where it stands:
 * - `policy`: the hook's policy, no rule decided;
 * - `invalid-state`: connection tracking knows no connection that it could be of;
 * - `spoofed-source`: the sender's addresses are none of those that its port may use;
 * - `dhcp-server`, `router-advertisement`: a VM answers as a server or router does;
 * - `no-rule-lets-in`, `-out`, `-through`: all that was not let by before is dropped; to a device, from one, or without regard to one;
 * - `rule`: it is what this rule drops.
 */
export const BlockerCode = z.enum([
  'policy',
  'invalid-state',
  'spoofed-source',
  'dhcp-server',
  'router-advertisement',
  'no-rule-lets-in',
  'no-rule-lets-out',
  'no-rule-lets-through',
  'rule',
])
export type BlockerCode = z.infer<typeof BlockerCode>

export interface Blocker {
  readonly code: BlockerCode
  readonly step: Step
}

/** `afterwards`: what becomes of the packet once all of them are gone; `drop` where there were too many to go on. */
export interface Blockers {
  readonly blockers: readonly Blocker[]
  readonly afterwards: Verdict
}

const MOST = 32

/**
 * All rules that stand in a packet's way at one hook: the one that drops it, then the one that would if that were gone, and so on until it
 * gets through or cannot be judged. None of a packet that is not dropped.
 */
export function blockersOf(rules: Rules, table: TableName, hook: HookName, subject: Subject): Blockers {
  const without = new Set<ReadRule | 'policy'>()
  const blockers: Blocker[] = []
  for (let round = 0; ; round++) {
    const { verdict, droppedBy, steps } = walkHook(rules, table, hook, subject, without)
    if (verdict !== 'drop' || round >= MOST) return { blockers, afterwards: verdict }
    const told = steps()
    for (const [rule, { chain, rule: number }] of droppedBy) {
      without.add(rule)
      const at = told.findIndex((step) => step.chain === chain.name && step.rule === number && step.act.do !== 'return')
      const step = told[at]
      if (step !== undefined) blockers.push({ code: codeOf(rule, chain, told, at, rules.table(table)), step })
    }
  }
}

/** The same of a step that dropped a packet, among all that were tried at the hook. */
export function blockerCode(rules: Rules, steps: readonly Step[], at: number): BlockerCode {
  const step = steps[at]
  const chains = step === undefined ? undefined : rules.table(step.table)
  const chain = step === undefined ? undefined : chains?.get(step.chain)
  if (step === undefined || chain === undefined || step.rule === null) return 'policy'
  return codeOf(chain.known[step.rule - 1] ?? chain.read(step.rule - 1), chain, steps, at, chains)
}

type Chains = ReadonlyMap<string, Chain> | undefined

function codeOf(rule: ReadRule | 'policy', chain: Chain, steps: readonly Step[], at: number, chains: Chains): BlockerCode {
  if (rule === 'policy') return 'policy'
  const { asks } = rule
  const [is, isNot] = [asks.filter(({ not }) => !not), asks.filter(({ not }) => not)]
  if (is.some(({ field, words }) => field === 'state' && words.split(',').includes('INVALID'))) return 'invalid-state'
  if (isNot.some(asksSource)) return 'spoofed-source'
  if (isDhcpAnswer(is)) return 'dhcp-server'
  if (is.some(({ field, words }) => field === 'icmp-type' && ADVERTISEMENT.test(words))) return 'router-advertisement'
  if (asks.length > 0) return 'rule'
  if (isSourceCheck(chain, steps[at]?.rule ?? 0)) return 'spoofed-source'
  return restCode(steps, at, chains)
}

const ADVERTISEMENT = /^(134|router-advertisement)$/

const asksSource = ({ field }: Ask): boolean => field === 'source' || field === 'source-mac' || field === 'source-set'

/** RFC 2131: a server's port is 67 and a client's 68; RFC 8415: 547 and 546. */
const isDhcpAnswer = (asks: readonly Ask[]): boolean =>
  [
    [67, 68],
    [547, 546],
  ].some(([server, client]) => {
    const asksPort = (op: number, port: number | undefined) => asks.some((ask) => ask.op === op && ask.a === port && ask.b === port)
    return asksPort(SOURCE_PORT, server) && asksPort(DESTINATION_PORT, client)
  })

/** The last of a chain that lets senders go back by their addresses and does nothing else. */
function isSourceCheck(chain: Chain, rule: number): boolean {
  const before = chain.rules.slice(0, rule - 1).map((_, at) => chain.known[at] ?? chain.read(at))
  return before.length > 0 && before.every(({ act, asks }) => act.do === 'return' && asks.some(asksSource))
}

/** All that is left is dropped: of whose traffic says the innermost jump that asks for a device. */
function restCode(steps: readonly Step[], at: number, chains: Chains): BlockerCode {
  let depth = steps[at]?.depth ?? 0
  for (let before = at - 1; before >= 0 && depth > 0; before--) {
    const step = steps[before]
    if (step === undefined || step.depth !== depth - 1 || step.match === 'no') continue
    depth -= 1
    const asks = step.rule === null ? [] : (chains?.get(step.chain)?.known[step.rule - 1]?.asks ?? [])
    const asked = (field: Ask['field']) => asks.some((ask) => ask.field === field && !ask.not)
    if (asked('device-out') || asked('interface-out')) return 'no-rule-lets-in'
    if (asked('device-in') || asked('interface-in')) return 'no-rule-lets-out'
  }
  return 'no-rule-lets-through'
}
