import { parseAddress } from '../net/address.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { TcpFlag } from '../walk/packet.ts'

/**
 * What `xtables-monitor --trace` prints (iptables 1.8, iptables/xtables-monitor.c), line by line. For each table at each hook the kernel
 * says once what the packet looks like and then, in the order in which they matched, which rules it met, up to a verdict or the policy of
 * the hook's chain (Linux, net/netfilter/nf_tables_trace.c). Rules that did not match are not told, nor, by kernels of today, that a chain
 * came to its end. Of a bridged packet `in` and `out` are the bridge: its ports, and types of ICMP, are never printed.
 */
export type TraceLine = TracedHeaders | TracedStep | { readonly is: 'other'; readonly text: string }

/** A packet, as it is when it comes to a table. */
export interface TracedHeaders {
  readonly is: 'packet'
  /** Null for what is neither IPv4 nor IPv6. */
  readonly family: Family | null
  readonly id: string
  readonly in: string | null
  readonly out: string | null
  readonly sourceMac: string | null
  readonly destinationMac: string | null
  readonly source: string | null
  readonly destination: string | null
  /** As printed. Of IPv6 it is 20 less than the packet has: the header's length is taken for IPv4's. */
  readonly length: number | null
  readonly ttl: number | null
  /** Identification of IPv4. */
  readonly ipId: number | null
  readonly flowLabel: number | null
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  /** The set ones of those that are printed, which are all but ECE and CWR. */
  readonly flags: readonly TcpFlag[]
  readonly mark: number | null
}

export type ToldVerdict = 'ACCEPT' | 'DROP' | 'QUEUE' | 'STOLEN' | 'CONTINUE' | 'RETURN' | 'JUMP' | 'GOTO' | 'other'

export interface TracedStep {
  readonly is: 'step'
  /** Null for a table of another kind (nftables' inet, bridge). */
  readonly family: Family | null
  readonly id: string
  readonly table: string
  readonly chain: string
  /** `return`: the chain came to its end, which older kernels tell. */
  readonly what: 'rule' | 'policy' | 'return'
  readonly verdict: ToldVerdict
  /** Where a jump or goto leads. */
  readonly to: string | null
  /** The rule after `-A CHAIN `, as iptables-save prints it; null for a policy, and for a rule that was gone before it could be printed. */
  readonly text: string | null
  /**
   * The monitor ended in the middle of the line, and tells nothing of what comes behind it: 1.8.9 knows the extensions of IPv4 and of both
   * families, and no rule with one of IPv6 alone can be printed (xtables-monitor.c, `init_extensions4`).
   */
  readonly isCut?: true
}

/** Longer lines are none of its: a rule of 16 kB is the longest that it can print. */
const LONGEST = 20_000

/** Never throws, and takes time in proportion to the line's length. */
export function readTraceLine(line: string): TraceLine {
  const other: TraceLine = { is: 'other', text: line.slice(0, 400) }
  if (line.length > LONGEST) return other
  if (line.startsWith('PACKET: ')) return readPacket(line) ?? other
  if (line.startsWith(' TRACE: ')) return readStep(line) ?? other
  return other
}

/** NFPROTO_IPV4 and NFPROTO_IPV6 (linux/netfilter.h). */
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['2', 'ipv4'],
  ['10', 'ipv6'],
])
const ID = /^[0-9a-f]{8}$/
const FLAGS: ReadonlySet<string> = new Set(['SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG'] satisfies TcpFlag[])
const isFlag = (word: string): word is TcpFlag => FLAGS.has(word)

/** `PACKET: 2 6c6606a3 IN=qbr0 OUT=qbr0 MACSRC=… MACDST=… MACPROTO=0800 SRC=… DST=… LEN=84 TOS=0x0 TTL=64 ID=1 DF SPORT=1 DPORT=2 SYN`. */
function readPacket(line: string): TracedHeaders | null {
  const [, family = '', id = '', ...words] = line.split(' ')
  if (!ID.test(id) || !/^\d{1,2}$/.test(family)) return null
  const values = new Map<string, string>()
  const flags: TcpFlag[] = []
  for (const word of words) {
    const at = word.indexOf('=')
    if (at > 0) {
      const name = word.slice(0, at)
      if (!values.has(name)) values.set(name, word.slice(at + 1))
    } else if (isFlag(word) && !flags.includes(word)) flags.push(word)
  }
  const address = (name: string): string | null => {
    const read = parseAddress(values.get(name) ?? '')
    return read.ok ? read.value.text : null
  }
  const number = (name: string, most: number): number | null => numberIn(values.get(name), most)
  const source = address('SRC')
  return {
    is: 'packet',
    // Older ones print 0 when both families are followed.
    family: FAMILIES.get(family) ?? (family === '0' && source !== null ? (source.includes(':') ? 'ipv6' : 'ipv4') : null),
    id,
    in: deviceIn(values.get('IN')),
    out: deviceIn(values.get('OUT')),
    sourceMac: macIn(values.get('MACSRC')),
    destinationMac: macIn(values.get('MACDST')),
    source,
    destination: address('DST'),
    length: number('LEN', 65_575),
    ttl: number('TTL', 255) ?? number('HOPLIMIT', 255),
    ipId: number('ID', 65_535),
    flowLabel: number('FLOWLBL', 0xfffff),
    sourcePort: number('SPORT', 65_535),
    destinationPort: number('DPORT', 65_535),
    flags: flags.sort(),
    mark: markIn(values.get('MARK')),
  }
}

/** The digits at the beginning: `ID=7DF` was printed once. */
function numberIn(text: string | undefined, most: number): number | null {
  const digits = /^\d{1,8}/.exec(text ?? '')?.[0]
  const value = Number(digits ?? Number.NaN)
  return value <= most ? value : null
}

const markIn = (text: string | undefined): number | null => (/^0x[0-9a-f]{1,8}$/.test(text ?? '') ? Number(text) : null)

/** A device that is gone is printed as `(null)`. */
const deviceIn = (text: string | undefined): string | null => (text !== undefined && /^[^\s/()]{1,15}$/.test(text) ? text : null)

/** ether_ntoa prints no zero in front: `33:33:ff:0:0:2`. */
function macIn(text: string | undefined): string | null {
  if (text === undefined || !/^([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/.test(text)) return null
  return text
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':')
}

/** ` TRACE: 2 6c6606a3 filter:FORWARD:rule:0x7:JUMP:sg-chain  -4 -t filter -A FORWARD … -j sg-chain`. */
function readStep(line: string): TracedStep | null {
  const head = /^ TRACE: (\d{1,2}) ([0-9a-f]{8}) ([^\s:]{1,40}):/.exec(line)
  if (head === null) return null
  const [whole, family = '', id = '', table = ''] = head
  const rest = line.slice(whole.length)
  const rule = ruleIn(rest)
  const cut = rule === null ? rest.search(CUT) : -1
  const place = (rule !== null ? rest.slice(0, rule.from) : cut < 0 ? rest : rest.slice(0, cut)).trimEnd()
  if (/\s/.test(place)) return null
  // A chain's name may hold colons, so where the rule is printed its name is taken from there.
  const at =
    rule !== null && place.startsWith(`${rule.chain}:`) ? rule.chain.length : place.search(/:(rule:0x[0-9a-f]+|policy|return):/)
  if (at <= 0) return null
  const chain = place.slice(0, at)
  const told = /^:(?:rule:0x[0-9a-f]{1,16}|(policy|return)):(.*)$/.exec(place.slice(at))
  if (told === null) return null
  const [, what, words = ''] = told
  const colon = words.indexOf(':')
  const verdict = verdictOf(colon < 0 ? words : words.slice(0, colon))
  return {
    is: 'step',
    family: FAMILIES.get(family) ?? null,
    ...{ id, table, chain },
    what: what === 'policy' || what === 'return' ? what : 'rule',
    verdict: what === 'return' ? 'RETURN' : verdict,
    to: (verdict === 'JUMP' || verdict === 'GOTO') && colon >= 0 ? words.slice(colon + 1) : null,
    text: rule?.text ?? null,
    ...(cut < 0 ? {} : { isCut: true }),
  }
}

/** Where the words of a rule would have come. */
const CUT = /\s+-[46] -t [^\s]{1,40}\s*$/

/** Where in a line the printed rule begins: `-4 -t filter -A CHAIN …`. */
function ruleIn(rest: string): { from: number; chain: string; text: string } | null {
  const begin = /\s-[46] -t [^\s]{1,40} -A ([^\s]{1,64})(?: |$)/.exec(rest)
  if (begin === null) return null
  return { from: begin.index, chain: begin[1] ?? '', text: rest.slice(begin.index + begin[0].length).trim() }
}

const VERDICTS: ReadonlyMap<string, ToldVerdict> = new Map([
  ...(['ACCEPT', 'DROP', 'QUEUE', 'STOLEN', 'CONTINUE', 'RETURN', 'JUMP', 'GOTO'] as const).map((word): [string, ToldVerdict] => [
    word,
    word,
  ]),
  // NFT_RETURN, -5 (linux/netfilter/nf_tables.h): iptables 1.8.9 has no word for it.
  ['0xfffffffb', 'RETURN'],
])
const verdictOf = (word: string): ToldVerdict => VERDICTS.get(word) ?? 'other'
