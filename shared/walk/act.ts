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
  /** Undefined: not known, `mark`: the packet's. */
  | { readonly do: 'zone'; readonly zone: number | 'mark' | undefined }
  | { readonly do: 'translate'; readonly target: Translation['target']; readonly to: string; readonly words: readonly string[] }
  | { readonly do: 'unknown'; readonly target: string }

type Forgets = 'mark' | 'ttl' | 'length'

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
      return readMark(words)
    case 'CONNMARK':
      return { do: 'go-on', target, forgets: words.includes('--restore-mark') ? 'mark' : null }
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

/** As printed (`--set-xmark value/mask`) and as people write it (libxt_MARK.c): bits of the mask go, then those of the value are turned. */
function readMark(words: readonly string[]): RuleAct {
  const [option = '', text = ''] = words
  const read = maskedNumber(text)
  const act = (keep: number, flip: number): RuleAct => ({ do: 'mark', keep: unsigned(keep), flip: unsigned(flip) })
  if (read !== null) {
    const [value, mask] = read
    if (option === '--set-xmark') return act(~mask, value)
    if (option === '--set-mark') return act(~(mask | value), value)
    if (option === '--and-mark') return act(value, 0)
    if (option === '--or-mark') return act(~value, value)
    if (option === '--xor-mark') return act(0xffffffff, value)
  }
  return { do: 'go-on', target: 'MARK', forgets: 'mark' }
}
