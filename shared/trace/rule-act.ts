import { isExtensionTarget } from '../netfilter/parse-rule.ts'
import { splitWords } from '../netfilter/words.ts'
import type { Act } from '../walk/step.ts'

/** What the kernel's text of a rule, after `-A CHAIN `, makes of a packet that matches it. */
export function actOfRule(text: string): Act {
  const words = splitWords(text)
  // A comment may hold anything, as one word; an option stands for itself.
  const at = words.findLastIndex((word, place) => (word === '-j' || word === '-g') && words[place - 1] !== '--comment')
  if (at < 0) return { do: 'go-on', target: null }
  const target = words[at + 1] ?? ''
  const after = (option: string): string | null => {
    const place = words.indexOf(option, at)
    return place < 0 ? null : (words[place + 1] ?? null)
  }
  if (words[at] === '-g') return { do: 'goto', chain: target }
  switch (target) {
    case 'ACCEPT':
      return { do: 'accept' }
    case 'DROP':
      return { do: 'drop' }
    case 'RETURN':
      return { do: 'return' }
    case 'REJECT':
      return { do: 'reject', with: after('--reject-with') ?? 'icmp-port-unreachable' }
    case 'MARK':
      return markAct(after('--set-xmark') ?? after('--set-mark'))
    case 'NOTRACK':
      return { do: 'notrack' }
    case 'CT':
      return trackAct(words.includes('--notrack', at), after('--zone') ?? after('--zone-orig'))
    case 'DNAT':
    case 'SNAT':
    case 'NETMAP':
      return { do: 'translate', target, to: after('--to-destination') ?? after('--to-source') ?? after('--to') ?? '' }
    case 'MASQUERADE':
    case 'REDIRECT':
      return { do: 'translate', target, to: after('--to-ports') ?? '' }
    default:
      if (GO_ON.has(target)) return { do: 'go-on', target }
      return isExtensionTarget(target) ? { do: 'unknown', target } : { do: 'jump', chain: target }
  }
}

/** Targets after which the next rule is tried (iptables-extensions(8)). */
const GO_ON: ReadonlySet<string> = new Set(
  'AUDIT CHECKSUM CLASSIFY CONNMARK CONNSECMARK DSCP ECN HL HMARK IDLETIMER LED LOG NFLOG RATEEST SECMARK SET TCPMSS TCPOPTSTRIP TEE TOS TRACE TTL ULOG'.split(
    ' ',
  ),
)

/** `0x5/0xffffffff`: all bits are written, so the mark is known. */
function markAct(value: string | null): Act {
  const [mark = '', mask = '0xffffffff'] = (value ?? '').split('/')
  return /^(0x[0-9a-f]{1,8}|\d{1,10})$/.test(mark) && Number(mask) === 0xffffffff
    ? { do: 'mark', mark: Number(mark) }
    : { do: 'go-on', target: 'MARK' }
}

function trackAct(isUntracked: boolean, zone: string | null): Act {
  if (isUntracked) return { do: 'notrack' }
  return zone !== null && /^\d{1,5}$/.test(zone) ? { do: 'zone', zone: Number(zone) } : { do: 'go-on', target: 'CT' }
}
