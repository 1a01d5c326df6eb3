import type { RuleRef, Verdict } from './flow.ts'

/** What may become of a packet, as bits: both where it cannot be known. */
export const PASS = 1
export const DROP = 2
export const EITHER = 3
export const TRACKED = 1
export const UNTRACKED = 2

export interface Outcome {
  readonly may: number
  /** The rule or policy that ends the packet's way, or that is not known. */
  readonly end: number
  /** The last rule on the way that let it RETURN, -1 for none: in Neutron's chains that is the rule that lets it through. */
  readonly via: number
  /** Whether connection tracking looks at it: TRACKED, UNTRACKED, or either. */
  readonly tracking: number
}

export const verdictOf = ({ may }: Outcome): Verdict => (may === PASS ? 'pass' : may === DROP ? 'drop' : 'unsure')

/** Outcomes and rules by number, so that diagrams can hold them. */
export class Outcomes {
  private readonly all: Outcome[] = []
  private readonly numbers = new Map<string, number>()
  private readonly refs: RuleRef[] = []
  private readonly refNumbers = new Map<string, number>()

  numberOf(outcome: Outcome): number {
    const { may, end, via, tracking } = outcome
    const key = `${may} ${end} ${via} ${tracking}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    this.numbers.set(key, this.all.length)
    this.all.push(outcome)
    return this.all.length - 1
  }

  of(number: number): Outcome {
    return this.all[number] ?? { may: EITHER, end: -1, via: -1, tracking: TRACKED }
  }

  refNumber(ref: RuleRef): number {
    const key = `${ref.table} ${ref.chain} ${ref.rule}`
    const known = this.refNumbers.get(key)
    if (known !== undefined) return known
    this.refNumbers.set(key, this.refs.length)
    this.refs.push(ref)
    return this.refs.length - 1
  }

  isOfFilter({ end }: Outcome): boolean {
    return this.refs[end]?.table === 'filter'
  }

  /** The rule that tells most: the one that let the packet RETURN, else the one where its way ended. */
  decidedBy({ may, end, via }: Outcome): RuleRef | undefined {
    return this.refs[may === PASS && via >= 0 ? via : end]
  }

  /** The rule may or may not be met: both outcomes are possible. */
  union(a: number, b: number, ref: number): number {
    const [one, other] = [this.of(a), this.of(b)]
    if (one.may === other.may && one.may !== EITHER && one.tracking === other.tracking) return b
    return this.numberOf({ may: one.may | other.may, end: ref, via: -1, tracking: one.tracking | other.tracking })
  }
}
