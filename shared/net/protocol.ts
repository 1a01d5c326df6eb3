/**
 * IP protocols by name. The names are those that Neutron's API takes (neutron-lib constants.IP_PROTOCOL_MAP; 2014.2 itself takes
 * tcp, udp, icmp, icmpv6 and numbers, its driver passes any name on), the numbers are IANA's.
 */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['hopopt', 0],
  ['ip', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['ipip', 4],
  ['tcp', 6],
  ['egp', 8],
  ['udp', 17],
  ['dccp', 33],
  ['ipv6-encap', 41],
  ['ipv6-route', 43],
  ['ipv6-frag', 44],
  ['rsvp', 46],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', 58],
  ['ipv6-icmp', 58],
  ['ipv6-nonxt', 59],
  ['ipv6-opts', 60],
  ['ospf', 89],
  ['vrrp', 112],
  ['pgm', 113],
  ['sctp', 132],
  ['udplite', 136],
])

/** Names by which iptables-save prints a number: /etc/protocols of netbase 6.4 (Debian 12). Other numbers stay numbers. */
const PRINTED: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [3, 'ggp'],
  [4, 'ipencap'],
  [5, 'st'],
  [6, 'tcp'],
  [8, 'egp'],
  [9, 'igp'],
  [12, 'pup'],
  [17, 'udp'],
  [20, 'hmp'],
  [22, 'xns-idp'],
  [27, 'rdp'],
  [29, 'iso-tp4'],
  [33, 'dccp'],
  [36, 'xtp'],
  [37, 'ddp'],
  [38, 'idpr-cmtp'],
  [41, 'ipv6'],
  [43, 'ipv6-route'],
  [44, 'ipv6-frag'],
  [45, 'idrp'],
  [46, 'rsvp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [57, 'skip'],
  [58, 'ipv6-icmp'],
  [59, 'ipv6-nonxt'],
  [60, 'ipv6-opts'],
  [73, 'rspf'],
  [81, 'vmtp'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [94, 'ipip'],
  [97, 'etherip'],
  [98, 'encap'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [124, 'isis'],
  [132, 'sctp'],
  [133, 'fc'],
  [135, 'mobility-header'],
  [136, 'udplite'],
  [137, 'mpls-in-ip'],
  [138, 'manet'],
  [139, 'hip'],
  [140, 'shim6'],
  [141, 'wesp'],
  [142, 'rohc'],
  [143, 'ethernet'],
])

/** 0 to 255 for a known name in any letter case or a number as text; null for any other text. */
export function protocolNumber(text: string): number | null {
  if (/^(0|[1-9]\d{0,2})$/.test(text)) return Number(text) <= 255 ? Number(text) : null
  return NUMBERS.get(text.toLowerCase()) ?? null
}

/** As iptables-save prints `-p NUMBER`; null for 0, which stands for any protocol and is not printed. */
export const printedProtocol = (number: number): string | null => (number === 0 ? null : (PRINTED.get(number) ?? String(number)))

const BY_PRINTED: ReadonlyMap<string, number> = new Map([...PRINTED].map(([number, name]) => [name, number]))

/** The number that iptables-save means by a word after `-p`, where `ipip` is 94; null for a word that is not known. */
export const printedNumber = (text: string): number | null => BY_PRINTED.get(text) ?? protocolNumber(text)

export const ICMP = 1
export const ICMPV6 = 58

/** Protocols that have ports: tcp, udp, dccp, sctp, udplite. */
export const hasPorts = (number: number): boolean => [6, 17, 33, 132, 136].includes(number)

/** IPv6's own: ICMPv6 and the extension headers (neutron-lib constants.IPV6_ICMP_LEGACY and the ipv6-… names). */
export const isIpv6Only = (number: number): boolean => [41, 43, 44, ICMPV6, 59, 60].includes(number)

/** Names to offer; each is a different protocol. */
export const protocolNames: readonly string[] = [...NUMBERS.keys()].filter((name) => name !== 'icmpv6')
