import type { SeenRule } from '../../../state/kernel-rule.ts'

/** A line of a chain in the graph. */
export interface GraphRow {
  readonly id: string
  /**
   * `ports`: all rules of the ports that are folded. `port`: one of these, in the node that stands for their chains. `gap`: lines of a
   * long chain that are not drawn.
   */
  readonly kind: 'rule' | 'ports' | 'port' | 'gap'
  /** Row numbers that are counted here: one, or those of all that the line stands for. */
  readonly rows: readonly number[]
  /** Rule number; null for a line that stands for several. */
  readonly number: number | null
  readonly verdict: SeenRule['verdict']
  /** Short words; empty for a rule that asks nothing. */
  readonly words: string
  /** A rule that asks nothing takes "everything", or behind others "everything else". */
  readonly afterOthers: boolean
  /** Ports, or lines, that this line stands for. */
  readonly count: number
  readonly portId: string | null
}
