import { printRule } from '../netfilter/print-rule.ts'
import type { Family, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Origin, Rule } from '../ruleset/ruleset.ts'

/** What differs from port to port in a line: names of devices and chains, addresses, in the order in which the line says them. */
type Fill = readonly [string, string?, string?]

/** Names and addresses as plain as those of a checked project. */
export const SAMPLE = {
  tap: 'tap00000000-01',
  bridge: 'qvb00000000-02',
  device: '00000000-03',
  chain: 'neutron-openvswi-o00000000-0',
  zone: '61234',
  address: { ipv4: '192.0.2.41/32', ipv6: '2001:db8::41/128' },
  mac: '02:00:00:00:00:41',
} as const

/**
 * A line that every port has with names and addresses of its own. It is printed once, with samples, and cut where they stand: a host
 * with thousands of ports has tens of thousands of such lines.
 */
export class LineTemplate {
  readonly make: (...fill: Fill) => RuleSpec
  private readonly pieces: readonly [string, string, string, string]

  /** `samples` are as long and as plain as what will stand in their places, and each is in the line once. */
  constructor(family: Family, samples: Fill, make: (...fill: Fill) => RuleSpec) {
    this.make = make
    this.pieces = cut(printRule(family, make(...samples)), samples)
  }

  line(origin: Origin, first: string, second = '', third = ''): Rule {
    const [head, afterFirst, afterSecond, tail] = this.pieces
    let text = head + first + afterFirst
    if (second !== '') text += second + afterSecond
    if (third !== '') text += third + tail
    return new FilledLine(this, text, origin, first, second, third)
  }
}

function cut(text: string, samples: Fill): [string, string, string, string] {
  const pieces: [string, string, string, string] = [text, '', '', '']
  samples.forEach((sample = '', index) => {
    const rest = pieces[index] ?? ''
    const at = rest.indexOf(sample)
    // A bug, not an input.
    if (at < 0) throw new Error(`the sample ${sample} is not in the line ${text}`)
    pieces[index] = rest.slice(0, at)
    pieces[index + 1] = rest.slice(at + sample.length)
  })
  return pieces
}

/** Knows its text; what it says as data is made when somebody asks. */
class FilledLine implements Rule {
  readonly text: string
  readonly origin: Origin
  private readonly template: LineTemplate
  private readonly first: string
  private readonly second: string
  private readonly third: string
  /** One object, since a line that stands in both families is written once where it is sent. */
  private made: RuleSpec | undefined

  constructor(template: LineTemplate, text: string, origin: Origin, first: string, second: string, third: string) {
    this.template = template
    this.text = text
    this.origin = origin
    this.first = first
    this.second = second
    this.third = third
    this.made = undefined
  }

  get spec(): RuleSpec {
    this.made ??= this.template.make(this.first, this.second, this.third)
    return this.made
  }
}
