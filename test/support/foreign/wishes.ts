import { printedNumber } from '#shared/net/protocol'
import type { Dump, DumpChain } from '#shared/netfilter/dump'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import { splitWords } from '#shared/netfilter/words'
import { icmpRange } from '#shared/walk/icmp-names'
import { HookName } from '#shared/walk/step'
import type { Chance } from '../chance.ts'

/** What a packet must have to meet a rule, as far as its words tell; what they tell nothing of is left out. */
export interface Wish {
  readonly table: TableName
  readonly hook: HookName
  readonly protocol?: number
  /** A prefix or a range of addresses. */
  readonly source?: string
  readonly destination?: string
  /** Patterns of names. */
  readonly in?: string
  readonly out?: string
  /** Ports of bridges. */
  readonly physIn?: string
  readonly physOut?: string
  readonly sourcePort?: readonly [number, number]
  readonly destinationPort?: readonly [number, number]
  readonly icmp?: readonly [type: number, code: number]
  /** Flags that are looked at, and those that are set. */
  readonly flags?: readonly [string, string]
  readonly mac?: string
  readonly ttl?: number
  readonly length?: number
  readonly destinationType?: string
}

export type Asked = Omit<Wish, 'table' | 'hook'>

/** One option's words; negated ones are wishes of who wants to miss. */
function wishOf(option: string, words: readonly string[], family: Family, dump: Dump, random: Chance): Asked {
  const [value = ''] = words
  const number = Number(value)
  const range = (text: string): readonly [number, number] => {
    const [first = '0', last = first] = random.pick(text.split(',')).split(':')
    return [Number(first), last === '' ? 65535 : Number(last)]
  }
  switch (option) {
    case '-p':
      return { protocol: printedNumber(value) ?? 0 }
    case '-s':
    case '--src-range':
      return { source: value }
    case '-d':
    case '--dst-range':
    case '--ctorigdst':
      return { destination: value }
    case '-i':
      return { in: value }
    case '-o':
      return { out: value }
    case '--physdev-in':
      return { physIn: value }
    case '--physdev-out':
      return { physOut: value }
    case '--sport':
    case '--sports':
      return { sourcePort: range(value) }
    case '--dport':
    case '--dports':
    case '--ports':
    case '--ctorigdstport':
      return { destinationPort: range(value) }
    case '--icmp-type':
    case '--icmpv6-type': {
      const [type = 8, code = 0] = icmpRange(family, value) ?? []
      return { icmp: [type === 255 ? 8 : type, code] }
    }
    case '--tcp-flags':
      return { protocol: 6, flags: [value, words[1] ?? ''] }
    case '--mac-source':
      return { mac: value.toLowerCase() }
    case '--ttl-eq':
    case '--hl-eq':
      return { ttl: number }
    case '--ttl-lt':
    case '--hl-lt':
      return { ttl: number - 1 }
    case '--length':
      return { length: random.pick(value.split(':').map(Number)) }
    case '--dst-type':
      return { destinationType: value }
    case '--match-set': {
      const member = random.pick(dump.sets.find(({ name }) => name === value)?.members ?? [''])
      const [address = ''] = member.split(/[ ,]/)
      if (!/^[0-9a-f:.]+(\/\d+)?$/.test(address) || address.includes(':') !== (family === 'ipv6')) return {}
      return words[1]?.startsWith('dst') === true ? { destination: address } : { source: address }
    }
    default:
      return {}
  }
}

/** What a rule asks for, and what it does not want. */
export function wishesOf(
  text: string,
  family: Family,
  dump: Dump,
  random: Chance,
): { readonly meets: Asked; readonly misses: Asked } {
  let [meets, misses]: Asked[] = [{}, {}]
  const words = splitWords(text)
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '-j' || word === '-g') break
    const isNot = word === '!'
    const option = isNot ? (words[at + 1] ?? '') : word
    if (!option.startsWith('-')) continue
    const wish = wishOf(option, words.slice(at + (isNot ? 2 : 1), at + (isNot ? 4 : 3)), family, dump, random)
    if (isNot) misses = { ...misses, ...wish }
    else meets = { ...meets, ...wish }
    if (isNot) at += 1
  }
  return { meets: meets ?? {}, misses: misses ?? {} }
}

export interface Target {
  readonly wish: Wish
  readonly misses: Asked
}

/** Rules of one family as things to aim at: with what leads to their chains. */
export class Targets {
  readonly #dump: Dump
  readonly #family: Family
  readonly #random: Chance
  readonly #all: { readonly table: TableName; readonly chain: DumpChain; readonly at: number }[] = []
  readonly #callers = new Map<string, { readonly chain: DumpChain; readonly text: string }[]>()

  constructor(dump: Dump, family: Family, random: Chance) {
    this.#dump = dump
    this.#family = family
    this.#random = random
    for (const { family: of, table, chains } of dump.tables) {
      if (of !== family) continue
      for (const chain of chains)
        for (const [at, { text }] of chain.rules.entries()) {
          this.#all.push({ table, chain, at })
          const to = / ?-[jg] (\S+)/.exec(text)?.[1]
          const key = `${table} ${to}`
          this.#callers.set(key, [...(this.#callers.get(key) ?? []), { chain, text }])
        }
    }
  }

  /** A rule by chance; null where there are none, or none leads to it. */
  next(): Target | null {
    if (this.#all.length === 0) return null
    const { table, chain, at } = this.#random.pick(this.#all)
    const own = wishesOf(chain.rules[at]?.text ?? '', this.#family, this.#dump, this.#random)
    let wish: Asked = own.meets
    let from = chain
    for (let depth = 0; depth < 12; depth++) {
      const hook = HookName.safeParse(from.name)
      if (hook.success) return { wish: { ...wish, table, hook: hook.data }, misses: own.misses }
      const callers = this.#callers.get(`${table} ${from.name}`)
      if (callers === undefined) return null
      const caller = this.#random.pick(callers)
      wish = { ...wishesOf(caller.text, this.#family, this.#dump, this.#random).meets, ...wish }
      from = caller.chain
    }
    return null
  }
}
