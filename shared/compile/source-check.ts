import { parseAddress } from '../net/address.ts'
import { linkLocalOf, plainMac } from '../net/mac.ts'
import type { Prefix } from '../net/prefix.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import type { Origin } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import { addressPart, DROP, familyOf, type Line, line, RETURN, type ReadPrefix, spec, withComment, written } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'

interface Entry {
  readonly typed: string
  readonly mac: string
}

export interface SourceContext {
  readonly facts: ReleaseFacts
  readonly readPrefix: ReadPrefix
  readonly say: (comment: string) => string | null
}

/**
 * Address and MAC pairs that the port may send from: allowed pairs, then fixed addresses, then DROP. A port without fixed addresses
 * may send from any address with its MAC. No line when the family has nothing to check.
 */
export function sourceChecks({ facts, readPrefix, say }: SourceContext, port: Port, family: Family): Line[] {
  const portId = port.id
  const allow = say(COMMENTS.pairAllow)
  const lines = entriesOf(facts, readPrefix, port, family).map(({ typed, mac }) => {
    const prefix = readPrefix(typed)
    const source = addressPart('source', prefix)
    const rule = { ...source, ...withComment(spec(RETURN, { kind: 'mac-source', mac: plainMac(mac) }), allow) }
    return line(written(family, rule, facts.normalisesMac ? cidrOf(typed, prefix) : `${mac} ${typed}`), {
      kind: 'anti-spoofing',
      portId,
      address: prefix.text,
      mac: plainMac(mac),
    })
  })
  if (port.fixedIps.length === 0) {
    const mac = plainMac(port.macAddress)
    const origin: Origin = { kind: 'anti-spoofing', portId, address: null, mac }
    const rule = withComment(spec(RETURN, { kind: 'mac-source', mac }), allow)
    lines.push(line(written(family, rule, port.macAddress), origin))
  }
  if (lines.length === 0) return []
  const drop = written(family, withComment(spec(DROP), say(COMMENTS.pairDrop)))
  return [...lines, line(drop, { kind: 'anti-spoofing', portId, address: null, mac: null })]
}

/** The address with its length, host bits and all: what later releases write for it (neutron/common/utils.py, ip_to_cidr). */
function cidrOf(typed: string, { length }: Prefix): string {
  const address = parseAddress(typed.split('/')[0] ?? '')
  return address.ok ? `${address.value.text}/${length}` : typed
}

/** With the link-local address of each MAC behind its first IPv6 entry, once (21.0, _build_ipv4v6_mac_ip_list). */
function entriesOf(facts: ReleaseFacts, readPrefix: ReadPrefix, port: Port, family: Family): Entry[] {
  const pairs = port.allowedAddressPairs.map(({ ipAddress, macAddress }) => ({
    typed: ipAddress,
    mac: macAddress ?? port.macAddress,
  }))
  const fixed = port.fixedIps.map(({ ipAddress }) => ({ typed: ipAddress, mac: port.macAddress }))
  const own = [...pairs, ...fixed].filter(({ typed }) => familyOf(readPrefix(typed).version) === family)
  if (!facts.linkLocalSource || family === 'ipv4') return own
  const entries: Entry[] = []
  for (const entry of own) {
    entries.push(entry)
    const typed = linkLocalOf(entry.mac)?.text
    const there = entries.some((other) => other.typed === typed && plainMac(other.mac) === plainMac(entry.mac))
    if (typed !== undefined && !there) entries.push({ typed, mac: entry.mac })
  }
  return entries
}
