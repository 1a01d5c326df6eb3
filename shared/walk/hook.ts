import { withoutMark } from '../netfilter/dump.ts'
import type { TableName } from '../netfilter/rule-spec.ts'
import type { Translation } from './act.ts'
import { type Fit, NO, UNSURE, YES } from './ask.ts'
import { type Asked, askedOf } from './asked.ts'
import type { ReadRule } from './read-rule.ts'
import type { Chain, Rules } from './rules.ts'
import { ACCEPTS, type Counted, DROPS, Run, type Witness } from './run.ts'
import type { Act, HookName, Step, Verdict } from './step.ts'
import { stepAct } from './step-act.ts'
import type { Subject } from './subject.ts'
import { whyOf } from './why.ts'

/** What one table says of a packet at one hook. Undefined is not known, as it is when nothing is accepted. */
export interface HookOutcome {
  readonly verdict: Verdict
  /** Of a drop: the answer that the sender gets (`icmp-port-unreachable`); null: none. */
  readonly reject: string | null | undefined
  /** Whose counters rise, in order: rules that matched, and the policy where the chain's end was reached or RETURN met in it. */
  readonly counted: readonly Counted[]
  /** `-m mark` of the packet that goes on. */
  readonly mark: number | undefined
  /** `-m connmark` of the packet's connection, also where the packet is dropped. */
  readonly connectionMark: number | undefined
  /** That a rule chose for connection tracking; null: none did. */
  readonly zone: number | null | undefined
  readonly notrack: boolean | undefined
  /** Of the table nat; null: no rule chose one. */
  readonly translation: Translation | null | undefined
  readonly isTraced: boolean | undefined
  /** Every rule that was tried, in order. Worked out when it is asked for: the way is walked again. */
  steps(): readonly Step[]
  /** The rules that make something of this unsure; empty where all is known. */
  unsureOf(): readonly Step[]
}

/** Tries a packet against one table at one hook. A table or chain that is not there accepts without a step. */
export function walkHook(rules: Rules, table: TableName, hook: HookName, subject: Subject): HookOutcome {
  const chains = rules.table(table) ?? NO_CHAINS
  const base = chains.get(hook)
  if (base === undefined) return untouched(subject)
  const run = new Run(chains, askedOf(subject, rules.names), null)
  const met = run.hook(base)
  const verdict: Verdict = met === ACCEPTS ? 'accept' : met === DROPS ? 'drop' : 'unsure'
  const { accepted, answers, counted } = run
  const [answer] = answers
  const known = (number: number | undefined): number | undefined => (number === undefined || number < 0 ? undefined : number)
  const is = (fit: number | undefined): boolean | undefined => (fit === undefined || fit === UNSURE ? undefined : fit === YES)
  const steps = (): readonly Step[] => {
    const witness = new StepWitness(table, chains)
    new Run(chains, askedOf(subject, rules.names), witness).hook(base)
    return witness.steps
  }
  const outcome = {
    verdict,
    reject: met !== DROPS || answers.size > 1 ? undefined : answer,
    counted,
    mark: known(accepted?.mark),
    connectionMark: known(run.connectionMark),
    zone: accepted?.zone === -1 ? null : known(accepted?.zone),
    notrack: is(accepted?.isUntracked),
    translation: accepted?.translation,
    isTraced: is(accepted?.isTraced),
    steps,
  }
  return { ...outcome, unsureOf: () => (isKnown(outcome) ? [] : steps().filter(mayDiffer)) }
}

const NO_CHAINS: ReadonlyMap<string, Chain> = new Map()

const untouched = ({ mark, connection }: Subject): HookOutcome => ({
  ...{
    verdict: 'accept',
    reject: undefined,
    counted: [],
    mark,
    connectionMark: connection?.mark,
    zone: null,
    notrack: false,
    translation: null,
    isTraced: false,
  },
  ...{ steps: () => [], unsureOf: () => [] },
})

function isKnown({ verdict, zone, notrack, translation, mark }: Omit<HookOutcome, 'unsureOf'>): boolean {
  if (verdict === 'unsure') return false
  return verdict === 'drop' || [zone, notrack, translation, mark].every((value) => value !== undefined)
}

/** What only counts and goes on makes nothing unsure. */
const mayDiffer = ({ match, act, rule }: Step): boolean =>
  act.do === 'unknown'
    ? match !== 'no'
    : rule !== null && match === 'unsure' && !(act.do === 'go-on' && act.target !== 'MARK' && act.target !== 'CONNMARK')

const DOUBTFUL = { isDoubtful: true } as const

/** More are not told. */
const MOST_STEPS = 300_000

class StepWitness implements Witness {
  readonly steps: Step[] = []
  private readonly table: TableName
  private readonly chains: ReadonlyMap<string, Chain>

  constructor(table: TableName, chains: ReadonlyMap<string, Chain>) {
    this.table = table
    this.chains = chains
  }

  tried(chain: Chain, at: number, { asks, act }: ReadRule, fit: Fit, asked: Asked, depth: number, isReached: boolean): void {
    const rule = chain.rules[at]
    if (rule === undefined || this.steps.length > MOST_STEPS) return
    this.steps.push({
      table: this.table,
      chain: chain.name,
      rule: at + 1,
      text: withoutMark(rule.text),
      mark: rule.mark,
      match: matchOf(fit),
      why: fit === YES ? null : whyOf(asks, asked),
      act: stepAct(act, asked.mark, (name) => this.chains.has(name)),
      depth,
      by: 'worked-out',
      ...(isReached ? {} : DOUBTFUL),
    })
  }

  ended({ name, policy }: Chain, fit: Fit, depth: number, isReached: boolean): void {
    const isPolicy = depth === 0
    const act: Act = !isPolicy ? { do: 'return' } : { do: policy === 'DROP' ? 'drop' : 'accept' }
    this.steps.push({
      ...{ table: this.table, chain: name, rule: null, text: isPolicy ? `policy ${policy}` : '', mark: null },
      ...{ match: matchOf(fit), why: null, act, depth, by: 'worked-out', ...(isReached ? {} : DOUBTFUL) },
    })
  }

  gaveUp({ name }: Chain, depth: number): void {
    this.steps.push({
      ...{ table: this.table, chain: name, rule: null, text: '', mark: null, match: 'unsure', depth, by: 'worked-out' },
      why: { field: 'unknown', asked: `chain ${name}`, not: false, is: null },
      act: { do: 'unknown', target: name },
    })
  }
}

const matchOf = (fit: Fit): Step['match'] => (fit === YES ? 'yes' : fit === NO ? 'no' : 'unsure')
