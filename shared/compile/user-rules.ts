import type { Family, Match, RuleSpec } from '../netfilter/rule-spec.ts'
import type { Direction, Ethertype, Port, SecurityGroup, SecurityGroupRule } from '../project/schema.ts'
import type { ChainLines } from './chain-lines.ts'
import { addressPart, RETURN, type ReadPrefix, type Writer } from './lines.ts'
import { type Members, setName } from './members.ts'
import { protocolPart } from './protocol-part.ts'
import type { ReleaseFacts } from './releases.ts'
import type { Written } from './shared-rule.ts'

export interface UserRuleContext {
  readonly writer: Writer
  readonly facts: ReleaseFacts
  readonly enableIpset: boolean
  readonly groups: ReadonlyMap<string, SecurityGroup>
  readonly members: Members
  readonly readPrefix: ReadPrefix
  /** Told of each group and family whose set is needed. */
  readonly noteSet: (groupId: string, ethertype: Ethertype) => void
}

/** One line of a group's rule, before it is known whose chain it stands in. */
interface Template {
  readonly written: Written
  /** The member that it stands for where one rule became a line a member. */
  readonly member: Member | null
}

interface Member {
  readonly text: string
  /** As Neutron compares it with the port's own addresses. */
  readonly typed: string
}

type ByGroup = Map<string, readonly Template[]>

/** The lines of groups' rules. A group's are made once and shared by all ports that have it. */
export class UserRules {
  private readonly made: { readonly [D in Direction]: { readonly [F in Family]: ByGroup } } = {
    ingress: { ipv4: new Map(), ipv6: new Map() },
    egress: { ipv4: new Map(), ipv6: new Map() },
  }
  private readonly context: UserRuleContext

  constructor(context: UserRuleContext) {
    this.context = context
  }

  /** For one chain of a port: in the order of the port's groups, then of their rules. */
  addTo(lines: ChainLines, port: Port, direction: Direction, family: Family): void {
    const portId = port.id
    for (const id of port.securityGroupIds)
      for (const { written, member } of this.ofGroup(id, direction, family))
        if (member === null || !isOwn(port, member)) lines.add(written, portId)
  }

  /** A group of the port comes to at least one line, in any chain. */
  hasLines(port: Port, groupId: string): boolean {
    return (['ingress', 'egress'] as const).some((direction) =>
      (['ipv4', 'ipv6'] as const).some((family) =>
        this.ofGroup(groupId, direction, family).some(({ member }) => member === null || !isOwn(port, member)),
      ),
    )
  }

  private ofGroup(groupId: string, direction: Direction, family: Family): readonly Template[] {
    const byGroup = this.made[direction][family]
    const known = byGroup.get(groupId)
    if (known !== undefined) return known
    const ethertype = family === 'ipv4' ? 'IPv4' : 'IPv6'
    const made = (this.context.groups.get(groupId)?.rules ?? [])
      .filter((rule) => rule.direction === direction && rule.ethertype === ethertype)
      .flatMap((rule) => templatesOf(this.context, groupId, rule))
    byGroup.set(groupId, made)
    return made
  }
}

/** Own fixed addresses are left out, own address pairs are not (iptables_firewall.py, _expand_sg_rule_with_remote_ips). */
const isOwn = ({ fixedIps }: Port, { typed }: Member): boolean => fixedIps.some(({ ipAddress }) => ipAddress === typed)

/** One line; none for a remote group without members, where there is no set for it; without ipset one for each member. */
function templatesOf(context: UserRuleContext, groupId: string, rule: SecurityGroupRule): Template[] {
  const { writer, facts, enableIpset, members, readPrefix } = context
  const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6'
  const { matches, protocol, typed } = protocolPart(facts.rules, rule)
  const side = rule.direction === 'ingress' ? 'source' : 'destination'
  const make = (
    address: Pick<RuleSpec, 'source' | 'destination'>,
    more: readonly Match[],
    text: string,
    member: Member | null = null,
  ): Template => ({
    member,
    written: writer.write(
      family,
      { kind: 'group-rule', groupId, ruleId: rule.id, member: member?.text ?? null },
      { ...address, ...protocol, matches: [...matches, ...more], target: RETURN },
      `${text} ${typed}`.trim(),
    ),
  })

  const remoteId = remoteOf(facts, rule)
  if (remoteId === 'unknown') return []
  if (enableIpset && rule.remoteAddressGroupId !== null) context.noteSet(rule.remoteAddressGroupId, rule.ethertype)
  if (remoteId === null) {
    const prefix = rule.remoteIpPrefix === null ? null : readPrefix(rule.remoteIpPrefix)
    const address = prefix === null ? {} : addressPart(side, prefix)
    return [make(address, [], facts.rules.clearsHostBits ? '' : (rule.remoteIpPrefix ?? ''))]
  }
  const remote = members.of(remoteId, rule.ethertype)
  if (enableIpset) {
    if (remote.length === 0 && !facts.set.whenEmpty) return []
    context.noteSet(remoteId, rule.ethertype)
    const name = setName(facts, remoteId, rule.ethertype)
    return [make({}, [{ kind: 'set', name, flag: rule.direction === 'ingress' ? 'src' : 'dst' }], name)]
  }
  return remote.map((member) =>
    make(addressPart(side, member), [], facts.rules.clearsHostBits ? '' : member.typed, { text: member.text, typed: member.typed }),
  )
}

/** The group whose members a rule lets in; null for a prefix or anyone; 'unknown' where the release has no such rules. */
function remoteOf({ rules }: ReleaseFacts, rule: SecurityGroupRule): string | null {
  if (rule.remoteAddressGroupId === null) return rule.remoteGroupId
  if (rules.addressGroups === 'matched') return rule.remoteAddressGroupId
  return rules.addressGroups === 'open' ? null : 'unknown'
}
