import { linkLocalOf, plainMac } from '../net/mac.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import type { Origin } from '../ruleset/ruleset.ts'
import { COMMENTS } from './comments.ts'
import { addressPart, DROP, familyOf, type Line, line, RETURN, spec, surePrefix, withComment } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'

interface Entry {
  readonly typed: string
  readonly mac: string
}

/**
 * Address and MAC pairs that the port may send from: allowed pairs, then fixed addresses, then DROP. A port without fixed addresses
 * may send from any address with its MAC. No line when the family has nothing to check.
 */
export function sourceChecks(facts: ReleaseFacts, port: Port, family: Family, say: (comment: string) => string | null): Line[] {
  const portId = port.id
  const allow = say(COMMENTS.pairAllow)
  const lines: Line[] = entriesOf(facts, port, family).map(({ typed, mac }) => {
    const prefix = surePrefix(typed)
    return line(
      { kind: 'anti-spoofing', portId, address: prefix.text, mac: plainMac(mac) },
      { ...addressPart('source', prefix), ...spec(RETURN, { kind: 'mac-source', mac: plainMac(mac) }) },
      `${facts.normalisesMac ? plainMac(mac) : mac} ${typed}`,
    )
  })
  if (port.fixedIps.length === 0) {
    const mac = plainMac(port.macAddress)
    const origin: Origin = { kind: 'anti-spoofing', portId, address: null, mac }
    lines.push(line(origin, spec(RETURN, { kind: 'mac-source', mac }), port.macAddress))
  }
  if (lines.length === 0) return []
  const drop = line({ kind: 'anti-spoofing', portId, address: null, mac: null }, spec(DROP))
  return [...lines.map((each) => commented(each, allow)), commented(drop, say(COMMENTS.pairDrop))]
}

const commented = (each: Line, comment: string | null): Line => ({ ...each, spec: withComment(each.spec, comment) })

/** With the link-local address of each MAC behind its first IPv6 entry, once (21.0, _build_ipv4v6_mac_ip_list). */
function entriesOf(facts: ReleaseFacts, port: Port, family: Family): Entry[] {
  const pairs = port.allowedAddressPairs.map(({ ipAddress, macAddress }) => ({
    typed: ipAddress,
    mac: macAddress ?? port.macAddress,
  }))
  const fixed = port.fixedIps.map(({ ipAddress }) => ({ typed: ipAddress, mac: port.macAddress }))
  const own = [...pairs, ...fixed].filter(({ typed }) => familyOf(surePrefix(typed).version) === family)
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
