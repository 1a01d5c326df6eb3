import { z } from 'zod'
import { ChainName, Family, RuleSpec, SetName, SetSpec, TableName } from '../netfilter/rule-spec.ts'
import { isMark, type Plan, PlannedFrom, type TableStep, type Transaction } from './plan.ts'

/**
 * A plan as it crosses a pipe: most rules of a host say the same as those of other ports, so what a rule says, and each chain's name,
 * are written once and named by number. 50,000 steps are 2 MB instead of 12, and are decoded and printed in a fraction of the time. Steps are
 * checked while they are unpacked: a schema for each of their words took a third of all decoding.
 */
const Steps = z.array(z.unknown()).min(1)

const PackedTransaction = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('set'), write: SetSpec }),
  z.strictObject({ on: z.literal('set-removal'), name: SetName }),
  z.strictObject({ on: z.literal('table'), family: Family, table: TableName, steps: Steps }),
])

const Packed = z.strictObject({
  host: z.string().max(64),
  from: z.array(PlannedFrom),
  specs: z.array(RuleSpec),
  chains: z.array(ChainName),
  transactions: z.array(PackedTransaction),
})
type Packed = z.infer<typeof Packed>
type PackedStep = (string | number)[]

/** Reads a packed plan back into the plan; rules that said the same share one object. */
export const PackedPlan = Packed.transform((packed, context): Plan => {
  const transactions = packed.transactions.map((transaction, nth): Transaction => {
    if (transaction.on !== 'table') return transaction
    const steps = transaction.steps.map((words, at): TableStep => {
      const step = unpackStep(words, packed)
      if (step !== null) return step
      context.addIssue({ code: 'custom', path: ['transactions', nth, 'steps', at], message: 'value.invalid' })
      return { do: 'flush-chain', chain: '' }
    })
    return { ...transaction, steps }
  })
  return { host: packed.host, from: packed.from, transactions }
})

const CODES = ['new-chain', 'append', 'insert', 'delete', 'flush-chain', 'delete-chain'] as const

export function packPlan({ host, from, transactions }: Plan): Packed {
  const specs = new Map<RuleSpec, number>()
  const chains = new Map<string, number>()
  const numberOf = <T>(known: Map<T, number>, thing: T): number => {
    const there = known.get(thing)
    if (there !== undefined) return there
    known.set(thing, known.size)
    return known.size - 1
  }
  const packStep = (step: TableStep): PackedStep => {
    const head = [CODES.indexOf(step.do), numberOf(chains, step.chain)]
    if (step.do === 'append') return [...head, numberOf(specs, step.spec), step.mark]
    if (step.do === 'insert') return [...head, numberOf(specs, step.spec), step.mark, step.at]
    return step.do === 'delete' ? [...head, step.at] : head
  }
  const packed = transactions.map((each) => (each.on === 'table' ? { ...each, steps: each.steps.map(packStep) } : each))
  return { host, from, specs: [...specs.keys()], chains: [...chains.keys()], transactions: packed }
}

const isAt = (word: unknown): word is number => Number.isSafeInteger(word) && Number(word) >= 1

function unpackStep(words: unknown, { specs, chains }: Packed): TableStep | null {
  if (!Array.isArray(words) || words.length > 5) return null
  const [code, nth, third, mark, at]: unknown[] = words
  const act = typeof code === 'number' ? CODES[code] : undefined
  const chain = typeof nth === 'number' ? chains[nth] : undefined
  if (act === undefined || chain === undefined) return null
  switch (act) {
    case 'append':
    case 'insert': {
      const spec = typeof third === 'number' ? specs[third] : undefined
      if (spec === undefined || !isMark(mark)) return null
      if (act === 'append') return at === undefined ? { do: act, chain, spec, mark } : null
      return isAt(at) ? { do: act, chain, at, spec, mark } : null
    }
    case 'delete':
      return isAt(third) && mark === undefined && at === undefined ? { do: act, chain, at: third } : null
    default:
      return words.length === 2 ? { do: act, chain } : null
  }
}
