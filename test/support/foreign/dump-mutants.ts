import type { Family } from '#shared/netfilter/rule-spec'
import type { Chance } from '../chance.ts'
import { CORPORA } from './corpora.ts'

/** Texts of iptables-save and ipset save that something happened to: in a pipe, an editor, or on purpose. */

const LONGEST = 60
const NUMBERS = [
  '0',
  '-1',
  '65536',
  '4294967295',
  '4294967296',
  '18446744073709551616',
  '9'.repeat(400),
  '1e309',
  '0x',
  '0xffffffffff',
  '08',
  '٣',
  'NaN',
  '+1',
]
const TEXTS = [
  '"',
  '\\',
  '\\"',
  '!',
  ' ! ! ',
  '\0',
  '\u2028',
  '\ufeff',
  '\ud800',
  '𝟙',
  '\u202e',
  '\t',
  '\r',
  '\v',
  '$(reboot)',
  '%s%n',
  '-',
  '--',
  '[',
  '] ',
  ' -j ',
  ' -m ',
  ' -g ',
  ' -m comment --comment ',
]
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'ACCEPT',
  'FORWARD',
  'INPUT',
  'RETURN',
  'REJECT',
  'no-such-chain',
  '',
  ' ',
  'é'.repeat(40),
]

/** Chains of a text that other lines may jump to. */
const namesIn = (lines: readonly string[]): string[] => lines.flatMap((line) => /^:(\S+)/.exec(line)?.[1] ?? [])

export interface DumpMutant {
  readonly family: Family
  readonly rules: string
  readonly sets: string
}

interface Piece {
  readonly family: Family
  readonly lines: readonly string[]
  readonly sets: string
}

/** Whole small dumps, and large ones in pieces with the heads of their chains and a jump to the first. */
const pieces: readonly Piece[] = CORPORA.flatMap(({ rules, sets }) =>
  rules.flatMap(([family, text]): Piece[] => {
    const lines = text.split('\n')
    const whole = { family, sets: sets ?? '' }
    if (lines.length <= LONGEST) return [{ ...whole, lines }]
    const rules = lines.filter((line) => line.includes('-A '))
    const heads = new Map(lines.flatMap((line) => (line.startsWith(':') ? [[line.slice(1, line.indexOf(' ')), line]] : [])))
    return Array.from({ length: Math.min(100, Math.ceil(rules.length / 20)) }, (_, at) => {
      const from = Math.floor((at * 7919) % rules.length)
      const some = rules.slice(from, from + 20)
      const chains = new Set(some.flatMap((line) => [/-A (\S+)/.exec(line)?.[1] ?? '', / -[jg] (\S+)/.exec(line)?.[1] ?? '']))
      const [chain = 'INPUT'] = chains
      const known = [...chains].flatMap((name) => heads.get(name) ?? [])
      return {
        ...whole,
        lines: [
          '*filter',
          ':INPUT ACCEPT [0:0]',
          ':FORWARD DROP [0:0]',
          ...known,
          `[0:0] -A FORWARD -j ${chain}`,
          ...some,
          'COMMIT',
          '',
        ],
      }
    })
  }),
)

export function dumpMutant(random: Chance): DumpMutant {
  const { family, lines: whole, sets } = random.pick(pieces)
  const lines = [...whole]
  const wounds = 1 + random.below(4)
  for (let n = 0; n < wounds; n++) woundLines(lines, random)
  const rules = lines.join('\n')
  const hurt = random.oneIn(3) ? woundText(sets, random) : sets
  return {
    family: random.oneIn(20) ? (family === 'ipv4' ? 'ipv6' : 'ipv4') : family,
    rules: random.oneIn(3) ? woundText(rules, random) : rules,
    sets: hurt,
  }
}

function woundLines(lines: string[], random: Chance): void {
  const at = random.below(lines.length)
  const line = lines[at] ?? ''
  const other = random.below(lines.length)
  switch (random.below(9)) {
    case 0:
      lines.splice(at, 1 + random.below(3))
      return
    case 1:
      lines.splice(other, 0, line)
      return
    case 2:
      lines[at] = lines[other] ?? ''
      lines[other] = line
      return
    case 3:
      lines[at] = line.slice(0, random.below(line.length + 1))
      return
    case 4:
      lines[at] = line.replace(
        /(-[jg] )\S+/,
        (_, option: string) => `${option}${random.oneIn(2) ? random.pick(NAMES) : random.pick([...namesIn(lines), ''])}`,
      )
      return
    case 5:
      lines[at] = `${line} ${(lines[other] ?? '').replace(/^.*-A \S+ /, '')}`
      return
    case 6: {
      const words = line.split(' ')
      words.splice(random.below(words.length), 1, ...(random.oneIn(2) ? [] : [random.pick((lines[other] ?? '').split(' '))]))
      lines[at] = words.join(' ')
      return
    }
    case 7:
      lines[at] = line.replace(/([:*]|-A )(\S+)/, (_, head: string) => `${head}${random.pick(NAMES)}`)
      return
    default:
      lines[at] = woundText(line, random)
  }
}

function woundText(text: string, random: Chance): string {
  const at = random.below(text.length + 1)
  switch (random.below(5)) {
    case 0:
      return `${text.slice(0, at)}${random.pick(TEXTS)}${text.slice(at)}`
    case 1: {
      const numbers = [...text.matchAll(/\d+/g)]
      const number = numbers.length === 0 ? undefined : random.pick(numbers)
      return number === undefined
        ? text
        : `${text.slice(0, number.index)}${random.pick(NUMBERS)}${text.slice(number.index + number[0].length)}`
    }
    case 2:
      return `${text.slice(0, at)}${String.fromCharCode(random.below(0x10000))}${text.slice(at + 1)}`
    case 3: {
      const bytes = Buffer.from(text)
      if (bytes.length === 0) return text
      for (let n = random.below(4); n >= 0; n--) {
        const byte = random.below(bytes.length)
        bytes[byte] = (bytes[byte] ?? 0) ^ (1 << random.below(8))
      }
      return bytes.toString()
    }
    default:
      return `${text.slice(0, at)}${text.slice(at + 1 + random.below(12))}`
  }
}
