import { type Issue, issue } from '../errors.ts'
import { addressesOf, type Prefix } from '../net/prefix.ts'
import type { SetSpec } from '../netfilter/rule-spec.ts'
import type { Ethertype, Project } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import type { ReadPrefix } from './lines.ts'
import type { ReleaseFacts } from './releases.ts'

/** ipset's default of maxelem, which Neutron leaves as it is. */
const MOST_MEMBERS = 65536

/**
 * Addresses behind a remote group: fixed addresses and allowed address pairs of every port that has the security group, on any host
 * (securitygroups_rpc_base.py, _select_ips_for_remote_group), or the prefixes of an address group. Neutron leaves their order open;
 * here it is that of the project. Equal texts are one member; 10.0.0.5 and 10.0.0.5/32 are two, as Neutron compares texts.
 */
export class Members {
  private readonly byGroup = new Map<string, Map<string, Prefix>>()
  private readonly byFamily = new Map<string, readonly Prefix[]>()

  constructor(project: Project, readPrefix: ReadPrefix, haveAddress: boolean) {
    for (const port of project.ports) {
      if (port.securityGroupIds.length === 0 || (haveAddress && port.fixedIps.length === 0)) continue
      const prefixes = [...port.fixedIps, ...port.allowedAddressPairs].map(({ ipAddress }) => readPrefix(ipAddress))
      for (const groupId of port.securityGroupIds) this.add(groupId, prefixes)
    }
    for (const { id, addresses } of project.addressGroups) this.add(id, addresses.map(readPrefix))
  }

  of(groupId: string, ethertype: Ethertype): readonly Prefix[] {
    const key = `${groupId} ${ethertype}`
    const known = this.byFamily.get(key)
    if (known !== undefined) return known
    const version = ethertype === 'IPv4' ? 4 : 6
    const members = [...(this.byGroup.get(groupId)?.values() ?? [])].filter((prefix) => prefix.version === version)
    this.byFamily.set(key, members)
    return members
  }

  private add(groupId: string, prefixes: readonly Prefix[]): void {
    const members = this.byGroup.get(groupId) ?? new Map<string, Prefix>()
    this.byGroup.set(groupId, members)
    for (const prefix of prefixes) if (!members.has(prefix.typed)) members.set(prefix.typed, prefix)
  }
}

export const setName = (facts: ReleaseFacts, groupId: string, ethertype: Ethertype): string =>
  `${facts.set.prefix}${ethertype}${groupId}`.slice(0, facts.set.length)

/**
 * The set of a group and family. A hash:ip holds single addresses: the kernel writes a prefix out, which is done here so that the set
 * reads back as it was written, and refuses one of IPv6. A hash:net holds no prefix of length 0, for which two halves stand.
 */
export function groupSet(
  facts: ReleaseFacts,
  groupId: string,
  ethertype: Ethertype,
  members: readonly Prefix[],
): Result<SetSpec, Issue> {
  const name = setName(facts, groupId, ethertype)
  const family = ethertype === 'IPv4' ? 'inet' : 'inet6'
  const texts = new Set<string>()
  for (const member of members) {
    const full = member.length === (member.version === 4 ? 32 : 128)
    if (full) texts.add(member.network.text)
    else if (facts.set.type === 'hash:net') for (const text of halves(facts, member)) texts.add(text)
    else if (member.version === 6 || member.length < 16) return err(cannotHold(groupId, member))
    else for (const address of addressesOf(member)) texts.add(address.text)
  }
  if (facts.set.type === 'hash:ip' && (texts.has('0.0.0.0') || texts.has('::'))) return err(nullMember(groupId, name))
  if (texts.size > MOST_MEMBERS)
    return err(
      issue(
        [],
        'set.too-many-members',
        `Group ${groupId} has ${texts.size} addresses; a set holds ${MOST_MEMBERS}. Use a prefix rule.`,
        { id: groupId, count: texts.size },
      ),
    )
  return ok({ name, type: facts.set.type, family, members: [...texts] })
}

/** ipset_manager.py, _sanitize_addresses. */
function halves({ set }: ReleaseFacts, { version, length, text }: Prefix): readonly string[] {
  if (length > 0 || !set.splitsZero) return [text]
  return version === 4 ? ['0.0.0.0/1', '128.0.0.0/1'] : ['::/1', '8000::/1']
}

/** ip_set_hash_ip.c refuses the address of zeros. */
const nullMember = (groupId: string, name: string): Issue =>
  issue(
    [],
    'set.null-member',
    `Group ${groupId} is a remote group with the address of zeros, which the set ${name} cannot hold: the kernel calls it a null-valued ` +
      'element. Take that address pair off, or switch enable_ipset off on the host.',
    { id: groupId, name },
  )

const cannotHold = (groupId: string, member: Prefix): Issue =>
  issue(
    [],
    'set.prefix-not-single',
    `Group ${groupId} is a remote group and has the address pair ${member.typed}, which a set of single addresses cannot hold. ` +
      'Write single addresses or a longer prefix, or switch enable_ipset off on the host.',
    { id: groupId, prefix: member.typed },
  )
