import { type Match, type PortRange, RuleSpec, type Target } from './rule-spec.ts'
import { splitWords } from './words.ts'

/** `words` are all words of the text, unquoted; `spec` is null when any of them has no place in a RuleSpec. */
export interface ParsedRule {
  readonly spec: RuleSpec | null
  readonly words: readonly string[]
}

/** Reads the kernel's text after `-A CHAIN `. Never throws: what is not known is carried in `words`. */
export function parseRule(text: string): ParsedRule {
  const words = splitWords(text)
  const spec = RuleSpec.safeParse(readRule(new Cursor(words)))
  return { spec: spec.success ? spec.data : null, words }
}

/** The chain that a rule jumps or goes to, extension targets included (`REJECT`); null when it has no target. */
export function targetWord(words: readonly string[]): string | null {
  const at = words.findIndex((word) => word === '-j' || word === '-g')
  return at < 0 ? null : (words[at + 1] ?? null)
}

class Cursor {
  private at = 0
  private readonly words: readonly string[]
  constructor(words: readonly string[]) {
    this.words = words
  }
  next(): string | undefined {
    return this.words[this.at++]
  }
  /** The value after `flag` when that flag comes next. */
  option(flag: string): string | undefined {
    if (this.words[this.at] !== flag) return undefined
    this.at++
    return this.next()
  }
  has(flag: string): boolean {
    if (this.words[this.at] !== flag) return false
    this.at++
    return true
  }
}

type Draft = Omit<Partial<RuleSpec>, 'matches'> & { matches: Match[] }

/** A draft that the schema of RuleSpec judges; null as soon as a word is not known. */
function readRule(words: Cursor): unknown {
  const rule: Draft = { matches: [] }
  for (let word = words.next(); word !== undefined; word = words.next()) {
    const before: boolean = rule.matches.length === 0 && rule.target === undefined
    if (word === '-m' && rule.target === undefined) {
      const match = readMatch(words, words.next() ?? '', rule.protocol)
      if (match === null) return null
      rule.matches.push(match)
    } else if (word === '-j' && rule.target === undefined) {
      const target = readTarget(words, words.next() ?? '')
      if (target === null) return null
      rule.target = target
    } else if (word === '-s' && before) rule.source = words.next() ?? ''
    else if (word === '-d' && before) rule.destination = words.next() ?? ''
    else if (word === '-i' && before) rule.inInterface = words.next() ?? ''
    else if (word === '-p' && before) rule.protocol = words.next() ?? ''
    else return null
  }
  return rule
}

function readMatch(words: Cursor, name: string, protocol: string | undefined): Match | null {
  switch (name) {
    case 'physdev': {
      const inside = words.option('--physdev-in')
      const outside = words.option('--physdev-out')
      return {
        kind: 'physdev',
        ...(inside === undefined ? {} : { in: inside }),
        ...(outside === undefined ? {} : { out: outside }),
        isBridged: words.has('--physdev-is-bridged'),
      }
    }
    case 'tcp':
    case 'udp':
    case 'sctp':
    case 'dccp': {
      const source = words.option('--sport')
      const destination = words.option('--dport')
      return {
        kind: 'ports',
        protocol: name,
        ...(source === undefined ? {} : { source: readRange(source) }),
        ...(destination === undefined ? {} : { destination: readRange(destination) }),
      }
    }
    case 'multiport':
      return { kind: 'multiport-destination', ports: (words.option('--dports') ?? '').split(',').map(readRange) }
    case 'icmp':
      return readIcmp(4, words.option('--icmp-type') ?? '')
    case 'icmp6':
      return protocol === 'ipv6-icmp' ? readIcmp(6, words.option('--icmpv6-type') ?? '') : null
    case 'mac':
      return { kind: 'mac-source', mac: words.option('--mac-source') ?? '' }
    case 'state':
      return readStates(words.option('--state') ?? '')
    case 'set': {
      const set = words.option('--match-set') ?? ''
      const flag = words.next()
      return flag === 'src' || flag === 'dst' ? { kind: 'set', name: set, flag } : null
    }
    case 'comment':
      return readComment(words.option('--comment'))
    default:
      return null
  }
}

const readComment = (text: string | undefined): Match | null => (text === undefined ? null : { kind: 'comment', text })

const digits = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : Number.NaN)

function readRange(text: string): PortRange {
  const [from = '', to = from, ...more] = text.split(':')
  return more.length > 0 ? { from: Number.NaN, to: Number.NaN } : { from: digits(from), to: digits(to) }
}

function readIcmp(version: 4 | 6, text: string): Match {
  if (version === 4 && text === 'any') return { kind: 'icmp', version, type: 255 }
  const [type = '', code, ...more] = text.split('/')
  return {
    kind: 'icmp',
    version,
    type: more.length > 0 ? Number.NaN : digits(type),
    ...(code === undefined ? {} : { code: digits(code) }),
  }
}

function readStates(text: string): Match | null {
  const states = text.split(',').map((word) => STATES.find((state) => state === word))
  const known = states.filter((state) => state !== undefined)
  return known.length === states.length ? { kind: 'state', states: known } : null
}

const STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'] as const

function readTarget(words: Cursor, word: string): Target | null {
  if (word === 'ACCEPT') return { kind: 'accept' }
  if (word === 'DROP') return { kind: 'drop' }
  if (word === 'RETURN') return { kind: 'return' }
  if (word === 'CT') return readConntrack(words)
  return isExtensionTarget(word) ? null : { kind: 'jump', chain: word }
}

function readConntrack(words: Cursor): Target | null {
  if (words.has('--notrack')) return { kind: 'notrack' }
  const zone = words.option('--zone')
  return zone === undefined ? null : { kind: 'zone', zone: digits(zone) }
}

/** Target extensions of iptables 1.8 (libxt_*, libipt_*, libip6t_*); a chain of that name cannot be jumped to. */
export const isExtensionTarget = (word: string): boolean => EXTENSIONS.has(word)

const EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNMARK CONNSECMARK CT DNAT DNPT DSCP ECN HL HMARK IDLETIMER LED LOG MARK MASQUERADE ' +
    'NETMAP NFLOG NFQUEUE NOTRACK QUEUE RATEEST REDIRECT REJECT SECMARK SET SNAT SNPT SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TPROXY ' +
    'TRACE TTL ULOG'
  ).split(' '),
)
