/** What is known of Neutron and explains why two releases, drivers or settings write different lines. */
export const facts = {
  'agent-off': 'With enable_security_group = False, or with the noop driver, the agent writes nothing and every port is open.',
  'ipv6-off': 'On a host without IPv6 ip6tables is not called, so none of its chains are there.',
  'agent-name':
    'Chains begin with the name of the agent, cut to 16 characters: neutron-openvswi with the hybrid driver, neutron-linuxbri with the plain one.',
  comments:
    'From 2015.1 on, comment_iptables_rules puts a comment on what Neutron writes by itself. 2014.2 has no comments. No packet is treated otherwise.',
  ipset:
    'With enable_ipset one line names a set that holds the members of the remote group. Without it there is a line for each member, and the addresses of the port itself are left out.',
  'stateless-asked':
    'Whether a port is stateless is asked of the first rule of its first group. Without ipset rules are written out for their members first, so a rule that comes to no line is not asked.',
  'port-security':
    'From 2015.1 on, a port without port security has no chains and is accepted in FORWARD and INPUT. 2014.2 filters it all the same.',
  trusted: 'From 13.0 on, ports of network services are accepted in FORWARD by name. Before, nothing is written for them.',
  'accept-at-once':
    '2014.2 writes the ACCEPT at the end of sg-chain with the first port that has chains. From 2015.1 on it is there as soon as the host has any port.',
  'port-order':
    '21.0 and 25.2 write ports in the order of their ids. In 2014.2 and 2015.1 the order of ports means nothing; here it is that of the project.',
  zones:
    'From 7.0 on, lines in raw give each port, or each network, a conntrack zone of its own. In 2014.2 and 2015.1 all ports of a host share one table of connections.',
  'zone-device':
    'The hybrid driver has a zone for each port, told by its qvb device. The plain driver has one for each network, told by its brq bridge.',
  'nat-shortcut': 'From 24.0 on, PREROUTING of nat accepts the packets of every port at once, before others have rules there.',
  'invalid-last':
    '2014.2.0 to 2014.2.3 drop INVALID before they ask anything else. From 2014.2.4, 2015.1.2 and 7.0 on it is dropped after the rules of groups, so a rule that lets everything through lets INVALID through, too.',
  'dhcp-request':
    '2014.2 lets DHCP requests out from any address before the source check. From 2015.1.4 on, only those from 0.0.0.0 to 255.255.255.255 pass before it, and all others after it.',
  'dhcp-answers':
    '2014.2 and 2015.1 let in answers of the DHCP servers of the network, by the address of the server. From 11.0 on, answers of any server are let in when they go to an address of the port or to all.',
  'advertisements-in':
    '2014.2 and 2015.1 let in advertisements of the routers of the network only. From 11.0 on, a port with an IPv6 address gets those of any router.',
  'icmpv6-in': '2014.2 and 2015.1 let in MLD reports and done (131, 132) as well. From 7.0 on, only 130, 135 and 136.',
  'icmpv6-checked':
    '2014.2 and 2015.1 let all ICMPv6 and DHCPv6 requests out before the source check. From 9.0 on, only what a card must send before it has an address (131, 135, 143 from ::) passes before it.',
  'advertisements-out':
    'From 7.0 on, router advertisements that a VM sends are dropped. In 2014.2 and 2015.1 they go out with all ICMPv6.',
  'link-local':
    'From 9.0 on, the source check lets pass the link-local address that a MAC address gives itself, beside each of its IPv6 addresses.',
  'mac-spelling':
    '21.0 and 25.2 bring MAC addresses into one spelling, so two that were typed differently make one line. Before, they make two.',
  'set-name':
    'Names of sets: in 2014.2 the family and 20 characters of the id of the group, in 2015.1 NET before that, from 7.0 on N and 24 characters.',
  'set-type':
    '2014.2.0 to 2014.2.3 make sets of type hash:ip, which hold single addresses. From 2014.2.4 and 2015.1 on they are of type hash:net, which holds prefixes.',
  'set-empty':
    'From 21.0 on, a remote group without members has an empty set and its rule a line. 2014.2 and 2015.1 leave both out.',
  'members-without-address':
    'The agent of the plain driver, and every agent of 2014.2 and 2015.1, counts a port as a member of its groups only when it has a fixed address. From 21.0 on, address pairs alone are enough for the hybrid driver.',
  'address-groups':
    '2014.2 and 2015.1 know no address groups. 21.0 makes the set and forgets to match it, so the rule is open to everyone (Launchpad bug 2058138). From 25.0 on it is matched.',
  'zero-lost':
    'The server of 2014.2 and 2015.1 loses a port, ICMP type or code of 0, so the line matches more than the rule says. 21.0 and 25.2 keep it.',
  'protocol-numbers':
    '2014.2 and 2015.1 compare protocols as they are written: a number, or another word for ICMPv6, keeps its protocol and loses ports and type. From 9.0 on, numbers become names first.',
  'protocols-with-ports':
    '2014.2 and 2015.1 look at ports of tcp and udp only. From 14.0 on, also at those of sctp, dccp and udplite.',
  'bare-match':
    '2014.2 and 2015.1 write -m tcp or -m udp also without a port. Later it is left out, since it matches nothing more.',
  ipip: 'Before 25.0 the word ipip is passed on, and /etc/protocols has number 94 under it. From 25.0 on it is number 4 (Launchpad bug 2054324).',
  'host-bits':
    'The hybrid driver of 21.0 and 25.2 gets prefixes without host bits, so 10.0.0.5/24 and 10.0.0.0/24 make one line. The plain driver and older releases get them as typed, and the kernel shows the same line twice.',
  'equal-lines':
    'Of equal lines from several rules 21.0 and 25.2 keep the first, 2014.2 and 2015.1 the last, so the line stands in another place.',
  'written-once':
    'Of lines that it takes for equal Neutron writes one. A comment, a name in place of a number, or an address in place of a set makes two lines of what would else be one.',
} as const
export type FactCode = keyof typeof facts
