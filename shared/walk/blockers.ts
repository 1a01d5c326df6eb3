import { z } from 'zod'
import type { Dump, DumpChain } from '../netfilter/dump.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { type Ask, DESTINATION_PORT, SOURCE_PORT } from './ask.ts'
import { endsOf } from './passes.ts'
import type { ReadRule } from './read-rule.ts'
import { type Chain, type Rules, readRules } from './rules.ts'
import type { Journey, Step, Verdict } from './step.ts'

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
  /** Where the rule, or the policy, of the step stands. */
  readonly place: string
  readonly step: Step
  /** The jumps by which the packet came to its chain, the first one first. */
  readonly via: readonly Step[]
}

/** `afterwards`: what becomes of the packet once all of them are gone; `drop` where it is not rules alone that stop it, or too many. */
export interface Blockers {
  readonly blockers: readonly Blocker[]
  readonly afterwards: Verdict
}

/** What the places hold, by name. */
export type Dumps = ReadonlyMap<string, Dump>

const MOST = 32

/**
 * All that has to go so that a packet passes, in the order in which it meets it: the rule that drops it is taken out, the packet is walked
 * again, and so on until it gets through, cannot be judged, or is stopped by something that is no rule. None of a packet that is not dropped.
 * `walk`: its journey through other dumps than its own; undefined when it is not sent at all then.
 */
export function blockersOf(dumps: Dumps, walk: (dumps: Dumps) => Journey | undefined): Blockers {
  const blockers: Blocker[] = []
  for (let now = dumps; ; ) {
    const journey = walk(now)
    if (journey === undefined) return { blockers, afterwards: 'unsure' }
    const refusal = journey.verdict === 'drop' && blockers.length < MOST ? refusalOf(journey) : null
    if (refusal === null) return { blockers, afterwards: journey.verdict }
    const { pass, steps, at, step } = refusal
    const dump = now.get(pass.place)
    if (dump === undefined) return { blockers, afterwards: journey.verdict }
    const { family } = pass.packet
    const via = jumpsTo(steps, at)
    blockers.push({ code: blockerCode(readRules(dump, family), steps, at, via), place: pass.place, step, via })
    now = new Map(now).set(pass.place, dumpWithout(dump, family, step))
  }
}

/** The rule that refused the packet where it ended; of a packet that was flooded, at the first end at which a rule did. */
function refusalOf({ first }: Journey) {
  for (const pass of endsOf(first)) {
    const steps = pass.verdict === 'drop' ? (pass.hooks.at(-1)?.steps ?? []) : []
    // Behind a rule that is unsure and drops, too, it is not sure that the one that decides is reached.
    const at = steps.findLastIndex(({ match, act }) => match !== 'no' && (act.do === 'drop' || act.do === 'reject'))
    const step = steps[at]
    if (step !== undefined) return { pass, steps, at, step }
  }
  return null
}

/** The dump with a policy of ACCEPT, or with a rule that asks and does nothing: others keep their numbers. */
function dumpWithout(dump: Dump, family: Family, { table, chain, rule }: Step): Dump {
  const emptied = (own: DumpChain): DumpChain =>
    rule === null ? { ...own, policy: 'ACCEPT' } : { ...own, rules: own.rules.with(rule - 1, { text: '', mark: null }) }
  const tables = dump.tables.map((own) =>
    own.family === family && own.table === table
      ? { ...own, chains: own.chains.map((one) => (one.name === chain ? emptied(one) : one)) }
      : own,
  )
  return { ...dump, tables }
}

/** Why a step dropped a packet, among all that were tried at the hook. */
function blockerCode(rules: Rules, steps: readonly Step[], at: number, via: readonly Step[]): BlockerCode {
  const step = steps[at]
  const chains = step === undefined ? undefined : rules.table(step.table)
  const chain = step === undefined ? undefined : chains?.get(step.chain)
  if (step === undefined || chain === undefined || step.rule === null) return 'policy'
  return codeOf(readAt(chain, step.rule), chain, step.rule, { via, chains })
}

/** By number. */
const readAt = (chain: Chain, rule: number): ReadRule => chain.known[rule - 1] ?? chain.read(rule - 1)

interface Around {
  readonly via: readonly Step[]
  readonly chains: ReadonlyMap<string, Chain> | undefined
}

function codeOf({ asks }: ReadRule, chain: Chain, rule: number, around: Around): BlockerCode {
  const [is, isNot] = [asks.filter(({ not }) => !not), asks.filter(({ not }) => not)]
  if (is.some(({ field, words }) => field === 'state' && words.split(',').includes('INVALID'))) return 'invalid-state'
  if (isNot.some(asksSource)) return 'spoofed-source'
  if (isDhcpAnswer(is)) return 'dhcp-server'
  if (is.some(({ field, words }) => field === 'icmp-type' && ADVERTISEMENT.test(words))) return 'router-advertisement'
  if (asks.length > 0) return 'rule'
  if (isSourceCheck(chain, rule)) return 'spoofed-source'
  return restCode(around)
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
  const before = chain.rules.slice(0, rule - 1).map((_, at) => readAt(chain, at + 1))
  return before.length > 0 && before.every(({ act, asks }) => act.do === 'return' && asks.some(asksSource))
}

/** All that is left is dropped: of whose traffic says the innermost jump that asks for a device. */
function restCode({ via, chains }: Around): BlockerCode {
  for (const { chain: name, rule } of via.toReversed()) {
    const chain = chains?.get(name)
    const asks = rule === null || chain === undefined ? [] : readAt(chain, rule).asks
    const asked = (field: Ask['field']) => asks.some((ask) => ask.field === field && !ask.not)
    if (asked('device-out') || asked('interface-out')) return 'no-rule-lets-in'
    if (asked('device-in') || asked('interface-in')) return 'no-rule-lets-out'
  }
  return 'no-rule-lets-through'
}

/** By which a step was come to. */
function jumpsTo(steps: readonly Step[], at: number): Step[] {
  const jumps: Step[] = []
  let depth = steps[at]?.depth ?? 0
  for (const step of steps.slice(0, at).toReversed()) {
    if (step.depth !== depth - 1 || step.match === 'no') continue
    jumps.unshift(step)
    depth -= 1
  }
  return jumps
}
