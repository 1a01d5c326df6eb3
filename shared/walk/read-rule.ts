import type { DumpRule } from '../netfilter/dump.ts'
import { splitWords } from '../netfilter/words.ts'
import { type RuleAct, readAct } from './act.ts'
import { type About, type Ask, DESTINATION_PORT, PROTOCOL, SOURCE_PORT, STATES, unknownAsk } from './ask.ts'
import { headerAsk } from './match-headers.ts'
import { isKnownModule, readerOf } from './options.ts'
import { type Module, type Reading, Words } from './reading.ts'

/** A rule of the kernel, read once and tried often. */
export interface ReadRule {
  readonly asks: readonly Ask[]
  readonly act: RuleAct
}

/** Behind these a `!` is the next option's. */
const BARE_OPTIONS: ReadonlySet<string> = new Set(
  '--physdev-is-in --physdev-is-out --physdev-is-bridged --syn -f --fragment --limit-iface-in --limit-iface-out --socket-exists'.split(
    ' ',
  ),
)

const moduleOf = (name: string): Module => ({ name, hasState: false, isLimited: false })

/** Reads the kernel's text after `-A CHAIN `. Never throws and never guesses: what is not known is a match that is unsure. */
export function readRule(rule: DumpRule, reading: Reading): ReadRule {
  const words = new Words(splitWords(rule.text))
  const asks: Ask[] = []
  let module = moduleOf('')
  let protocol = ''
  for (let word = words.next(); word !== null; word = words.next()) {
    if (word === '-j' || word === '-g') return { asks, act: readAct(words.next() ?? '', words.rest(), word === '-g') }
    let not = word === '!'
    const option = not ? (words.next() ?? '') : word
    if (option === '-m' || option === '--match') {
      module = moduleOf(words.next() ?? '')
      if (isKnownModule(module.name)) continue
      const rest = words.restOfModule()
      // Of a module that is not known the options are not either.
      const unknown: About = { field: 'unknown', words: [module.name, ...rest].join(' '), not: false }
      asks.push(headerAsk(module.name, rest, reading) ?? unknownAsk(unknown))
      continue
    }
    // `--physdev-in ! tap1`, as iptables printed it before 1.4.
    if (!BARE_OPTIONS.has(option) && words.take('!')) not = !not
    if (option === '-p' && !not) protocol = words.peek()
    // People leave out `-m tcp` behind `-p tcp`.
    const read = readerOf(option, module.name, null, protocol)
    if (read !== null) for (const ask of read(words, not, reading, module)) asks.push(kept(ask, reading))
    else asks.push(unknownAsk({ field: 'unknown', words: [option, ...words.values()].join(' '), not }))
  }
  return { asks, act: { do: 'go-on', target: null, forgets: null } }
}

/** Of these few stand in many rules. */
const OFTEN: ReadonlySet<number> = new Set([PROTOCOL, SOURCE_PORT, DESTINATION_PORT, STATES])

/** The same object for what is asked in the same words: tens of thousands of rules are then tried out of a processor's cache. */
function kept(ask: Ask, { asks }: Reading): Ask {
  if (!OFTEN.has(ask.op)) return ask
  const key = `${ask.op} ${ask.not} ${ask.a} ${ask.b} ${ask.words}`
  const known = asks.get(key)
  if (known !== undefined && known.field === ask.field) return known
  asks.set(key, ask)
  return ask
}
