import type { Family } from '../netfilter/rule-spec.ts'
import { splitWords } from '../netfilter/words.ts'
import { type Condition, conditionOf, type NumberDimension, STATES } from './dimensions.ts'
import type { Act, DeviceMatch, Line, SetMatch } from './line.ts'
import { joined, type Range, type Ranges } from './ranges.ts'
import { readAct } from './read-act.ts'
import { addressRange, icmpRange, macRange, portRanges, prefixRange, protocolRange } from './read-values.ts'

/** Modules that ask for nothing by themselves. A bare `-m socket` does, so any other name is a match that is not known. */
const NEUTRAL = new Set(
  'tcp udp udplite sctp dccp icmp icmp6 comment physdev multiport mac state conntrack set iprange mark'.split(' '),
)

const STATE_WORDS: readonly string[] = STATES

/**
 * Reads the kernel's text after `-A CHAIN `. Never throws and never guesses: what is not known makes `isUnknown` true. Options are
 * those of iptables 1.8 as its save functions print them (extensions/libxt_*.c, libipt_*.c, libip6t_*.c).
 */
export function readLine(family: Family, text: string): Line {
  return new LineReader(family, splitWords(text)).read()
}

class LineReader {
  private at = 0
  private not = false
  private readonly family: Family
  private readonly words: readonly string[]
  private readonly conditions: Condition[] = []
  private readonly devices: DeviceMatch[] = []
  private readonly hasOut: boolean[] = []
  private readonly sets: SetMatch[] = []
  private either: [Condition, Condition] | null = null
  private isSyn: boolean | null = null
  private isUnmarked: boolean | null = null
  private isNever = false
  private isUnknown = false

  constructor(family: Family, words: readonly string[]) {
    this.family = family
    this.words = words
  }

  read(): Line {
    let act: Act = { do: 'go-on' }
    for (let word = this.next(); word !== ''; word = this.next()) {
      if (word === '!') {
        this.not = true
        continue
      }
      if (word === '-j' || word === '-g') {
        const target = this.next()
        act = word === '-g' ? { do: 'goto', chain: target } : readAct(target, this.words.slice(this.at))
        break
      }
      this.option(word)
      this.not = false
    }
    const { conditions, either, devices, hasOut, sets, isSyn, isUnmarked, isNever, isUnknown } = this
    return { conditions, either, devices, hasOut, sets, isSyn, isUnmarked, isNever, isUnknown, act }
  }

  next(): string {
    return this.words[this.at++] ?? ''
  }

  private option(word: string): void {
    const read = Object.hasOwn(OPTIONS, word) ? OPTIONS[word] : undefined
    if (read !== undefined) {
      read(this, this.family)
      return
    }
    this.isUnknown = true
    // Its values.
    while (this.at < this.words.length && !/^(!|-.*)$/.test(this.words[this.at] ?? '')) this.at++
  }

  module(name: string): void {
    if (!NEUTRAL.has(name)) this.isUnknown = true
  }

  isIn(): void {
    if (this.not) this.isNever = true
  }

  outAsked(): void {
    this.hasOut.push(!this.not)
  }

  one(dimension: NumberDimension, range: Range | null): void {
    this.some(dimension, range === null ? null : [range])
  }

  some(dimension: NumberDimension, ranges: Ranges | null): void {
    if (ranges === null) this.isUnknown = true
    else this.conditions.push(this.condition(dimension, ranges))
  }

  private condition(dimension: NumberDimension, ranges: Ranges): Condition {
    return conditionOf(dimension, this.family, joined(ranges), this.not)
  }

  bothPorts(ranges: Ranges | null): void {
    if (ranges === null || this.either !== null) {
      this.isUnknown = true
      return
    }
    const [source, destination] = [this.condition('sourcePort', ranges), this.condition('destinationPort', ranges)]
    if (this.not) this.conditions.push(source, destination)
    else this.either = [source, destination]
  }

  device(where: DeviceMatch['where']): void {
    const name = this.next()
    const isStart = name.endsWith('+')
    this.devices.push({ where, name: isStart ? name.slice(0, -1) : name, isStart, not: this.not })
  }

  states(text: string): void {
    const numbers = text.split(',').map((word) => STATE_WORDS.indexOf(word))
    // DNAT and SNAT ask whether an address was changed.
    const isKnown = numbers.every((number) => number >= 0)
    this.some('state', isKnown ? numbers.map((n) => [BigInt(n), BigInt(n) + 1n] as const) : null)
  }

  set(name: string, flags: string): void {
    if (flags === 'src') this.sets.push({ name, dimension: 'source', not: this.not })
    else if (flags === 'dst') this.sets.push({ name, dimension: 'destination', not: this.not })
    else this.isUnknown = true
  }

  /** `FIN,SYN,RST,ACK SYN`: which are looked at, and which of them have to be set. */
  flags(mask: string, wanted: string): void {
    const looked = mask === 'ALL' || mask.split(',').includes('SYN')
    const isSyn = looked ? wanted === 'SYN' : wanted === 'NONE'
    this.isSyn = (this.isSyn ?? true) && isSyn !== this.not
  }

  /** `0x1/0x3`: what the mark has to be under the mask. */
  mark(text: string): void {
    const value = Number(text.split('/')[0])
    if (Number.isNaN(value)) this.isUnknown = true
    else this.isUnmarked = (this.isUnmarked ?? true) && (value === 0) !== this.not
  }
}

type Read = (reader: LineReader, family: Family) => void

const sourcePort: Read = (r) => r.some('sourcePort', portRanges(r.next()))
const destinationPort: Read = (r) => r.some('destinationPort', portRanges(r.next()))
const icmpType: Read = (r, family) => r.one('icmpType', icmpRange(family, r.next()))
const connectionState: Read = (r) => r.states(r.next())

const OPTIONS: Readonly<Record<string, Read>> = {
  '-m': (r) => r.module(r.next()),
  '-s': (r, family) => r.one('source', prefixRange(family, r.next())),
  '-d': (r, family) => r.one('destination', prefixRange(family, r.next())),
  '--src-range': (r, family) => r.one('source', addressRange(family, r.next())),
  '--dst-range': (r, family) => r.one('destination', addressRange(family, r.next())),
  '-p': (r) => r.one('protocol', protocolRange(r.next())),
  // A bridged packet comes in and goes out by the bridge itself (br_netfilter_hooks.c).
  '-i': (r) => r.device('bridge'),
  '-o': (r) => r.device('bridge'),
  '--physdev-in': (r) => r.device('in'),
  '--physdev-out': (r) => r.device('out'),
  '--physdev-is-in': (r) => r.isIn(),
  '--physdev-is-out': (r) => r.outAsked(),
  '--physdev-is-bridged': (r) => r.outAsked(),
  '--sport': sourcePort,
  '--sports': sourcePort,
  '--dport': destinationPort,
  '--dports': destinationPort,
  '--ports': (r) => r.bothPorts(portRanges(r.next())),
  '--icmp-type': icmpType,
  '--icmpv6-type': icmpType,
  '--mac-source': (r) => r.one('sourceMac', macRange(r.next())),
  '--state': connectionState,
  '--ctstate': connectionState,
  '--match-set': (r) => r.set(r.next(), r.next()),
  '--tcp-flags': (r) => r.flags(r.next(), r.next()),
  '--mark': (r) => r.mark(r.next()),
  '--comment': (r) => void r.next(),
}
