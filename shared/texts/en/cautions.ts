/**
 * Known faults and surprises of releases, each in a sentence or two: what happens, then what to do where something can be done. A group
 * is called by its name and a port by its VM. The facts are those of the release's own sources; the compiler does the same.
 */
export const cautions = {
  'rule.number-loses-ports':
    '{{release}} compares protocols as texts, so the ports {{ports}} of protocol {{protocol}} are lost and all of {{name}} is open. Write {{name}} instead of the number.',
  'rule.number-loses-type':
    '{{release}} compares protocols as texts, so the ICMP type {{type}} of protocol {{protocol}} is lost and all of {{name}} is open. Write {{name}} instead of the number.',
  'rule.word-loses-type':
    '{{release}} knows ICMPv6 as icmpv6 only, so type {{type}} of {{protocol}} is lost and all of it is open. Write icmpv6.',
  'rule.port-zero':
    '{{release}} loses a lowest port of 0, so {{protocol}} {{ports}} opens all ports of {{protocol}}. Begin the range with 1.',
  'rule.type-zero': '{{release}} loses an ICMP type of 0, so this rule opens all of {{protocol}}.',
  'rule.code-zero': '{{release}} loses an ICMP code of 0, so type {{type}} is open with every code.',
  'rule.ports-ignored': '{{release}} looks at ports of tcp and udp only, so this rule opens all of {{protocol}}.',
  'rule.address-group-open':
    '{{release}} makes the set of address group {{addressGroup}} and forgets to match it (Launchpad bug 2058138), so this rule is open to everyone. Use prefixes, or a release from 25.0 on.',
  'rule.address-group-ignored': '{{release}} knows no address groups, so this rule makes no line.',
  'rule.remote-empty': 'The remote group {{remote}} has no {{ethertype}} address, so this rule makes no line until it has one.',
  'rule.remote-own':
    'The only {{ethertype}} members of {{remote}} are the ports of this rule itself, which are left out without ipset, so it makes no line.',
  'rule.same-line':
    'Another rule of the same ports comes to the same line, which is written only once: this rule has no line of its own.',
  'rule.set-written-out':
    '{{release}} keeps single addresses in its sets (hash:ip), so the prefix {{prefix}} of {{remote}} is written out as {{count}} addresses.',
  'rule.invalid-passes':
    'This rule lets everything through and stands before the line that drops INVALID, so on {{release}} packets that fit no connection pass, too.',
  'group.invalid-passes':
    'Rules that let everything through (here {{rules}}) stand before the line that drops INVALID, so on {{release}} packets that fit no connection pass, too.',
  'group.stateless-ignored':
    '{{release}} knows no stateless groups, so the connections of the ports of {{group}} are tracked all the same.',
  'group.no-port': 'No port has the group {{group}}, so its rules make no line.',
  'port.security-ignored': '{{release}} knows no port security: it is off for {{name}}, and filtered all the same.',
  'port.security-off':
    'Port security of {{name}} is off: all that it sends and gets is accepted, from any address, beside ports that are filtered.',
  'port.trusted':
    '{{name}} belongs to a network service ({{owner}}), so all of it that crosses the bridge is accepted, beside ports that are filtered.',
  'port.no-address': '{{name}} has no fixed address, so it may send from any address as long as its MAC address is its own.',
  'port.pair-any':
    '{{name}} has the address pair {{pair}}, so it may send from every {{ethertype}} address: anti-spoofing is off in effect.',
  'port.family-unchecked':
    '{{name}} has no {{ethertype}} address, so its {{ethertype}} has no source check: it may send {{ethertype}} from any address, as far as its egress rules allow.',
  'port.stateless-mixed':
    'The groups of {{name}} are stateful and stateless. Its first group alone decides: as it is, connections of {{name}} are {{tracked}}.',
  'port.stateless-undecided':
    'The groups of {{name}} are stateless, and its connections are tracked all the same: the first rule of its first group decides, and {{group}} has none.',
  'port.stateless-service':
    'The groups of {{name}} are stateless, and its connections are tracked all the same, because its owner is {{owner}}.',
  'host.family-unchecked':
    'Ports of {{host}} without an {{ethertype}} address ({{names}}) have no source check for {{ethertype}}: they may send it from any address, as far as their egress rules allow.',
  'host.off': 'The firewall of {{host}} is off, so nothing is written and every port on it is open.',
  'host.ipv6-off': '{{host}} has no IPv6, so rules of IPv6 make no line there.',
  'host.icmpv6-first':
    '{{release}} accepts all ICMPv6 that a VM sends before it checks the source, so ICMPv6 may be sent from any address.',
  'host.dhcp-any-source': '{{release}} lets DHCP requests out before it checks the source, so they may be sent from any address.',
  'host.connections-stay':
    '{{release}} deletes no connections, so what a removed rule had let in stays open until the connection ends.',
  'host.no-zones':
    '{{release}} has no conntrack zones, so two VMs of {{host}} share one entry for the connection between them: what one of them may do opens the way back for the other.',
} as const
export type CautionCode = keyof typeof cautions

/** Words that stand for a value in some of them. */
export const cautionWords = { tracked: 'tracked', untracked: 'not tracked' } as const
