import type { Dump, DumpSet } from '../netfilter/dump.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { type Fit, NO, sure, UNSURE, YES } from './ask.ts'
import { addressRange, compareWords, type MaskedAddress, maskedAddress } from './values.ts'

/** Whether an address of the rules' family is in a set. */
export type SetTest = (address: Int32Array) => Fit

const unsure: SetTest = () => UNSURE

/** The sets of a dump, as the rules of one family ask for them. Each is read when it is first asked for. */
export class Sets {
  private readonly dump: Dump
  private readonly family: Family
  private readonly tests = new Map<string, SetTest>()
  private changing: ReadonlySet<string> | null = null

  constructor(dump: Dump, family: Family) {
    this.dump = dump
    this.family = family
  }

  /** Unsure: of a set that is not in the dump, that rules change (target SET), or whose type is not known here. */
  test(name: string): SetTest {
    const known = this.tests.get(name)
    if (known !== undefined) return known
    // A list of itself would never end.
    this.tests.set(name, unsure)
    const set = this.dump.sets.find((each) => each.name === name)
    this.changing ??= changingSets(this.dump)
    const test = set === undefined || this.changing.has(name) ? unsure : remembered(this.read(set))
    this.tests.set(name, test)
    return test
  }

  private read(set: DumpSet): SetTest {
    const [type = '', ...options] = set.create.split(' ')
    const read = readOptions(options)
    if (read === null) return unsure
    if (type === 'list:set') return this.listTest(set.members, read)
    if (type !== 'hash:ip' && type !== 'hash:net' && type !== 'bitmap:ip') return unsure
    // A set of the other family holds nothing that could be asked for (ip_set_core.c, ip_set_test).
    if (read.family !== this.family) return () => NO
    return membersTest(this.family, set.members, read)
  }

  private listTest(members: readonly string[], { runsOut }: SetOptions): SetTest {
    const tests = members.map((member) => this.test(member.split(' ')[0] ?? ''))
    return (address) => {
      let fit: Fit = NO
      for (const test of tests) {
        const is = test(address)
        if (is === YES && !runsOut) return YES
        if (is !== NO) fit = UNSURE
      }
      return fit
    }
  }
}

/** Packets can put themselves in and out of these. */
function changingSets({ tables }: Dump): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { chains } of tables)
    for (const { rules } of chains)
      for (const { text } of rules) {
        if (!text.includes('-j SET ')) continue
        for (const match of text.matchAll(/--(?:add|del)-set (\S+)/g)) found.add(match[1] ?? '')
      }
  return found
}

interface SetOptions {
  readonly family: Family
  readonly netmask: string | null
  readonly runsOut: boolean
}

/** Of `create NAME TYPE …`: null with an option that may make a difference and is not known here. */
function readOptions(words: readonly string[]): SetOptions | null {
  let [family, netmask, runsOut]: [Family, string | null, boolean] = ['ipv4', null, false]
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (BARE.has(word)) continue
    const value = words[++at] ?? ''
    if (word === 'family') family = value === 'inet6' ? 'ipv6' : 'ipv4'
    else if (word === 'netmask') netmask = value
    else if (word === 'timeout') runsOut = true
    else if (!WITH_VALUE.has(word)) return null
  }
  return { family, netmask, runsOut }
}

const BARE = new Set(['counters', 'comment', 'skbinfo', 'forceadd'])
const WITH_VALUE = new Set(['hashsize', 'maxelem', 'bucketsize', 'initval', 'range', 'size'])

/** Members of one prefix length: whether each is in, or is `nomatch`. */
interface OfLength {
  readonly mask: Int32Array
  readonly members: Map<number | string, boolean>
}

/** hash:net is asked for the longest prefix first, and `nomatch` then means no (ip_set_hash_gen.h). */
function membersTest(family: Family, members: readonly string[], { netmask, runsOut }: SetOptions): SetTest {
  const lengths = new Map<string, OfLength>()
  const ranges: (readonly [Int32Array, Int32Array])[] = []
  for (const member of members) {
    const [text = '', ...flags] = member.split(' ')
    if (text.includes('-')) {
      const range = addressRange(family, text)
      if (range === null) return unsure
      ranges.push(range)
      continue
    }
    const read = maskedAddress(family, netmask === null || text.includes('/') ? text : `${text}/${netmask}`)
    if (read === null) return unsure
    ofMask(lengths, read).members.set(keyOf(read.network, read.mask), !flags.includes('nomatch'))
  }
  const longestFirst = [...lengths.values()].sort((a, b) => compareWords(b.mask, a.mask))
  return (address) => {
    for (const { mask, members } of longestFirst) {
      const is = members.get(keyOf(address, mask))
      if (is !== undefined) return runsOut ? UNSURE : sure(is)
    }
    const isWithin = ranges.some(([first, last]) => compareWords(first, address) <= 0 && compareWords(address, last) <= 0)
    return isWithin && runsOut ? UNSURE : sure(isWithin)
  }
}

function ofMask(lengths: Map<string, OfLength>, { mask }: MaskedAddress): OfLength {
  const known = lengths.get(mask.join())
  if (known !== undefined) return known
  const made: OfLength = { mask, members: new Map() }
  lengths.set(mask.join(), made)
  return made
}

const keyOf = (address: Int32Array, mask: Int32Array): number | string =>
  address.length === 1 ? (address[0] ?? 0) & (mask[0] ?? 0) : address.map((word, at) => word & (mask[at] ?? 0)).join()

/** Many rules of one walk ask for the same address. */
function remembered(test: SetTest): SetTest {
  let last: Int32Array | null = null
  let fit: Fit = UNSURE
  return (address) => {
    if (address !== last) fit = test(address)
    last = address
    return fit
  }
}
