import { type About, type Ask, type Fit, NO, sure, UNSURE, unknownAsk, wholeAsk } from './ask.ts'
import type { Asked } from './asked.ts'
import type { Reading } from './reading.ts'

/**
 * Matches of headers between IP and what a packet carries. Packets here have none of IPv6's extension headers, unless it is said that they
 * may: then nothing is known of them.
 */

const [ESP, AH, NO_NEXT_HEADER, MOBILITY] = [50, 51, 59, 135]
/** Those that `ipv6_find_hdr` goes over (net/ipv6/exthdrs_core.c, `ipv6_ext_hdr`). */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 44, AH, 60])

const isPlain = ({ protocol, subject: { packet } }: Asked): boolean =>
  packet.hasExtensions !== true && packet.isLaterFragment !== true && !EXTENSIONS.has(protocol)

/** Nothing is known of the fields of these either. */
const HIDDEN: ReadonlySet<number> = new Set([ESP, AH, MOBILITY])
/** Whether it is known that the packet has none of these headers. */
export const hasNoHeaders = (asked: Asked): boolean =>
  !HIDDEN.has(asked.protocol) && (asked.subject.packet.family === 'ipv4' || isPlain(asked))

/**
 * Matches that look for a header of IPv6. Without it they do not match, whatever they ask of it and whether with `!`
 * (net/ipv6/netfilter/ip6t_rt.c, ip6t_frag.c, ip6t_hbh.c of Linux 2.6 to 6.18: false where `ipv6_find_hdr` finds nothing).
 */
const SOUGHT: ReadonlySet<string> = new Set(['rt', 'frag', 'hbh', 'dst'])
/** Matches of one protocol: the kernel takes no rule with them that does not ask for it (`.proto` of xt_esp.c, ipt_ah.c, ip6t_mh.c). */
const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['esp', ESP],
  ['ah', AH],
  ['mh', MOBILITY],
])

/** The one match of all that a module asks; `words` stand behind its name. Null where it is none of headers. */
export function headerAsk(module: string, words: readonly string[], { family }: Pick<Reading, 'family'>): Ask | null {
  const about: About = { field: 'extension-header', words: [module, ...words].join(' '), not: false }
  if (family === 'ipv6') {
    if (module === 'ipv6header') return ipv6Header(words, about)
    // Of IPv6 AH is an extension header (ip6t_ah.c).
    if (SOUGHT.has(module) || module === 'ah') return wholeAsk(about, (asked) => (isPlain(asked) ? NO : UNSURE))
  }
  const protocol = PROTOCOLS.get(module)
  if (protocol === undefined || (module === 'mh' && family === 'ipv4')) return null
  return wholeAsk(about, (asked) => (asked.protocol === protocol ? UNSURE : NO))
}

/** MASK_* of linux/netfilter_ipv6/ip6t_ipv6header.h, by the names of /etc/protocols and those of libip6t_ipv6header.c. */
const FLAGS: ReadonlyMap<string, number> = new Map(
  [
    [128, 'hop-by-hop', 'hop', 'hopopt', '0'],
    [64, 'ipv6-opts', 'dst', '60'],
    [32, 'ipv6-route', 'route', '43'],
    [16, 'ipv6-frag', 'frag', '44'],
    [8, 'ah', 'auth', '51'],
    [4, 'esp', '50'],
    [2, 'ipv6-nonxt', 'none', '59'],
    [1, 'protocol', 'prot', '255'],
  ].flatMap(([flag, ...names]) => names.map((name): [string, number] => [String(name), Number(flag)])),
)

/** `[!] --header LIST`: the packet has these headers and no others; with `--soft`: all of these, or with `!` none (ip6t_ipv6header.c). */
function ipv6Header(words: readonly string[], about: About): Ask {
  const at = words.indexOf('--header')
  const flags = (at < 0 ? '' : (words[at + 1] ?? '')).split(',').map((name) => FLAGS.get(name))
  if (flags.includes(undefined)) return unknownAsk(about)
  const asked = flags.reduce<number>((sum, flag) => sum | (flag ?? 0), 0)
  const [not, isSoft] = [words.includes('!'), words.includes('--soft')]
  return wholeAsk(about, (of): Fit => {
    if (!isPlain(of)) return UNSURE
    const has = of.protocol === NO_NEXT_HEADER ? 2 : of.protocol === ESP ? 4 : 1
    if (isSoft) return sure(((not ? has : ~has) & asked) === 0)
    return sure((has === asked) !== not)
  })
}
