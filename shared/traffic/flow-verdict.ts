import { type Dump, type DumpRule, withoutMark } from '../netfilter/dump.ts'
import { isExtensionTarget } from '../netfilter/parse-rule.ts'
import type { TableName } from '../netfilter/rule-spec.ts'
import { splitWords } from '../netfilter/words.ts'
import type { State } from './dimensions.ts'
import type { RuleRef, Verdict } from './flow.ts'
import { type Ask, fitOf, readAsks, type Surroundings } from './match-packet.ts'
import type { Packet } from './packet.ts'

/**
 * What becomes of one packet, read rule by rule as the kernel does. It shares nothing with the comparison of all packets, so that each
 * can be held against the other.
 */
export const flowVerdict = (dump: Dump, packet: Packet): Verdict => flowReader(dump)(packet)

/** The same for many packets of one dump. */
export function flowReader(dump: Dump): (packet: Packet) => Verdict {
  const judge = flowJudge(dump)
  return (packet) => judge(packet).verdict
}

/** `by`: the first rule that drops the packet, or may; null where none does. */
export interface Judgement {
  readonly verdict: Verdict
  readonly by: RuleRef | null
}

export function flowJudge(dump: Dump): (packet: Packet) => Judgement {
  const tables = dump.tables.map(({ family, table, chains }) => {
    const read = chains.map((chain): [string, Chain] => [chain.name, { ...chain, table, rules: chain.rules.map(readRule) }])
    return { family, table, chains: new Map(read) }
  })
  const texts = dump.tables.flatMap(({ family, chains }) =>
    chains.flatMap(({ rules }) => rules.map(({ text }) => ({ family, text }))),
  )
  const changing = new Set(texts.flatMap(({ text }) => [...text.matchAll(/--(?:add|del)-set (\S+)/g)].map((found) => found[1])))
  const sets = dump.sets.filter(({ name }) => !changing.has(name))

  const marking = new Set(
    texts.flatMap(({ family, text }) => (/-j (MARK|CONNMARK|HMARK)\b|--restore-mark/.test(text) ? [family] : [])),
  )

  /** Those where something is asked. */
  const hooksOf = (family: Packet['family'], direction: Packet['direction']): MetHook[] =>
    HOOKS[direction].flatMap(([name, hook, hasOut]) => {
      const table = tables.find((each) => each.table === name && each.family === family)
      const chain = table?.chains.get(hook)
      if (table === undefined || chain === undefined || (chain.rules.length === 0 && chain.policy !== 'DROP')) return []
      return [{ chains: table.chains, chain, around: { sets, hasMarks: marking.has(family), hasOut } }]
    })
  const known = new Map<string, MetHook[]>()

  return (packet) => {
    const key = `${packet.family} ${packet.direction}`
    const hooks = known.get(key) ?? hooksOf(packet.family, packet.direction)
    known.set(key, hooks)
    return verdictAt(hooks, packet)
  }
}

interface MetHook {
  readonly chains: ReadonlyMap<string, Chain>
  readonly chain: Chain
  readonly around: Surroundings
}

function verdictAt(hooks: readonly MetHook[], packet: Packet): Judgement {
  let states: readonly State[] = [packet.state ?? 'NEW']
  let by: RuleRef | null = null
  for (const { chains, chain, around } of hooks) {
    let met = 0
    let untracked: Run['untracked'] = 'no'
    let first: RuleRef | null = null
    for (const state of states) {
      // nat is asked for what opens a connection alone (nf_nat_core.c).
      if (chain.table === 'nat' && state !== 'NEW') {
        met |= PASSES
        continue
      }
      const run: Run = { chains, around, packet: withState(packet, state), untracked: 'no', isSure: true, dropped: null }
      met |= hookOf(run, chain)
      untracked = run.untracked
      first ??= run.dropped
    }
    by ??= first
    if ((met & PASSES) === 0) return { verdict: 'drop', by: first }
    if (untracked === 'yes') states = ['UNTRACKED']
    else if (untracked === 'maybe') states = [...states, 'UNTRACKED']
  }
  return { verdict: by === null ? 'pass' : 'unsure', by }
}

const withState = (packet: Packet, state: State): Packet =>
  packet.state === state || (packet.state === undefined && state === 'NEW') ? packet : { ...packet, state }

type Hook = readonly [table: TableName, chain: string, hasOut: boolean]
const INTO: readonly Hook[] = [
  ['raw', 'PREROUTING', false],
  ['mangle', 'PREROUTING', false],
  ['nat', 'PREROUTING', false],
]
const TO_HOST: readonly Hook[] = [...INTO, ['mangle', 'INPUT', false], ['filter', 'INPUT', false], ['nat', 'INPUT', false]]
const LEAVES: readonly Hook[] = [
  ['mangle', 'POSTROUTING', true],
  ['nat', 'POSTROUTING', true],
]
const ACROSS: readonly Hook[] = [...INTO, ['mangle', 'FORWARD', true], ['filter', 'FORWARD', true], ...LEAVES]
const FROM_HOST: readonly Hook[] = [
  ...(['raw', 'mangle', 'nat', 'filter'] as const).map((table): Hook => [table, 'OUTPUT', true]),
  ...LEAVES,
]
/** Where a packet is asked for, in order. */
const HOOKS: { readonly [D in Packet['direction']]: readonly Hook[] } = {
  ingress: ACROSS,
  egress: ACROSS,
  ...{ 'egress-to-host': TO_HOST, 'to-host': TO_HOST, 'from-host': FROM_HOST },
}

interface Rule {
  readonly rule: DumpRule
  readonly asks: readonly Ask[]
  readonly isGoto: boolean
  readonly target: string
  readonly targetWords: readonly string[]
}
interface Chain {
  readonly table: TableName
  readonly name: string
  readonly policy: string | null
  readonly rules: readonly Rule[]
}
interface Run {
  readonly chains: ReadonlyMap<string, Chain>
  readonly around: Surroundings
  readonly packet: Packet
  untracked: 'no' | 'maybe' | 'yes'
  /** No rule so far may have been met or not. */
  isSure: boolean
  /** The first that drops it, or may. */
  dropped: RuleRef | null
}

function readRule(rule: DumpRule): Rule {
  const words = splitWords(rule.text)
  const at = words.findIndex((word, n) => (word === '-j' || word === '-g') && words[n - 1] !== '--comment')
  if (at < 0) return { rule, asks: readAsks(words), isGoto: false, target: 'nothing', targetWords: [] }
  const asks = readAsks(words.slice(0, at))
  return { rule, asks, isGoto: words[at] === '-g', target: words[at + 1] ?? '', targetWords: words.slice(at + 2) }
}

/** What may happen, as bits; a packet that may come back goes on behind the jump. */
const PASSES = 1
const DROPS = 2
const COMES_BACK = 4

function hookOf(run: Run, chain: Chain): number {
  const met = rulesOf(run, chain, 0)
  const policy = chain.policy === 'DROP' ? DROPS : PASSES
  if ((met & COMES_BACK) !== 0 && policy === DROPS)
    run.dropped ??= { table: chain.table, chain: chain.name, rule: null, mark: null, text: `policy ${chain.policy}` }
  return (met & (PASSES | DROPS)) | ((met & COMES_BACK) === 0 ? 0 : policy)
}

function rulesOf(run: Run, chain: Chain, depth: number): number {
  let met = 0
  for (const [at, rule] of chain.rules.entries()) {
    const fit = fitOf(rule.asks, run.packet, run.around)
    if (fit === 'no') continue
    if (fit === 'maybe' && !PASSIVE.test(rule.target)) run.isSure = false
    const done = targetOf(run, rule, fit, depth)
    met |= done & (PASSES | DROPS)
    if ((done & DROPS) !== 0) run.dropped ??= refOf(chain, at, rule)
    if ((done & GOES_ON) !== 0) continue
    met |= done & COMES_BACK
    if (fit === 'yes') return met
  }
  return met | COMES_BACK
}

const refOf = ({ table, name }: Chain, at: number, { rule }: Rule): RuleRef => ({
  ...{ table, chain: name, rule: at + 1 },
  ...{ mark: rule.mark, text: withoutMark(rule.text) },
})

const GOES_ON = 8

function targetOf(run: Run, { target, isGoto, targetWords }: Rule, fit: 'yes' | 'maybe', depth: number): number {
  if (target === 'ACCEPT' || target === 'SNAT' || target === 'MASQUERADE') return PASSES
  if (target === 'DROP' || target === 'REJECT') return DROPS
  if (target === 'RETURN') return COMES_BACK
  if (target === 'NOTRACK' || (target === 'CT' && targetWords.includes('--notrack'))) {
    if (fit === 'yes' && run.isSure) run.untracked = 'yes'
    else if (run.untracked === 'no') run.untracked = 'maybe'
    return GOES_ON
  }
  if (PASSIVE.test(target)) return GOES_ON
  const chain = run.chains.get(target)
  if (isExtensionTarget(target) || chain === undefined || depth > 100) return PASSES | DROPS
  const met = rulesOf(run, chain, depth + 1)
  if (isGoto || (met & COMES_BACK) === 0) return met
  return (met & (PASSES | DROPS)) | GOES_ON
}

const PASSIVE =
  /^(nothing|AUDIT|CHECKSUM|CLASSIFY|CONNMARK|CONNSECMARK|CT|DSCP|ECN|HL|HMARK|IDLETIMER|LED|LOG|MARK|NFLOG|RATEEST|SECMARK|SET|TCPMSS|TCPOPTSTRIP|TEE|TOS|TRACE|TTL|ULOG)$/
