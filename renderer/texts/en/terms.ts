/**
 * The glossary: what a word means, in a few sentences, and where it can be seen here. Sources: the manual of iptables-extensions, the
 * kernel's documentation of bridge netfilter and connection tracking, and Neutron's own drivers.
 */
export const terms = {
  close: 'Close',
  about: 'What is {{name}}?',
  here: 'Here:',
  more: 'See also:',
  return: {
    name: 'RETURN',
    words:
      'RETURN ends a packet’s way in this chain: it goes back to the chain that jumped here, to the rule after the jump. In the chains of a port it means “this port lets it pass”: back in sg-chain, the last rule accepts it.',
    here: 'Chains; the chosen rule says to which rule a packet goes back.',
  },
  accept: {
    name: 'ACCEPT',
    words:
      'ACCEPT ends a packet’s way through this table at this hook: no later rule is tried, and the packet passes. Neutron’s rules for ports do not accept by themselves; they RETURN, and one ACCEPT at the end of sg-chain stands for all.',
    here: 'the last rule of sg-chain.',
  },
  drop: {
    name: 'DROP',
    words:
      'DROP discards a packet and tells nobody: the sender waits until it gives up. Neutron drops packets that fit no connection, packets from a false source, answers of a DHCP server inside a VM, and in sg-fallback all that no rule has let pass.',
    here: 'Chains and Ports; a ping test says which of them it was.',
  },
  jump: {
    name: 'Jump',
    words:
      'A rule whose target is a chain sends the packets that match to that chain. When no rule there ends their way, or one says RETURN, they come back to the rule after the jump. The jump counts every packet it has sent, whatever became of it.',
    here: 'the lines between the chains of the graph.',
  },
  stateNew: {
    name: 'NEW',
    words:
      'A packet that opens a connection, or belongs to one in which packets have gone one way only, is NEW to connection tracking. No rule asks for it by name: what is neither known nor invalid comes down to the rules of the groups, which decide whether it may begin.',
    here: 'the first echo of a ping is counted by the icmp rule.',
  },
  stateEstablished: {
    name: 'ESTABLISHED',
    words:
      'A packet of a connection that has seen packets both ways. It is let through before any group rule is tried, so answers need no rule of their own. ICMP has no connections, but tracking takes an echo and its reply for one: of four echoes, the rule counts one and ESTABLISHED three.',
    here: 'each chain towards a VM and from it.',
  },
  stateRelated: {
    name: 'RELATED',
    words:
      'A packet that opens something new because of a connection that is known, such as an ICMP error about one of its packets or the data connection of FTP. It is let through together with ESTABLISHED.',
    here: 'the rule RELATED,ESTABLISHED of each port.',
  },
  stateInvalid: {
    name: 'INVALID',
    words:
      'A packet that connection tracking can fit to no connection and that opens none, such as an answer that nobody asked for. It is dropped. Release 2014.2 does so before the rules of the groups, later ones behind them.',
    here: 'each chain towards a VM and from it.',
  },
  physdev: {
    name: 'physdev',
    words:
      'For a bridged packet, iptables sees the bridge as interface, not the port of the bridge. The physdev match asks for the port: physdev-in is where the packet came in, physdev-out where it will leave. With physdev-is-bridged it must be bridged and not routed.',
    here: 'the jumps of FORWARD and sg-chain, one pair for each VM.',
  },
  sgChain: {
    name: 'sg-chain',
    words:
      'All bridged packets to and from filtered ports pass it. By device it jumps to the chain towards the VM (i…) or from the VM (o…), and its last rule accepts what comes back. A packet between two VMs of one host is tried by the sender’s chain and by the receiver’s.',
    here: 'Chains; its ACCEPT counts each packet that passed.',
  },
  fallback: {
    name: 'sg-fallback',
    words:
      'A chain of one rule: DROP. Each chain of a port ends with a jump to it, so what no rule has let pass is dropped there. It is one for all ports of the host: the jumps tell whose packets they were.',
    here: 'the last rule of each i and o chain.',
  },
  antiSpoofing: {
    name: 'Anti-spoofing',
    words:
      'A VM could send with the address of another. The chain s… of a port holds one RETURN for each pair of address and MAC address that it may send from, allowed address pairs included, and then DROP. Packets from the VM pass it before its egress rules; only a request for an address by DHCP goes before.',
    here: 'the source check in Ports, the chain s… in Chains.',
  },
  portChains: {
    name: 'Chains of a port',
    words:
      'Each port has three chains, named by the first ten characters of its id: i… for packets towards the VM, o… for packets from it, and s… that checks their source. The first two hold the rules of its groups between those that are always there.',
    here: 'Ports lists all three rule by rule.',
  },
  filterTop: {
    name: 'neutron-filter-top and local',
    words:
      'FORWARD and OUTPUT jump to neutron-filter-top first, and that on to local. Security groups write no rules there: they are places that other parts of Neutron may use.',
    here: 'Chains; packets pass and nothing is decided.',
  },
  hook: {
    name: 'Hook',
    words:
      'The kernel calls iptables at fixed places on a packet’s way. INPUT stands before the host’s own programs, OUTPUT behind them, FORWARD between two interfaces. Bridged packets pass FORWARD, as if the bridge were a router.',
    here: 'the chains in capitals at the left of the graph.',
  },
  policy: {
    name: 'Policy',
    words:
      'What becomes of a packet that has passed all rules of a built-in chain: ACCEPT or DROP. Chains that programs have made have none; from their end a packet goes back to where it came from. Neutron leaves the policies as they are.',
    here: 'beside the name of each hook, with a counter of its own.',
  },
  ipset: {
    name: 'ipset and match-set',
    words:
      'A set is a list of addresses with a name in the kernel. “match-set NAME src” asks whether the source is in it, dst whether the destination is. One rule stands for all members, looking one up takes as long among ten as among ten thousand, and members come and go without the rule being written anew.',
    here: 'rules that name a remote group, on hosts that use ipset.',
  },
  remoteGroup: {
    name: 'Remote group',
    words:
      'Instead of a prefix a rule may name a group: it then lets through packets from every port that has this group (egress: to it), by the addresses of these ports, on whatever host they are. Naming the rule’s own group lets its members talk to each other.',
    here: 'type “group” in Remote; with ipset it becomes a set, without one line for each member.',
  },
  direction: {
    name: 'ingress and egress',
    words:
      'Seen from the VM: ingress is what comes to it, egress what it sends. Rules only allow; what no rule of any of its groups allows is dropped. Answers need no rule, since they belong to a known connection.',
    here: 'ingress rules are in the chain i… of a port, egress rules in o….',
  },
  inputZero: {
    name: 'INPUT at zero',
    words:
      'Packets that a bridge hands from one port to another pass FORWARD. INPUT sees only what is for the host itself. The bridge of a VM’s port has no address, so nothing of the VM’s traffic is for the host, and Neutron’s jump in INPUT counts nothing.',
    here: 'Chains, in every ping test.',
  },
  bridgeNf: {
    name: 'bridge-nf-call-iptables',
    words:
      'With 1 the kernel shows bridged IPv4 packets to iptables. With 0 they pass by: no rule is tried, everything gets through and all counters stand still. The module br_netfilter brings this setting; IPv6 has its own, bridge-nf-call-ip6tables.',
    here: 'the status bar shows its value on the host that is read.',
  },
  threeStates: {
    name: 'Edited, applied, kernel',
    words:
      'Edited is the project as you see it; each change and each undo gives it a new revision. Applied is the revision that was put into the kernel last. Kernel is what was just read: = when it holds exactly what was applied, ≠ when something else has changed it.',
    here: 'the top bar.',
  },
  baseline: {
    name: 'Baseline',
    words:
      'A remembered reading of all counters, from which Δ counts. The kernel’s counters are never zeroed, since others may read them, too. A ping test takes its baseline just before the first packet.',
    here: 'Chains and the status bar.',
  },
  ttl: {
    name: 'TTL 63',
    words:
      'Every router on the way takes one off a packet’s time to live. Linux sends with 64, so an answer with 63 has come through one router, and one with 64 through none. Bridges and switches leave it as it is.',
    here: 'each reply of a ping test.',
  },
  mark: {
    name: 'Mark',
    words:
      'Tapwall writes a comment to each of its rules: whose rule it is, and a fingerprint of its text. By it the rule is known again, and its counter kept, when rules before it come and go. Rules without a mark are of others and are never touched.',
    here: 'Chains, “Written” of the chosen rule.',
  },
} as const
