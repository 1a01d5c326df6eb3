import type { RuleSpec } from '../netfilter/rule-spec.ts'
import type { Origin, Rule } from '../ruleset/ruleset.ts'

type WithoutPort<O> = O extends { readonly portId: string } ? Omit<O, 'portId'> : never
/** Why a line is there, before it is known in whose chain. */
export type Cause = WithoutPort<Origin>

/** What a line says, printed once and shared by all ports whose chains have it. */
export interface Written {
  readonly spec: RuleSpec
  readonly text: string
  readonly cause: Cause
  /** Equal where Neutron takes two lines for the same: it compares its own text, which is not always the kernel's. */
  readonly number: number
}

/** A shared line in the chain of one port. A host with thousands of ports has tens of thousands, so each holds two references only. */
export class SharedRule implements Rule {
  private readonly written: Written
  private readonly portId: string

  constructor(written: Written, portId: string) {
    this.written = written
    this.portId = portId
  }

  get spec(): RuleSpec {
    return this.written.spec
  }

  get text(): string {
    return this.written.text
  }

  /** In the order in which origins are written out, which marks are made of. */
  get origin(): Origin {
    const { cause } = this.written
    // A cause and the port that it lacks; the compiler does not see this through a union.
    const { kind, ...rest } = cause
    return { kind, portId: this.portId, ...rest } as Origin
  }
}
