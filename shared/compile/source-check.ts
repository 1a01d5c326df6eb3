import { parseAddress } from '../net/address.ts'
import { linkLocalOf, plainMac } from '../net/mac.ts'
import type { Prefix } from '../net/prefix.ts'
import type { Family, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Port } from '../project/schema.ts'
import type { ChainLines } from './chain-lines.ts'
import { COMMENTS } from './comments.ts'
import { LineTemplate, SAMPLE } from './line-template.ts'
import { DROP, familyOf, RETURN, type ReadPrefix, spec, type Writer, withComment } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'
import type { Cause, Written } from './shared-rule.ts'

/** An address that the port may send from, with a MAC address in the kernel's spelling. */
interface Entry {
  readonly prefix: Prefix
  readonly mac: string
  /** What Neutron writes for it, by which it knows equal ones. */
  readonly typed: string
}

interface Words {
  readonly facts: ReleaseFacts
  readonly writer: Writer
  /** The comment, or null where the host writes none. */
  readonly say: (comment: string) => string | null
}

/** Of the line behind those that let something through. */
const NOTHING_ELSE: Cause = { kind: 'anti-spoofing', address: null, mac: null }

/** The chain that holds what a port may send from. */
export class SourceChecks {
  private readonly facts: ReleaseFacts
  private readonly readPrefix: ReadPrefix
  private readonly from: { readonly [F in Family]: LineTemplate }
  private readonly fromAnywhere: LineTemplate
  private readonly drop: Written

  constructor({ facts, writer, say }: Words, readPrefix: ReadPrefix) {
    this.facts = facts
    this.readPrefix = readPrefix
    const byMac = (mac: string): RuleSpec => withComment(spec(RETURN, { kind: 'mac-source', mac }), say(COMMENTS.pairAllow))
    const from = (family: Family): LineTemplate =>
      new LineTemplate(family, [SAMPLE.address[family], SAMPLE.mac], (source, mac = '') => ({ source, ...byMac(mac) }))
    this.from = { ipv4: from('ipv4'), ipv6: from('ipv6') }
    this.fromAnywhere = new LineTemplate('ipv4', [SAMPLE.mac], byMac)
    this.drop = writer.write('ipv4', NOTHING_ELSE, withComment(spec(DROP), say(COMMENTS.pairDrop)))
  }

  /**
   * Address and MAC pairs: allowed pairs, then fixed addresses, then DROP. A port without fixed addresses may send from any address
   * with its MAC. No line when the family has nothing to check.
   */
  addTo(lines: ChainLines, port: Port, family: Family): void {
    const portId = port.id
    const entries = this.entriesOf(port, family)
    for (const entry of entries) {
      const { prefix, mac } = entry
      // Of equal lines the last one stays, as in all chains.
      if (entries.findLast((other) => isSame(other, entry)) !== entry) continue
      const address = prefix.text
      const origin = { kind: 'anti-spoofing', portId, address, mac } as const
      lines.addOwn(prefix.length === 0 ? this.fromAnywhere.line(origin, mac) : this.from[family].line(origin, address, mac))
    }
    if (port.fixedIps.length === 0) {
      const mac = plainMac(port.macAddress)
      lines.addOwn(this.fromAnywhere.line({ kind: 'anti-spoofing', portId, address: null, mac }, mac))
    }
    if (lines.length > 0) lines.add(this.drop, portId)
  }

  /** With the link-local address of each MAC behind its first IPv6 entry, once (21.0, _build_ipv4v6_mac_ip_list). */
  private entriesOf({ allowedAddressPairs, fixedIps, macAddress: own }: Port, family: Family): Entry[] {
    const entries: Entry[] = []
    for (const { ipAddress, macAddress } of allowedAddressPairs) this.addEntry(entries, family, ipAddress, macAddress ?? own)
    for (const { ipAddress } of fixedIps) this.addEntry(entries, family, ipAddress, own)
    return entries
  }

  private addEntry(entries: Entry[], family: Family, address: string, macAddress: string): void {
    const prefix = this.readPrefix(address)
    if (familyOf(prefix.version) !== family) return
    const mac = plainMac(macAddress)
    const { normalisesMac, linkLocalSource } = this.facts
    entries.push({ prefix, mac, typed: normalisesMac ? cidrOf(prefix) : `${macAddress} ${address}` })
    const local = linkLocalSource && family === 'ipv6' ? linkLocalOf(mac)?.text : undefined
    if (local === undefined || entries.some((entry) => entry.prefix.typed === local && entry.mac === mac)) return
    const own = this.readPrefix(local)
    entries.push({ prefix: own, mac, typed: own.text })
  }
}

const isSame = (a: Entry, b: Entry): boolean => a.mac === b.mac && a.prefix.text === b.prefix.text && a.typed === b.typed

/** The address with its length, host bits and all: what later releases write for it (neutron/common/utils.py, ip_to_cidr). */
function cidrOf({ typed, network, length, text }: Prefix): string {
  const address = length === 8 * network.bytes.length ? null : parseAddress(typed.split('/')[0] ?? '')
  return address?.ok ? `${address.value.text}/${length}` : text
}
