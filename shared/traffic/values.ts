import { bitsOf } from '../net/address.ts'
import { addressOfNumber, prefixesBetween } from '../net/prefix.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { type Dimension, keyOf, type NumberDimension, sizeOf } from './dimensions.ts'
import type { Values } from './flow.ts'
import type { Partition } from './partition.ts'
import { complement, joined, type Range, type Ranges } from './ranges.ts'
import type { Space } from './space.ts'

/** What classes of a partition were printed as: ports of one group have the same, and a set may have thousands of members. */
export type ValuesMemo = WeakMap<Partition, Map<string, Values>>

/** Prints what stands in a piece of the space. */
export class ValuePrinter {
  private readonly family: Family
  private readonly space: Space
  private readonly setNames: ReadonlyMap<string, string>
  private readonly longest: number
  private readonly memo: ValuesMemo

  /** `longest`: how many values are written out at most. */
  constructor(family: Family, space: Space, setNames: ReadonlyMap<string, string>, longest: number, memo: ValuesMemo) {
    this.family = family
    this.space = space
    this.setNames = setNames
    this.longest = longest
    this.memo = memo
  }

  /** Null for all classes, which is any value. As what is in or what is not in, whichever is shorter. */
  values(dimension: Dimension, at: number, classes: readonly number[] | null): Values {
    const partition = this.space.partitions[at]
    const all = partition?.classes ?? []
    if (partition === undefined || classes === null || classes.length === all.length) return null
    // Numbers of devices stand for other names in each space.
    if (dimension === 'device' || dimension === 'bridge') return this.made(dimension, all, classes)
    const memo = this.memo.get(partition) ?? new Map<string, Values>()
    this.memo.set(partition, memo)
    const key = `${dimension} ${classes.join()}`
    const known = memo.get(key)
    if (known !== undefined) return known
    const made = this.made(dimension, all, classes)
    memo.set(key, made)
    return made
  }

  private made(dimension: Dimension, all: readonly Ranges[], classes: readonly number[]): Values {
    const inside = joined(classes.flatMap((c) => all[c] ?? []))
    if (dimension === 'device' || dimension === 'bridge') return this.devices(dimension, inside)
    const outside = complement(inside, sizeOf(this.family, dimension))
    if (dimension === 'sourceMac') return this.cut(isOpen(inside), isOpen(inside) ? macs(outside) : macs(inside), null)
    const [isIn, isOut] = [this.texts(dimension, inside), this.texts(dimension, outside)]
    const except = isOut.length < isIn.length
    const isAddress = dimension === 'source' || dimension === 'destination'
    const set = isAddress ? (this.setNames.get(keyOf(except ? outside : inside)) ?? null) : null
    return this.cut(except, except ? isOut : isIn, set)
  }

  private cut(except: boolean, texts: readonly string[], set: string | null): Values {
    return { except, values: texts.slice(0, this.longest), more: Math.max(0, texts.length - this.longest), set }
  }

  /** The last number is every name that is not named, which can only be told by what it is not. */
  private devices(dimension: 'device' | 'bridge', inside: Ranges): Values {
    const { atoms } = this.space.names[dimension]
    const isIn = (n: number): boolean => inside.some(([from, to]) => from <= n && n < to)
    const except = isIn(atoms.length - 1)
    const named = (n: number): boolean => isIn(n) !== except
    const texts = atoms.slice(0, -1).flatMap((atom, n) => {
      if (named(n)) return [atom]
      const isWithin = atoms.some((start, m) => m !== n && named(m) && start.endsWith('+') && atom.startsWith(start.slice(0, -1)))
      return isWithin ? [`!${atom}`] : []
    })
    return this.cut(except, texts, null)
  }

  private texts(dimension: NumberDimension, ranges: Ranges): string[] {
    return ranges.flatMap((range) => this.rangeTexts(dimension, range))
  }

  private rangeTexts(dimension: NumberDimension, range: Range): string[] {
    const [from, to] = range
    switch (dimension) {
      case 'source':
      case 'destination': {
        const bits = bitsOf(this.family === 'ipv4' ? 4 : 6)
        return prefixesBetween(addressOfNumber(from, bits), addressOfNumber(to - 1n, bits)).map(({ text }) => text)
      }
      case 'sourcePort':
      case 'destinationPort':
        return [to - from === 1n ? String(from) : `${from}:${to - 1n}`]
      case 'icmpType':
        return icmpTexts(range)
      default:
        return numbers(range).map(String)
    }
  }
}

const numbers = ([from, to]: Range): bigint[] => Array.from({ length: Number(to - from) }, (_, n) => from + BigInt(n))

/** Whole types as `8`, single codes as `3/4`. */
function icmpTexts([from, to]: Range): string[] {
  const found: string[] = []
  let at = from
  while (at < to) {
    const isWhole = at % 256n === 0n && at + 256n <= to
    found.push(isWhole ? String(at / 256n) : `${at / 256n}/${at % 256n}`)
    at += isWhole ? 256n : 1n
  }
  return found
}

/** Addresses that no rule names are among them: then nearly all are. */
const isOpen = (ranges: Ranges): boolean => ranges.some(([from, to]) => to - from > 1n << 32n)

const macs = (ranges: Ranges): string[] => ranges.flatMap(numbers).map(macText)

const macText = (number: bigint): string =>
  number
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?=.)/g, '$&:')
