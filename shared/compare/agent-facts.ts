import { type Difference, type Fact, isOneSided, releases, type Side, settings } from './difference.ts'

/** Whether the agent writes at all. */
const writes = ({ host }: Side): boolean => host.enableSecurityGroup && host.firewallDriver !== 'noop'
const comments = ({ host, facts }: Side): boolean => facts.comments && host.comments

const saysComment = (line: Difference['left']): boolean => line?.spec?.matches.some(({ kind }) => kind === 'comment') === true
const agentName = (line: Difference['left']): string | undefined => /neutron-(?:openvswi|linuxbri)-/.exec(line?.text ?? '')?.[0]

/** Facts of the agent and its settings, which every chain can show. */
export const agentFacts: readonly Fact[] = [
  {
    code: 'agent-off',
    source: 'neutron/agent/securitygroups_rpc.py, neutron/agent/firewall.py',
    between: (left, right) => writes(left) !== writes(right),
    explains: () => true,
  },
  {
    code: 'ipv6-off',
    source: 'neutron/agent/linux/iptables_manager.py',
    between: settings(({ ipv6 }) => ipv6),
    explains: (difference) => difference.place.kind === 'chain' && difference.place.family === 'ipv6' && isOneSided(difference),
  },
  {
    code: 'agent-name',
    source: 'neutron/agent/linux/iptables_manager.py, binary_name',
    between: settings(({ firewallDriver }) => firewallDriver === 'iptables'),
    ofNames: true,
    explains: ({ place, kind, isHead, left, right }) =>
      isHead
        ? place.kind === 'chain' && kind === 'changed'
        : agentName(left) !== agentName(right) && left !== null && right !== null,
  },
  {
    code: 'comments',
    source: '2015.1.0, neutron/agent/linux/iptables_comments.py; comment_iptables_rules',
    ofNames: true,
    between: (left, right) => comments(left) !== comments(right),
    explains: ({ left, right }) => left !== null && right !== null && saysComment(left) !== saysComment(right),
  },
  {
    code: 'ipset',
    source: '2014.2, neutron/agent/linux/iptables_firewall.py, _expand_sg_rule_with_remote_ips; enable_ipset',
    between: settings(({ enableIpset }) => enableIpset),
    explains: ({ place, rule, remote }) => (place.kind === 'set' || rule !== null) && remote !== null,
  },
  {
    code: 'stateless-asked',
    source: '21.0, neutron/agent/linux/iptables_firewall.py, _get_port_sg_rules',
    between: () => true,
    explains: ({ origin, left, right }) => origin?.kind === 'zone' && left?.spec?.target.kind !== right?.spec?.target.kind,
  },
  {
    code: 'port-security',
    source: '2015.1.0, neutron/agent/linux/iptables_firewall.py, unfiltered_ports',
    between: releases(({ portSecurity }) => portSecurity),
    explains: ({ port }) => port !== null && !port.portSecurityEnabled,
  },
  {
    code: 'trusted',
    source: '13.0 (Rocky), neutron/agent/linux/iptables_firewall.py, process_trusted_ports',
    between: releases(({ acceptsTrusted }) => acceptsTrusted),
    explains: (difference) =>
      isOneSided(difference) && difference.origin?.kind === 'accepted-port' && difference.origin.why === 'trusted',
  },
  {
    code: 'accept-at-once',
    source: '2015.1.0, neutron/agent/linux/iptables_firewall.py, _add_accept_rule_port_sec',
    between: releases(({ acceptsAtOnce }) => acceptsAtOnce),
    explains: ({ place, origin }) => place.kind === 'chain' && place.role === 'sg-chain' && origin?.kind === 'skeleton',
  },
  {
    code: 'port-order',
    source: '21.0, neutron/agent/linux/iptables_firewall.py, _setup_chains_apply',
    between: releases(({ zones }) => zones),
    explains: ({ place, kind, origin }) =>
      kind === 'moved' &&
      place.kind === 'chain' &&
      place.portId === null &&
      (origin?.kind === 'port' || origin?.kind === 'accepted-port'),
  },
  {
    code: 'zones',
    source: '7.0 (Liberty), neutron/agent/linux/ip_conntrack.py',
    between: releases(({ zones }) => zones),
    explains: (difference) => isOneSided(difference) && difference.place.kind === 'chain' && difference.place.table === 'raw',
  },
  {
    code: 'zone-device',
    source: '21.0, neutron/agent/linux/ip_conntrack.py, _device_key and _get_jump_rules',
    ofNames: true,
    between: settings(({ firewallDriver }) => firewallDriver === 'iptables'),
    explains: ({ origin }) => origin?.kind === 'zone',
  },
  {
    code: 'nat-shortcut',
    source: '24.0 (2024.1), neutron/agent/linux/iptables_firewall.py, _add_nat_short_ciruit',
    between: releases(({ natShortcut }) => natShortcut),
    explains: (difference) => isOneSided(difference) && difference.place.kind === 'chain' && difference.place.table === 'nat',
  },
]
