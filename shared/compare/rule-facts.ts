import { hasPorts, protocolNumber } from '../net/protocol.ts'
import type { SecurityGroupRule } from '../project/schema.ts'
import { type Difference, type Fact, isOneSided, releases } from './difference.ts'

const ofSet = ({ place }: Difference): boolean => place.kind === 'set'
/** The line has other words, or is equal to another one where it has not. */
const isWritten = (difference: Difference): boolean => !isOneSided(difference) || difference.hasTwin || difference.isAbsorbed
const numberOf = (rule: SecurityGroupRule | null): number | null => (rule?.protocol == null ? null : protocolNumber(rule.protocol))

/** Facts of groups' rules and of the sets of their remote groups. */
export const ruleFacts: readonly Fact[] = [
  {
    code: 'set-name',
    source: '2015.1.0 and 7.0 (Liberty), neutron/agent/linux/ipset_manager.py, get_name',
    between: releases(({ set }) => `${set.prefix} ${set.length}`),
    ofNames: true,
    explains: ({ place, isHead, left, right }) =>
      isHead ? place.kind === 'set' : setName(left) !== setName(right) && left !== null && right !== null,
  },
  {
    code: 'set-type',
    source: '2014.2.4, 2015.1.0, neutron/agent/linux/ipset_manager.py, ipset_type',
    between: releases(({ set }) => set.type),
    explains: (difference) => ofSet(difference) && !difference.isHead,
  },
  {
    code: 'set-empty',
    source: '21.0, neutron/db/securitygroups_rpc_base.py, _get_security_group_member_ips',
    between: releases(({ set }) => set.whenEmpty),
    explains: (difference) => isOneSided(difference) && difference.remote?.isEmptySomewhere === true,
  },
  {
    code: 'members-without-address',
    source:
      '21.0, neutron/api/rpc/handlers/securitygroups_rpc.py; before, neutron/db/securitygroups_rpc_base.py, _select_ips_for_remote_group',
    between: releases(({ membersHaveAddress }) => membersHaveAddress),
    explains: (difference) => isOneSided(difference) && difference.remote?.hasUnaddressed === true,
  },
  {
    code: 'address-groups',
    source: '17.0 (Victoria) and 25.0 (2024.2), Launchpad bug 2058138, neutron/agent/linux/iptables_firewall.py',
    between: releases(({ rules }) => rules.addressGroups),
    explains: ({ remote }) => remote?.kind === 'address-group',
  },
  {
    code: 'zero-lost',
    source: '2014.2 to 2015.1, neutron/db/securitygroups_rpc_base.py, security_group_rules_for_ports',
    between: releases(({ rules }) => rules.zeroIsAbsent),
    explains: (difference) => isWritten(difference) && (difference.rule?.portRangeMin === 0 || difference.rule?.portRangeMax === 0),
  },
  {
    code: 'protocol-numbers',
    source: '9.0 (Newton), neutron/agent/linux/iptables_firewall.py, _protocol_name_map',
    between: releases(({ rules }) => rules.namesProtocols),
    explains: (difference) => {
      const protocol = difference.rule?.protocol ?? null
      return isWritten(difference) && protocol !== null && (/^\d+$/.test(protocol) || numberOf(difference.rule) === 58)
    },
  },
  {
    code: 'protocols-with-ports',
    source: '14.0 (Stein), neutron/agent/linux/iptables_firewall.py, _port_arg',
    between: releases(({ rules }) => rules.portProtocols.join()),
    explains: (difference) => {
      const number = numberOf(difference.rule)
      return isWritten(difference) && number !== null && hasPorts(number) && number !== 6 && number !== 17
    },
  },
  {
    code: 'bare-match',
    source: '2014.2 to 2015.1, neutron/agent/linux/iptables_firewall.py, _protocol_arg',
    between: releases(({ rules }) => rules.bareMatch.join()),
    explains: ({ left, right }) => left !== null && right !== null && hasBareMatch(left) !== hasBareMatch(right),
  },
  {
    code: 'ipip',
    source: '25.0 (2024.2), Launchpad bug 2054324, neutron/agent/linux/iptables_firewall.py',
    between: releases(({ rules }) => rules.ipipIsFour),
    explains: (difference) => difference.rule?.protocol?.toLowerCase() === 'ipip',
  },
  {
    code: 'host-bits',
    source: '21.0, neutron/objects/securitygroup.py, normalized_cidr; the Linux bridge agent asks for rows of the database',
    between: releases(({ rules }) => rules.clearsHostBits),
    explains: ({ rule, hasTwin }) => rule !== null && hasTwin,
  },
  {
    code: 'equal-lines',
    source: '9.0 (Newton), neutron/agent/linux/iptables_firewall.py, _convert_sgr_to_iptables_rules',
    between: releases(({ rules }) => rules.ofEqual),
    explains: ({ rule, hasTwin, kind }) => rule !== null && (hasTwin || kind === 'moved'),
  },
  {
    code: 'written-once',
    source: 'neutron/agent/linux/iptables_manager.py, _modify_rules',
    between: () => true,
    explains: (difference) =>
      (isOneSided(difference) && (difference.hasTwin || difference.isAbsorbed)) ||
      (difference.kind === 'moved' && difference.rule !== null),
  },
]

const setName = (line: Difference['left']): string | undefined => /(?:--match-set|^create|^add) (\S+)/.exec(line?.text ?? '')?.[1]

const hasBareMatch = (line: Difference['left']): boolean =>
  line?.spec?.matches.some((match) => match.kind === 'ports' && match.source === undefined && match.destination === undefined) ===
  true
