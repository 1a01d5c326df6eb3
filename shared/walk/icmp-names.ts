import type { Family } from '../netfilter/rule-spec.ts'

/** Type and first and last code; type 255 of IPv4 is any. */
export type IcmpRange = readonly [type: number, firstCode: number, lastCode: number]

/** `8`, `3/4`, `any`, and names as people and old dumps write them (iptables, extensions/libxt_icmp.h); null: not known. */
export function icmpRange(family: Family, text: string): IcmpRange | null {
  const match = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text)
  if (match !== null) {
    const type = Number(match[1])
    const code = match[2] === undefined ? null : Number(match[2])
    return type > 255 || (code ?? 0) > 255 ? null : [type, code ?? 0, code ?? 255]
  }
  return (family === 'ipv4' ? NAMES_4 : NAMES_6).get(text.toLowerCase()) ?? null
}

const ANY_CODE = [0, 255] as const

const names = (list: Readonly<Record<string, readonly [number, number?]>>): ReadonlyMap<string, IcmpRange> =>
  new Map(
    Object.entries(list).map(([name, [type, code]]): [string, IcmpRange] => {
      const [first, last] = code === undefined ? ANY_CODE : [code, code]
      return [name, [type, first, last]]
    }),
  )

const NAMES_4 = names({
  any: [255],
  'echo-reply': [0],
  pong: [0],
  'destination-unreachable': [3],
  'network-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'protocol-unreachable': [3, 2],
  'port-unreachable': [3, 3],
  'fragmentation-needed': [3, 4],
  'source-route-failed': [3, 5],
  'network-unknown': [3, 6],
  'host-unknown': [3, 7],
  'network-prohibited': [3, 9],
  'host-prohibited': [3, 10],
  'tos-network-unreachable': [3, 11],
  'tos-host-unreachable': [3, 12],
  'communication-prohibited': [3, 13],
  'host-precedence-violation': [3, 14],
  'precedence-cutoff': [3, 15],
  'source-quench': [4],
  redirect: [5],
  'network-redirect': [5, 0],
  'host-redirect': [5, 1],
  'tos-network-redirect': [5, 2],
  'tos-host-redirect': [5, 3],
  'echo-request': [8],
  ping: [8],
  'router-advertisement': [9],
  'router-solicitation': [10],
  'time-exceeded': [11],
  'ttl-exceeded': [11],
  'ttl-zero-during-transit': [11, 0],
  'ttl-zero-during-reassembly': [11, 1],
  'parameter-problem': [12],
  'ip-header-bad': [12, 0],
  'required-option-missing': [12, 1],
  'timestamp-request': [13],
  'timestamp-reply': [14],
  'address-mask-request': [17],
  'address-mask-reply': [18],
})

const NAMES_6 = names({
  'destination-unreachable': [1],
  'no-route': [1, 0],
  'communication-prohibited': [1, 1],
  'beyond-scope': [1, 2],
  'address-unreachable': [1, 3],
  'port-unreachable': [1, 4],
  'failed-policy': [1, 5],
  'reject-route': [1, 6],
  'packet-too-big': [2],
  'time-exceeded': [3],
  'ttl-exceeded': [3],
  'ttl-zero-during-transit': [3, 0],
  'ttl-zero-during-reassembly': [3, 1],
  'parameter-problem': [4],
  'bad-header': [4, 0],
  'unknown-header-type': [4, 1],
  'unknown-option': [4, 2],
  'echo-request': [128],
  ping: [128],
  'echo-reply': [129],
  pong: [129],
  'router-solicitation': [133],
  'router-advertisement': [134],
  'neighbour-solicitation': [135],
  'neighbor-solicitation': [135],
  'neighbour-advertisement': [136],
  'neighbor-advertisement': [136],
  redirect: [137],
})
