import { isExtensionTarget } from '../netfilter/parse-rule.ts'
import { maskedNumber } from './values.ts'

/** What becomes of a packet that matched, as the engine needs it. */
export type RuleAct =
  | { readonly do: 'accept' }
  | { readonly do: 'drop' }
  | { readonly do: 'return' }
  | { readonly do: 'notrack' }
  | { readonly do: 'trace' }
  | { readonly do: 'reject'; readonly with: string }
  | { readonly do: 'jump'; readonly chain: string }
  | { readonly do: 'goto'; readonly chain: string }
  /** `forgets`: what is not known of the packet behind it. */
  | { readonly do: 'go-on'; readonly target: string | null; readonly forgets: Forgets | null }
  /** The new mark is `(mark & keep) ^ flip`. */
  | { readonly do: 'mark'; readonly keep: number; readonly flip: number }
  /** The connection's new mark is `(mark & keep) ^ flip`. */
  | { readonly do: 'set-connection-mark'; readonly keep: number; readonly flip: number }
  /** To the connection from the packet, or back: `(old & keep) ^ (other & take)`. */
  | { readonly do: 'save-mark' | 'restore-mark'; readonly keep: number; readonly take: number }
  /** Undefined: not known, `mark`: the packet's. */
  | { readonly do: 'zone'; readonly zone: number | 'mark' | undefined }
  | { readonly do: 'translate'; readonly target: Translation['target']; readonly to: string; readonly words: readonly string[] }
  | { readonly do: 'unknown'; readonly target: string }

type Forgets = 'mark' | 'connectionMark' | 'ttl' | 'length'

/** What a rule of the table nat has chosen; `words`: all that stands behind its target, `--to-destination` and the like. */
export interface Translation {
  readonly target: 'DNAT' | 'SNAT' | 'MASQUERADE' | 'REDIRECT' | 'NETMAP'
  /** Addresses and ports, `10.0.0.1:80`, `:80`, `8000-8010`; empty where the kernel chooses. */
  readonly to: string
  readonly words: readonly string[]
}

const GO_ON: ReadonlySet<string> = new Set(
  'AUDIT CHECKSUM CLASSIFY CONNSECMARK DSCP ECN IDLETIMER LED LOG NFLOG RATEEST SECMARK TCPOPTSTRIP TEE TOS ULOG'.split(' '),
)

/** `words` stand behind the target. A name that is no target of iptables is a chain (extensions/libxt_*.c, libipt_*.c, libip6t_*.c). */
export function readAct(target: string, words: readonly string[], isGoto: boolean): RuleAct {
  if (isGoto) return { do: 'goto', chain: target }
  const value = (...options: string[]): string | null => {
    const at = words.findIndex((word) => options.includes(word))
    return at < 0 ? null : (words[at + 1] ?? '')
  }
  switch (target) {
    case 'ACCEPT':
      return { do: 'accept' }
    case 'DROP':
      return { do: 'drop' }
    case 'RETURN':
      return { do: 'return' }
    case 'REJECT':
      return { do: 'reject', with: value('--reject-with') ?? '' }
    case 'NOTRACK':
      return { do: 'notrack' }
    case 'CT':
      return words.includes('--notrack') ? { do: 'notrack' } : { do: 'zone', zone: readZone(words, value('--zone')) }
    case 'TRACE':
      return { do: 'trace' }
    case 'MARK':
      return readMark(words) ?? { do: 'go-on', target, forgets: 'mark' }
    case 'CONNMARK':
      return readConnectionMark(words)
    case 'HMARK':
      return { do: 'go-on', target, forgets: 'mark' }
    case 'SET':
      return { do: 'go-on', target, forgets: words.includes('--map-mark') ? 'mark' : null }
    case 'TTL':
    case 'HL':
      return { do: 'go-on', target, forgets: 'ttl' }
    case 'TCPMSS':
      return { do: 'go-on', target, forgets: 'length' }
    case 'DNAT':
    case 'SNAT':
    case 'MASQUERADE':
    case 'REDIRECT':
    case 'NETMAP':
      return { do: 'translate', target, to: value('--to-destination', '--to-source', '--to-ports', '--to') ?? '', words }
    default:
      if (GO_ON.has(target)) return { do: 'go-on', target, forgets: null }
      return target === '' || isExtensionTarget(target) ? { do: 'unknown', target } : { do: 'jump', chain: target }
  }
}

/** Without an option for it a template is of the zone 0, helpers and timeouts alone (xt_CT.c). */
function readZone(words: readonly string[], zone: string | null): number | 'mark' | undefined {
  // A zone for one direction.
  if (words.includes('--zone-orig') || words.includes('--zone-reply')) return undefined
  if (zone === null) return 0
  if (zone === 'mark') return 'mark'
  return /^\d{1,5}$/.test(zone) ? Number(zone) : undefined
}

const unsigned = (number: number): number => number >>> 0

/** How a mark becomes another: the bits that are kept, and those that are turned then. */
interface Remark {
  readonly keep: number
  readonly flip: number
}

/** As printed (`--set-xmark value/mask`) and as people write it (libxt_MARK.c, libxt_CONNMARK.c); null: not known. */
function remarkOf([option = '', text = '']: readonly string[]): Remark | null {
  const read = maskedNumber(text)
  const remark = (keep: number, flip: number): Remark => ({ keep: unsigned(keep), flip: unsigned(flip) })
  if (read === null) return null
  const [value, mask] = read
  if (option === '--set-xmark') return remark(~mask, value)
  if (option === '--set-mark') return remark(~(mask | value), value)
  if (option === '--and-mark') return remark(value, 0)
  if (option === '--or-mark') return remark(~value, value)
  return option === '--xor-mark' ? remark(0xffffffff, value) : null
}

function readMark(words: readonly string[]): RuleAct | null {
  const remark = remarkOf(words)
  return remark === null ? null : { do: 'mark', ...remark }
}

/** xt_connmark.c, `connmark_tg_shift`; one that is shifted is not known. */
function readConnectionMark(words: readonly string[]): RuleAct {
  const [option = '', ...rest] = words
  const mask = (name: string): number | null => {
    const at = Math.max(words.indexOf('--mask'), words.indexOf(name))
    const read = at < 0 ? null : maskedNumber(words[at + 1] ?? '')
    return at < 0 ? 0xffffffff : (read?.[0] ?? null)
  }
  const [ofPacket, ofConnection] = [mask('--nfmask'), mask('--ctmask')]
  const isShifted = rest.some((word) => word.endsWith('-shift-mark'))
  if (ofPacket !== null && ofConnection !== null && !isShifted) {
    const remark = remarkOf(words)
    if (remark !== null) return { do: 'set-connection-mark', ...remark }
    if (option === '--save-mark') return { do: 'save-mark', keep: unsigned(~ofConnection), take: ofPacket }
    if (option === '--restore-mark') return { do: 'restore-mark', keep: unsigned(~ofPacket), take: ofConnection }
  }
  return { do: 'go-on', target: 'CONNMARK', forgets: words.includes('--restore-mark') ? 'mark' : 'connectionMark' }
}
