import { parseAddress } from '../net/address.ts'
import { protocolNumber } from '../net/protocol.ts'
import type { ConntrackEntry } from '../netfilter/conntrack-entries.ts'
import type { Family } from '../netfilter/rule-spec.ts'
import { changesBetween } from '../project/changes.ts'
import type { Ethertype, Port, Project, SecurityGroupRule } from '../project/schema.ts'
import type { TrackedPort } from './tracked-ports.ts'

/** What `conntrack -D` is called with: null stands for any. */
export interface Deletion {
  readonly zone: number
  readonly family: Family
  readonly protocol: number | null
  readonly source: string | null
  readonly destination: string | null
}

export const fitsDeletion = (entry: ConntrackEntry, deletion: Deletion): boolean =>
  entry.zone === deletion.zone &&
  entry.family === deletion.family &&
  (deletion.protocol === null || deletion.protocol === entry.protocol) &&
  (deletion.source === null || deletion.source === entry.original.source) &&
  (deletion.destination === null || deletion.destination === entry.original.destination)

/**
 * What the driver of 21.0 and 25.2 deletes after it has written the rules (iptables_firewall.py, _clean_deleted_sg_rule_conntrack_entries,
 * _clean_updated_sg_member_conntrack_entries, _clean_deleted_remote_sg_members_conntrack_entries; ip_conntrack.py): for a rule that is gone
 * whatever has its protocol and its direction's own address, ports and prefixes not considered; for a member that left its group both
 * ways between it and the ports whose rules name the group; for a port that lost a group, or is no longer filtered, everything. Own
 * addresses are the fixed ones. `zones`: of the ports before, since the entries are from then.
 */
export function neutronDeletions(before: Project, after: Project, zones: readonly TrackedPort[]): Deletion[] {
  const now = new Map(after.ports.map((port) => [port.id, port]))
  const removed = removedRules(before, after)
  const left = membersThatLeft(before, after)
  const was = new Map(before.ports.map((port) => [port.id, port]))
  return zones.flatMap(({ id, zone }) => {
    const port = was.get(id)
    if (port === undefined) return []
    const own = ownAddresses(port)
    const is = now.get(id)
    const lost =
      is === undefined || !is.portSecurityEnabled || port.securityGroupIds.some((group) => !is.securityGroupIds.includes(group))
    if (lost) return own.flatMap(({ family, address }) => bothWays(zone, family, address, null))
    return [
      ...port.securityGroupIds.flatMap((group) =>
        (removed.get(group) ?? []).flatMap((rule) => own.flatMap((each) => ofRule(zone, rule, each))),
      ),
      ...own.flatMap(({ family, address }) =>
        remoteGroups(before, port)
          .flatMap((group) => left.get(group) ?? [])
          .flatMap((member) => (member.family === family ? bothWays(zone, family, address, member.address) : [])),
      ),
    ]
  })
}

interface OwnAddress {
  readonly family: Family
  readonly address: string
}

const familyOf = (ethertype: Ethertype): Family => (ethertype === 'IPv4' ? 'ipv4' : 'ipv6')

const readAddress = (text: string): OwnAddress[] => {
  const address = parseAddress(text)
  return address.ok ? [{ family: address.value.version === 4 ? 'ipv4' : 'ipv6', address: address.value.text }] : []
}

const ownAddresses = ({ fixedIps }: Port): OwnAddress[] => fixedIps.flatMap(({ ipAddress }) => readAddress(ipAddress))

const bothWays = (zone: number, family: Family, own: string, other: string | null): Deletion[] => [
  { zone, family, protocol: null, source: own, destination: other },
  { zone, family, protocol: null, source: other, destination: own },
]

function ofRule(zone: number, rule: SecurityGroupRule, { family, address }: OwnAddress): Deletion[] {
  if (familyOf(rule.ethertype) !== family) return []
  const protocol = rule.protocol === null ? null : protocolNumber(rule.protocol)
  const [source, destination] = rule.direction === 'egress' ? [address, null] : [null, address]
  return [{ zone, family, protocol, source, destination }]
}

/** Rules that are gone or say something else now, as they were, by group. */
function removedRules(before: Project, after: Project): Map<string, SecurityGroupRule[]> {
  const { rules } = changesBetween(before, after)
  const gone = (id: string): boolean => ['removed', 'changed'].includes(rules.get(id) ?? '')
  return new Map(before.securityGroups.map((group) => [group.id, group.rules.filter(({ id }) => gone(id))]))
}

/** Addresses, pairs among them, that were of a group's ports and are no more. */
function membersThatLeft(before: Project, after: Project): Map<string, OwnAddress[]> {
  const [was, is] = [members(before), members(after)]
  return new Map(
    [...was].map(([group, all]) => [group, [...all].filter((text) => is.get(group)?.has(text) !== true).flatMap(readAddress)]),
  )
}

function members({ ports }: Project): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { securityGroupIds, fixedIps, allowedAddressPairs } of ports)
    for (const group of securityGroupIds) {
      const known = found.get(group) ?? new Set()
      found.set(group, known)
      for (const { ipAddress } of [...fixedIps, ...allowedAddressPairs]) known.add(ipAddress)
    }
  return found
}

const remoteGroups = ({ securityGroups }: Project, port: Port): string[] => [
  ...new Set(
    securityGroups
      .filter(({ id }) => port.securityGroupIds.includes(id))
      .flatMap(({ rules }) => rules.flatMap(({ remoteGroupId }) => (remoteGroupId === null ? [] : [remoteGroupId]))),
  ),
]
