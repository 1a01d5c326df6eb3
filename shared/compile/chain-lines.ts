import type { Rule } from '../ruleset/ruleset.ts'
import { SharedRule, type Written } from './shared-rule.ts'

const OWN = -1

/**
 * Puts the lines of a chain together, one chain after the other: a host with thousands of ports has tens of thousands of lines, so only
 * what stays is allocated.
 */
export class ChainLines {
  private readonly rules: Rule[] = []
  private readonly numbers: number[] = []
  private count = 0
  /** By number of a line, the search for equal ones in which it was met last. */
  private readonly met: number[] = []
  private search = 0

  /** Lines of the chain so far. */
  get length(): number {
    return this.count
  }

  add(written: Written, portId: string): void {
    this.rules[this.count] = new SharedRule(written, portId)
    this.numbers[this.count] = written.number
    this.count += 1
  }

  /** A line with what only this port has, of which there is no other. */
  addOwn(rule: Rule): void {
    this.rules[this.count] = rule
    this.numbers[this.count] = OWN
    this.count += 1
  }

  /**
   * Of equal lines from the place `from` on only the first stays, as the driver of later releases prunes what several groups let in
   * (21.0, _convert_sgr_to_iptables_rules).
   */
  keepFirst(from: number): void {
    this.search += 1
    let kept = from
    for (let at = from; at < this.count; at++) if (this.isNew(at)) this.move(at, kept++)
    this.count = kept
  }

  /**
   * The chain, and an empty one to go on with. Equal lines are there once, in the last place: Neutron's table writer drops a repeated
   * text and keeps its last copy (iptables_manager.py, _modify_rules).
   */
  take(): Rule[] {
    this.search += 1
    let first = this.count
    for (let at = this.count - 1; at >= 0; at--) if (this.isNew(at)) this.move(at, --first)
    const chain = this.rules.slice(first, this.count)
    this.count = 0
    return chain
  }

  private isNew(at: number): boolean {
    const number = this.numbers[at] ?? OWN
    if (number === OWN) return true
    if (this.met[number] === this.search) return false
    this.met[number] = this.search
    return true
  }

  private move(from: number, to: number): void {
    const rule = this.rules[from]
    const number = this.numbers[from]
    if (from === to || rule === undefined || number === undefined) return
    this.rules[to] = rule
    this.numbers[to] = number
  }
}
