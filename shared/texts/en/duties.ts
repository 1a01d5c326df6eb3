/** The ten duties of a port's firewall, and how each is done or why it is not. */
export const duties = {
  chains: 'Chains are built, updated and removed',
  'default-drop': 'What nothing lets through is dropped',
  'anti-spoofing': 'A VM sends from its own addresses only',
  'dhcp-in': 'DHCP answers and router advertisements come in',
  'dhcp-server': 'A VM is no DHCP server',
  invalid: 'INVALID packets are dropped',
  established: 'Connections already known go on',
  conversion: 'Rules of groups become lines',
  multiport: 'A range of ports is one line',
  families: 'IPv4 and IPv6 alike',
} as const
export type DutyId = keyof typeof duties

export const dutySentences = {
  'chains.done': 'Jumps lead to the chains. Apply updates them, and takes them away with the port',
  'default-drop.done': 'The last line of each chain leads to the fallback, which drops',
  'anti-spoofing.done': 'Address and MAC of each packet are checked, allowed address pairs included',
  'anti-spoofing.partly': 'Not in the family in which a port has no address',
  'dhcp-in.done': 'They are let in before the rules of groups are asked',
  'dhcp-in.not-needed': 'No DHCP server and no advertising router of its network is known',
  'dhcp-server.done': 'DHCP answers that a VM sends are dropped',
  'invalid.done': 'Packets that fit no connection are dropped',
  'established.done': 'Packets of known connections pass without asking the rules again',
  'conversion.done': 'Lines from rules of groups, by family and protocol: {{kinds}}',
  'conversion.not-needed': 'Its groups have no rule that makes a line',
  'multiport.done': 'Ranges of ports are matched by multiport',
  'multiport.not-needed': 'No rule has a range of ports',
  'families.done': 'Chains stand in iptables and in ip6tables',
  'families.partly': 'Only in iptables: the host has no IPv6',
  partly: 'Not for every port',
  missing: 'No line does it',
  'missing.no-host': 'The port is on no host',
  'missing.off': 'enable_security_group is off on {{host}}: its agent writes nothing',
  'missing.noop': 'firewall_driver of {{host}} is noop: nothing is written',
  'missing.service': 'The port belongs to a network service ({{owner}}), which is not filtered',
  'missing.security-off': 'Port security is off: the port has no chains, and all is accepted',
} as const
export type DutySentence = keyof typeof dutySentences

export const dutyStates = { done: 'done', partly: 'partly done', 'not-needed': 'not needed', missing: 'not done' } as const
export type DutyState = keyof typeof dutyStates
