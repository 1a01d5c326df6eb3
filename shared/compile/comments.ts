/**
 * Comments of generated rules with comment_iptables_rules on: neutron/agent/linux/iptables_comments.py of 21.0 and 25.2, word for word,
 * since they are part of what the driver writes. Lines that are not named carry none.
 */
export const COMMENTS = {
  unmatchedDrop: 'Default drop rule for unmatched traffic.',
  toGroupChain: 'Direct traffic from the VM interface to the security group chain.',
  toPortChain: 'Jump to the VM specific chain.',
  inputToPort: 'Direct incoming traffic from VM to the security group chain.',
  pairAllow: 'Allow traffic from defined IP/MAC pairs.',
  pairDrop: 'Drop traffic without an IP/MAC allow rule.',
  dhcpClient: 'Allow DHCP client traffic.',
  dhcpServer: 'Prevent DHCP Spoofing by VM.',
  unmatched: 'Send unmatched traffic to the fallback chain.',
  invalidDrop:
    'Drop packets that appear related to an existing connection (e.g. TCP ACK/FIN) but do not have an entry in conntrack.',
  established: 'Direct packets associated with a known session to the RETURN chain.',
  portSecurityOff: 'Accept all packets when port security is disabled.',
  trusted: 'Accept all packets when port is trusted.',
  advertisementDrop: 'Drop IPv6 Router Advts from VM Instance.',
  icmpv6: 'Allow IPv6 ICMP traffic.',
} as const
