import type { Family } from '../netfilter/rule-spec.ts'
import type { Origin } from '../ruleset/ruleset.ts'
import { type Difference, type Fact, isOneSided, releases } from './difference.ts'

const inChain = ({ place }: Difference, role: string, family?: Family): boolean =>
  place.kind === 'chain' && place.role === role && (family === undefined || place.family === family)

const isBase = ({ origin }: Difference, ...what: Extract<Origin, { kind: 'base' }>['what'][]): boolean =>
  origin?.kind === 'base' && what.includes(origin.what)

/** Facts of the lines that every port has: their order and their words. */
export const chainFacts: readonly Fact[] = [
  {
    code: 'invalid-last',
    source: '2014.2.4, 2015.1.2, 7.0 (Liberty), neutron/agent/linux/iptables_firewall.py, _drop_invalid_packets',
    between: releases(({ ingress }) => ingress.ipv4.indexOf('invalid') < ingress.ipv4.indexOf('user')),
    explains: (difference) => difference.kind === 'moved' && isBase(difference, 'invalid', 'established'),
  },
  {
    code: 'dhcp-request',
    source: '2015.1.4, 9.0 (Newton), neutron/agent/linux/iptables_firewall.py, _spoofing_rule',
    between: releases(({ dhcpClientFirst }) => dhcpClientFirst),
    explains: (difference) =>
      inChain(difference, 'port-out', 'ipv4') &&
      (isBase(difference, 'dhcp-client') || (difference.kind === 'moved' && difference.origin?.kind === 'port')),
  },
  {
    code: 'dhcp-answers',
    source: '11.0 (Pike), neutron/db/securitygroups_rpc_base.py, _add_ingress_dhcp_rule',
    between: releases(({ providers }) => providers),
    explains: ({ origin }) => origin?.kind === 'provider' && origin.what === 'dhcp',
  },
  {
    code: 'advertisements-in',
    source: '11.0 (Pike), neutron/db/securitygroups_rpc_base.py, _add_ingress_ra_rule',
    between: releases(({ providers }) => providers),
    explains: ({ origin }) => origin?.kind === 'provider' && origin.what === 'router-advertisement',
  },
  {
    code: 'icmpv6-in',
    source: '7.0 (Liberty), neutron/agent/linux/iptables_firewall.py, _accept_inbound_icmpv6',
    between: releases(({ inboundIcmpv6Types }) => inboundIcmpv6Types.join()),
    explains: (difference) => inChain(difference, 'port-in', 'ipv6') && isBase(difference, 'icmpv6'),
  },
  {
    code: 'icmpv6-checked',
    source: '9.0 (Newton), neutron/agent/linux/iptables_firewall.py, _spoofing_rule',
    between: releases(({ egress }) => egress.ipv6.indexOf('icmpv6-outbound') < egress.ipv6.indexOf('source-check')),
    explains: (difference) =>
      inChain(difference, 'port-out', 'ipv6') &&
      (isBase(difference, 'icmpv6') ||
        (difference.kind === 'moved' && (isBase(difference, 'dhcp-client', 'dhcp-server') || difference.origin?.kind === 'port'))),
  },
  {
    code: 'advertisements-out',
    source: '7.0 (Liberty), neutron/agent/linux/iptables_firewall.py, _spoofing_rule',
    between: releases(({ egress }) => egress.ipv6.includes('advertisement-drop')),
    explains: (difference) => isBase(difference, 'router-advertisement'),
  },
  {
    code: 'link-local',
    source: '9.0 (Newton), neutron/agent/linux/iptables_firewall.py, _build_ipv4v6_mac_ip_list',
    between: releases(({ linkLocalSource }) => linkLocalSource),
    explains: (difference) =>
      difference.origin?.kind === 'anti-spoofing' &&
      difference.origin.address?.startsWith('fe80:') === true &&
      isOneSided(difference),
  },
  {
    code: 'mac-spelling',
    source: '21.0, neutron/agent/linux/iptables_firewall.py, _build_ipv4v6_mac_ip_list',
    between: releases(({ normalisesMac }) => normalisesMac),
    explains: ({ origin, hasTwin }) => origin?.kind === 'anti-spoofing' && hasTwin,
  },
]
