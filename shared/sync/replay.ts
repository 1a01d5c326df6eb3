import type { Dump, DumpChain, DumpRule, DumpSet } from '../netfilter/dump.ts'
import { printRule } from '../netfilter/print-rule.ts'
import { printSetType } from '../netfilter/print-set.ts'
import type { Family, TableName } from '../netfilter/rule-spec.ts'
import { allSteps } from '../steps.ts'
import type { Plan, TableStep } from './plan.ts'
import { marked } from './print-restore.ts'

/** A rule in a chain that a plan touches. `before`: its place from 0 in the chain as it was, null when the plan wrote it. */
export interface ReplayedRule extends DumpRule {
  readonly before: number | null
}

/** A chain that a plan touches, as it is when all steps are done. */
export interface ReplayedChain {
  readonly family: Family
  readonly table: TableName
  readonly name: string
  /** Null when the plan makes it. */
  readonly before: DumpChain | null
  /** ACCEPT for a built-in chain of a table that the kernel has only from now on. */
  readonly policy: string | null
  readonly rules: readonly ReplayedRule[]
  readonly isGone: boolean
  /** Numbers from 1 of the first and the last transaction that touches it. */
  readonly first: number
  readonly last: number
}

/** A set that a plan writes or removes; `before` and `after` are null where there is none. */
export interface ReplayedSet {
  readonly name: string
  readonly before: DumpSet | null
  readonly after: DumpSet | null
  readonly first: number
  readonly last: number
}

export interface Replayed {
  /** By `chainKey`, in the order in which the plan comes to them. */
  readonly chains: ReadonlyMap<string, ReplayedChain>
  readonly sets: ReadonlyMap<string, ReplayedSet>
}

export const chainKey = (family: Family, table: TableName, chain: string): string => `${family} ${table} ${chain}`

/** Built-in chains have no small letters; ours and those of others that we know of have. */
const isBuiltIn = (chain: string): boolean => /^[A-Z]+$/.test(chain)

interface Working {
  chain: { -readonly [K in keyof ReplayedChain]: ReplayedChain[K] }
  rules: ReplayedRule[]
}

/**
 * What a plan's steps do to a dump, without a kernel. Rules that the plan writes have the text that we would print; the kernel may
 * write the same rule in other words. A step that fits nowhere (a plan for another dump) throws.
 */
export const replay = (dump: Dump, plan: Plan): Replayed => allSteps(replaySteps(dump, plan))

/** Steps of a plan between two pauses. */
const AT_ONCE = 500

/** The same in small parts, for a caller that has other things to do between them. */
export function* replaySteps(dump: Dump, plan: Plan): Generator<void, Replayed> {
  const known = new Map<string, DumpChain>()
  for (const { family, table, chains } of dump.tables)
    for (const chain of chains) known.set(chainKey(family, table, chain.name), chain)
  const heldSets = new Map(dump.sets.map((set) => [set.name, set]))
  const chains = new Map<string, Working>()
  const sets = new Map<string, { -readonly [K in keyof ReplayedSet]: ReplayedSet[K] }>()

  const touch = (family: Family, table: TableName, name: string, number: number): Working => {
    const key = chainKey(family, table, name)
    const done = chains.get(key)
    if (done !== undefined) {
      done.chain.last = number
      return done
    }
    const before = known.get(key) ?? null
    const rules = (before?.rules ?? []).map((rule, at): ReplayedRule => ({ ...rule, before: at }))
    const policy = before === null ? (isBuiltIn(name) ? 'ACCEPT' : null) : before.policy
    const made: Working = {
      chain: { family, table, name, before, policy, rules, isGone: false, first: number, last: number },
      rules,
    }
    chains.set(key, made)
    return made
  }
  const touchSet = (name: string, after: DumpSet | null, number: number) => {
    const done = sets.get(name)
    if (done === undefined) sets.set(name, { name, before: heldSets.get(name) ?? null, after, first: number, last: number })
    else Object.assign(done, { after, last: number })
  }

  let since = 0
  for (const [at, transaction] of plan.transactions.entries()) {
    const number = at + 1
    if (transaction.on === 'set') {
      const { write } = transaction
      touchSet(write.name, { name: write.name, create: printSetType(write), members: write.members }, number)
    } else if (transaction.on === 'set-removal') touchSet(transaction.name, null, number)
    else
      for (const step of transaction.steps) {
        run(touch(transaction.family, transaction.table, step.chain, number), transaction.family, step)
        since += 1
        if (since % AT_ONCE === 0) yield
      }
  }
  return { chains: new Map([...chains].map(([key, { chain, rules }]) => [key, { ...chain, rules }])), sets }
}

function run(working: Working, family: Family, step: TableStep): void {
  const { rules, chain } = working
  switch (step.do) {
    case 'new-chain':
      chain.isGone = false
      return
    case 'append':
      rules.push(written(family, step))
      return
    case 'insert':
      if (step.at > rules.length + 1) throw misfit(step)
      rules.splice(step.at - 1, 0, written(family, step))
      return
    case 'delete':
      if (step.at > rules.length) throw misfit(step)
      rules.splice(step.at - 1, 1)
      return
    case 'flush-chain':
      rules.length = 0
      return
    default:
      chain.isGone = true
  }
}

const written = (family: Family, { spec, mark }: Extract<TableStep, { do: 'append' | 'insert' }>): ReplayedRule => ({
  text: printRule(family, marked(spec, mark)),
  mark,
  before: null,
})

const misfit = (step: TableStep): Error => new Error(`a plan for another dump: ${step.do} in ${step.chain}`)
