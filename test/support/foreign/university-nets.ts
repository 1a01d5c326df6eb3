import type { Family } from '#shared/netfilter/rule-spec'

/** Nets of a campus behind one router: a VLAN for each department, private ones translated, a few with addresses of the world. */
export interface Vlan {
  readonly number: number
  readonly card: string
  readonly kind: 'staff' | 'students' | 'servers' | 'dormitory' | 'machines'
  readonly net: string
  /** The `n`th address of the net, from 1 on. */
  readonly host: (n: number) => string
}

export const UPLINK = 'eth0'
export const VPN = 'tun0'
export const MANAGEMENT = 'ens2f1'
const KINDS = ['staff', 'students', 'servers', 'dormitory', 'machines'] as const

export const vlansOf = (family: Family): readonly Vlan[] =>
  Array.from({ length: 40 }, (_, at) => {
    const number = 100 + at
    const kind = KINDS[at % KINDS.length] ?? 'staff'
    const isPublic = kind === 'servers'
    const v4 = isPublic ? `198.18.${number}` : `10.${number}.0`
    const prefix = `2001:db8:${number.toString(16)}::`
    return {
      ...{ number, card: `eth1.${number}`, kind },
      net: family === 'ipv4' ? `${v4}.0/${isPublic ? 24 : 20}` : `${prefix}/64`,
      host: (n: number) => (family === 'ipv4' ? `${v4}.${n}` : `${prefix}${n.toString(16)}`),
    }
  })

/** How iptables-save prints one address as a net. */
export const alone = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`

export const outside = {
  ipv4: ['203.0.113.0/24', '198.51.100.0/24', '192.0.2.128/25', '203.0.113.96/27'],
  ipv6: ['2001:db8:f000::/36', '2001:db8:e001::/48', '2001:db8:f00d::/48', '2001:db8:e001:1::/64'],
} as const

/** Nobody outside may have these as a sender. */
export const bogons = {
  ipv4: ['0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'],
  ipv6: ['::/8', '100::/64', 'fc00::/7', 'fec0::/10', 'ff00::/8', '2001:db8:60::/44'],
} as const
