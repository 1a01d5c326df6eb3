import { describe, expect, it } from 'vitest'
import type { WalkPacket } from '#shared/walk/packet'
import { fits, table, v6 } from '../../support/walk-fits.ts'
import { bridged } from '../../support/walk-subject.ts'

describe('addresses and protocols', () => {
  table('addresses', [
    ['-s 10.0.0.1/32', 'yes'],
    ['! -s 10.0.0.1/32', 'no'],
    ['-s 10.0.0.2/32', 'no'],
    ['-s 10.0.0.0/8 -d 10.0.0.2/31', 'yes'],
    ['-d 10.0.0.2/31', 'no', { destination: '10.0.0.4' }],
    ['-s 10.0.0.1', 'yes'],
    ['-s 0.0.0.0/0', 'yes'],
    ['! -d 0.0.0.0/0', 'no'],
    ['-s 200.0.0.0/7', 'yes', { source: '201.255.255.255' }],
    ['-s 10.0.0.1/255.0.0.255', 'yes', { source: '10.99.99.1' }],
    ['-s 10.0.0.1/255.0.0.255', 'no', { source: '10.99.99.2' }],
    ['-s ! 10.0.0.1/32', 'no'],
    ['-s nonsense', 'unsure'],
    ['-s fe80::/10', 'yes', v6],
    ['-s fe80::/10', 'no', { ...v6, source: 'fec0::1' }],
    ['-d ff02::1/128', 'yes', v6],
    ['! -d ff02::1/128', 'no', v6],
    ['! -d ff02::1/128', 'yes', { ...v6, destination: 'ff03::1' }],
    ['-d ff02::1/128', 'no', { ...v6, destination: 'ff03::1' }],
    ['-s fe80::/127', 'yes', v6],
    ['-s fe80::/127', 'no', { ...v6, source: 'fe80::2' }],
    ['! -s fe80::/127', 'yes', { ...v6, source: 'fe80::2' }],
    ['-s fe80::1/ffff::ff', 'yes', { ...v6, source: 'fe80:5::9901' }],
    ['-m iprange --src-range 10.0.0.1-10.0.0.1', 'yes'],
    ['-m iprange ! --src-range 10.0.0.1-10.0.0.9', 'no'],
    ['-m iprange --dst-range 10.0.0.3-10.0.0.9', 'no'],
    ['-m iprange --dst-range 10.0.0.0-200.0.0.0', 'yes', { destination: '130.0.0.0' }],
    ['-m iprange --src-range fe80::1-fe80::5', 'no', { ...v6, source: 'fe80::6' }],
  ])

  table('protocols', [
    ['-p tcp', 'yes'],
    ['-p udp', 'no'],
    ['! -p udp', 'yes'],
    ['-p all', 'yes'],
    ['! -p 0', 'yes'],
    ['-p 6', 'yes'],
    ['-p ipip', 'yes', { protocol: 94 }],
    ['-p ipencap', 'yes', { protocol: 4 }],
    ['-p ipv6-icmp', 'yes', { ...v6, protocol: 58 }],
    ['-p no-such-protocol', 'unsure'],
  ])

  table('MAC addresses', [
    ['-m mac --mac-source fa:16:3e:00:00:01', 'yes'],
    ['-m mac --mac-source FA:16:3E:00:00:01', 'yes'],
    ['-m mac ! --mac-source fa:16:3e:00:00:01', 'no'],
    ['-m mac --mac-source fa:16:3e:00:00:02', 'no'],
  ])

  it('a MAC address that is not known', () => {
    const { sourceMac: _, ...packet } = bridged().packet
    expect(fits('-m mac --mac-source fa:16:3e:00:00:01', { ...bridged(), packet })).toBe('unsure')
  })

  table('types of addresses', [
    ['-m addrtype --dst-type LOCAL', 'unsure'],
    ['-m addrtype --dst-type LOCAL', 'yes', {}, { addressType: () => 'LOCAL' }],
    ['-m addrtype ! --dst-type LOCAL', 'no', {}, { addressType: () => 'LOCAL' }],
    ['-m addrtype --src-type UNICAST,LOCAL', 'yes', {}, { addressType: () => 'UNICAST' }],
    ['-m addrtype --dst-type LOCAL --limit-iface-in', 'unsure', {}, { addressType: () => 'LOCAL' }],
    ['-m addrtype --dst-type MULTICAST', 'yes', v6],
    ['-m addrtype --src-type MULTICAST', 'no', v6],
    ['-m addrtype --dst-type UNICAST', 'no', v6],
    // What the address tells by itself and what its route tells must hold both.
    ['-m addrtype --src-type UNICAST,LOCAL', 'no', v6, { addressType: () => 'UNICAST' }],
    ['-m addrtype --src-type UNICAST,LOCAL', 'yes', v6, { addressType: () => 'LOCAL' }],
    ['-m addrtype --src-type ANYCAST', 'unsure', v6, { addressType: () => 'UNICAST' }],
  ])
})

describe('devices', () => {
  const routed = { physIn: null, physOut: null, isBridged: false, in: 'eth0', out: 'eth1' }
  const arriving = { physOut: null, isBridged: false, out: null }
  table('physdev', [
    ['-m physdev --physdev-in tap1', 'yes'],
    ['-m physdev --physdev-in tap2', 'no'],
    ['-m physdev ! --physdev-in tap2', 'yes'],
    ['-m physdev --physdev-in ! tap1', 'no'],
    ['-m physdev --physdev-in tap+', 'yes'],
    ['-m physdev ! --physdev-in ta+', 'no'],
    ['-m physdev --physdev-in +', 'yes'],
    ['-m physdev --physdev-out tap2 --physdev-is-bridged', 'yes'],
    ['-m physdev --physdev-out tap2 ! --physdev-is-bridged', 'no'],
    ['-m physdev --physdev-is-in --physdev-is-out', 'yes'],
    ['-m physdev --physdev-is-in ! -p udp', 'yes'],
    // xt_physdev.c: of a packet that no bridge holds only what is negated matches.
    ['-m physdev --physdev-in tap1', 'no', {}, routed],
    ['-m physdev ! --physdev-in tap1', 'yes', {}, routed],
    ['-m physdev ! --physdev-out tap1 ! --physdev-is-bridged', 'yes', {}, routed],
    ['-m physdev --physdev-is-in', 'no', {}, routed],
    ['-m physdev --physdev-in +', 'no', {}, routed],
    // Before it is known where it leaves not even another device is.
    ['-m physdev ! --physdev-out tap9', 'no', {}, arriving],
    ['-m physdev ! --physdev-is-out', 'yes', {}, arriving],
    ['-m physdev --physdev-is-bridged', 'no', {}, arriving],
    ['-m physdev --physdev-in tap1', 'yes', {}, arriving],
    ['-m physdev --physdev-out tap2', 'unsure', {}, { physOut: undefined }],
    ['-m physdev --physdev-in tap2', 'unsure', {}, { physIn: undefined }],
    ['-m physdev --physdev-in tap9 --physdev-out tap2', 'no', {}, { physOut: undefined }],
    ['-m physdev --physdev-is-bridged', 'yes', {}, { physOut: undefined }],
    ['-m physdev --physdev-is-bridged', 'unsure', {}, { physOut: undefined, isBridged: undefined }],
  ])

  table('interfaces', [
    ['-i br0', 'yes'],
    ['-i br+ -o br0', 'yes'],
    ['! -i br0', 'no'],
    ['-i eth0', 'no'],
    ['-i tap1', 'no'],
    ['! -o eth+', 'yes'],
    ['-o eth0', 'no', {}, { out: null }],
    ['! -o eth0', 'yes', {}, { out: null }],
    ['-o eth0', 'unsure', {}, { out: undefined }],
  ])
})

describe('what stands behind the IP header', () => {
  table('ports', [
    ['-p tcp -m tcp --dport 22', 'yes'],
    ['-p tcp --dport 22', 'yes'],
    ['-p tcp -m tcp --dport 20:22', 'yes'],
    ['-p tcp -m tcp ! --dport 20:22', 'no'],
    ['-p tcp -m tcp --sport 1024:65535 --dport 23', 'no'],
    ['-p udp -m udp --dport 22', 'no'],
    ['-p udp -m udp --dport 22', 'yes', { protocol: 17 }],
    ['-p sctp -m sctp --dport 22', 'yes', { protocol: 132 }],
    ['-p dccp -m dccp --dport 22', 'yes', { protocol: 33 }],
    ['-p udplite -m multiport --dports 22', 'yes', { protocol: 136 }],
    ['! -p tcp -m udp --dport 22', 'no', { protocol: 47 }],
    ['-p tcp -m multiport --dports 1,20:23', 'yes'],
    ['-p tcp -m multiport ! --dports 1,20:23', 'no'],
    ['-p tcp -m multiport --sports 1,20:23', 'no'],
    ['-p tcp -m multiport --ports 22', 'yes'],
    ['-p tcp -m multiport --ports 40000', 'yes'],
    ['-p tcp -m multiport ! --ports 1,2', 'yes'],
    ['-p tcp -m multiport ! --ports 22', 'no'],
    ['-p tcp -m tcp --dport 22', 'unsure', { destinationPort: undefined as never }],
    ['-p tcp -m multiport --ports 22', 'unsure', { destinationPort: undefined as never }],
    ['-p tcp -m multiport --ports 40000', 'yes', { destinationPort: undefined as never }],
    ['-p tcp -m tcp --dport 22', 'no', { isLaterFragment: true }],
    ['-p tcp -m tcp ! --dport 80', 'no', { isLaterFragment: true }],
    ['-p tcp -m tcp --dport ssh', 'unsure'],
  ])

  table('TCP flags', [
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN', 'yes'],
    ['-p tcp -m tcp --syn', 'yes'],
    ['-p tcp -m tcp ! --syn', 'no'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN', 'no', { flags: ['SYN', 'ACK'] }],
    ['-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN', 'yes', { flags: ['ACK'] }],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE', 'yes', { flags: ['ECE'] }],
    ['-p tcp -m tcp --tcp-flags ALL FIN,PSH,URG', 'yes', { flags: ['FIN', 'PSH', 'URG'] }],
    ['-p tcp -m tcp --tcp-flags SYN SYN', 'unsure', { flags: undefined as never }],
    ['-p tcp -m tcp --tcp-option 5', 'unsure'],
  ])

  const icmp = { protocol: 1 }
  const nd: Partial<WalkPacket> = { ...v6, protocol: 58, icmpType: 135, icmpCode: 0 }
  table('ICMP types', [
    ['-p icmp -m icmp --icmp-type 8', 'yes', icmp],
    ['-p icmp -m icmp --icmp-type 8/0', 'yes', icmp],
    ['-p icmp -m icmp --icmp-type 8/1', 'no', icmp],
    ['-p icmp -m icmp ! --icmp-type 8/1', 'yes', icmp],
    ['-p icmp -m icmp ! --icmp-type 8', 'no', icmp],
    ['-p icmp -m icmp --icmp-type any', 'yes', icmp],
    ['-p icmp -m icmp ! --icmp-type any', 'no', icmp],
    ['-p icmp -m icmp --icmp-type 255', 'yes', icmp],
    ['-p icmp -m icmp --icmp-type echo-request', 'yes', icmp],
    ['-p icmp -m icmp --icmp-type fragmentation-needed', 'yes', { protocol: 1, icmpType: 3, icmpCode: 4 }],
    ['-p icmp -m icmp --icmp-type fragmentation-needed', 'no', { protocol: 1, icmpType: 3, icmpCode: 3 }],
    ['-p icmp -m icmp --icmp-type no-such-type', 'unsure', icmp],
    ['-p icmp -m icmp --icmp-type any', 'no', { protocol: 1, isLaterFragment: true }],
    ['-p icmp -m icmp --icmp-type 3/4', 'unsure', { protocol: 1, icmpType: 3, icmpCode: undefined as never }],
    ['-p icmp -m icmp --icmp-type 3/4', 'no', { protocol: 1, icmpType: 8, icmpCode: undefined as never }],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 135', 'yes', nd],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type neighbour-solicitation', 'yes', nd],
    ['-p ipv6-icmp -m icmp6 ! --icmpv6-type 135', 'no', nd],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 255', 'no', nd],
  ])

  table('the packet as a whole', [
    ['-m length --length 60', 'yes'],
    ['-m length --length 61:65535', 'no'],
    ['-m length ! --length 20:60', 'no'],
    ['-m length --length 20:', 'yes'],
    ['-m length --length 60', 'unsure', { length: undefined as never }],
    ['-m ttl --ttl-eq 64', 'yes'],
    ['-m ttl ! --ttl-eq 64', 'no'],
    ['-m ttl --ttl-lt 64', 'no'],
    ['-m ttl --ttl-lt 65', 'yes'],
    ['-m ttl --ttl-gt 63', 'yes'],
    ['-m ttl --ttl-gt 64', 'no'],
    ['-m hl --hl-eq 64', 'yes', v6],
    ['-m pkttype --pkt-type unicast', 'yes'],
    ['-m pkttype ! --pkt-type broadcast', 'yes'],
    ['-m pkttype --pkt-type multicast', 'unsure', {}, { packetType: undefined }],
    ['-f', 'no'],
    ['! -f', 'yes'],
    ['-f', 'yes', { isLaterFragment: true }],
  ])

  const may = { ...v6, hasExtensions: true }
  const [esp, none] = [
    { ...v6, protocol: 50 },
    { ...v6, protocol: 59 },
  ]
  table('headers between IP and what it carries', [
    ['-m rt --rt-type 0', 'no', v6],
    ['-m rt ! --rt-type 0 ! --rt-len 8', 'no', v6],
    ['-m rt', 'no', v6],
    ['-m rt --rt-type 0', 'unsure', may],
    ['-m rt --rt-type 0', 'unsure', { ...v6, isLaterFragment: true }],
    ['-m rt --rt-type 0', 'unsure', { ...v6, protocol: 43 }],
    ['-m frag ! --fragid 5', 'no', v6],
    ['-m hbh ! --hbh-len 8', 'no', v6],
    ['-m dst --dst-opts 1:2,3', 'no', v6],
    ['-m ah ! --ahspi 5', 'no', v6],
    ['-m ah ! --ahspi 5', 'unsure', may],
    ['-m ipv6header --header protocol', 'yes', v6],
    ['-m ipv6header ! --header protocol', 'no', v6],
    ['-m ipv6header --header ipv6-nonxt', 'yes', none],
    ['-m ipv6header --header esp', 'yes', esp],
    ['-m ipv6header --header protocol', 'no', esp],
    ['-m ipv6header ! --header hop-by-hop,protocol', 'yes', v6],
    ['-m ipv6header --header hop-by-hop,protocol --soft', 'no', v6],
    ['-m ipv6header ! --header hop-by-hop,protocol --soft', 'no', v6],
    ['-m ipv6header ! --header hop-by-hop,esp --soft', 'yes', v6],
    ['-m ipv6header --header protocol', 'unsure', may],
    ['-m ipv6header --header no-such-header', 'unsure', v6],
    ['-p mobility-header -m mh ! --mh-type 1', 'no', v6],
    ['-p mobility-header -m mh ! --mh-type 1', 'unsure', { ...v6, protocol: 135 }],
    ['-p esp -m esp ! --espspi 5', 'no', v6],
    ['-p esp -m esp ! --espspi 5', 'unsure', esp],
    ['-p ah -m ah --ahspi 5', 'unsure', { protocol: 51 }],
    ['-p ah -m ah --ahspi 5', 'no'],
    ['-m rt --rt-type 0', 'unsure'],
  ])
})
