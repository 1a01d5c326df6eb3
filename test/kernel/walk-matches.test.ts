import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import type { Family } from '#shared/netfilter/rule-spec'
import { walkHook } from '#shared/walk/hook'
import { readRules } from '#shared/walk/rules'
import { type Kind, TableNamespace } from '../support/table-namespace.ts'
import { PACKETS, SEND, subjectOf } from '../support/walk-loopback.ts'

/**
 * Rules that only count, in the words that people write, and one packet of each kind over the loopback: what the kernel counted is what is
 * worked out from what the kernel prints. Matches that no compiled rule has are here; the others are in the differential test, too.
 */

const SETS = `create ips hash:ip family inet
add ips 127.0.0.1
create masked hash:ip family inet netmask 8
add masked 127.0.0.0
create nets hash:net family inet
add nets 127.0.0.0/8
add nets 127.0.0.0/30 nomatch
create map bitmap:ip range 127.0.0.0-127.0.0.255
add map 127.0.0.1
create six hash:net family inet6
add six ::1
create list list:set
add list six
add list ips
`

const EVERY: readonly string[] = [
  ...['', '-p all', '! -p icmp', '-p udp', '-p tcp', '-i lo', '! -i lo', '-i l+', '! -i e+', '-o lo', '! -o lo'],
  ...['-m physdev --physdev-in lo', '-m physdev ! --physdev-in lo', '-m physdev ! --physdev-is-in', '-m physdev --physdev-is-in'],
  ...['-m physdev ! --physdev-is-bridged ! --physdev-out lo', '-m physdev --physdev-is-bridged'],
  ...['-m state --state NEW', '-m state ! --state NEW', '-m state --state RELATED,ESTABLISHED', '-m conntrack --ctstate UNTRACKED'],
  ...['-m conntrack --ctstate INVALID,DNAT', '-m conntrack ! --ctstate SNAT', '-m conntrack --ctdir ORIGINAL'],
  ...[
    '-m conntrack --ctdir REPLY',

    '-m conntrack --ctstatus SEEN_REPLY',
    '-m conntrack --ctproto 17',
  ],
  ...['-m conntrack ! --ctproto 17', '-m conntrack ! --ctstatus SEEN_REPLY --ctstate NEW'],
  ...['-m mark --mark 0', '-m mark --mark 1/3', '-m mark ! --mark 1/3', '-m mark ! --mark 0', '-m connmark --mark 0'],
  ...[
    '-m length --length 29',
    '-m length ! --length 0:49',
    '-m length --length 50:',
    '-m length --length :28',
    '-m comment --comment "-j DROP"',
  ],
  ...['-m pkttype --pkt-type unicast', '-m pkttype ! --pkt-type unicast', '-m pkttype --pkt-type broadcast'],
  ...['-m multiport -p udp --dports 1,40001', '-m multiport -p udp ! --dports 1,40001', '-m multiport -p udp --ports 40000,7'],
  ...['-m multiport -p udp ! --ports 7,8', '-m multiport -p udp --sports 7,8', '-p udp --sport 40000 --dport 40000:40001'],
  ...[
    '-p udp ! --sport 40000',
    '-p udp ! --dport 1:9',
    '-p tcp --dport 40001',
    '-p sctp --dport 40001',
    '-p udplite -m multiport --dports 40001',
  ],
]
/** Headers that none of the packets has. */
const HEADERS_4 = ['5', '5:7'].flatMap((spi) =>
  ['ah', 'esp'].flatMap((one) => [`-p ${one} -m ${one} --${one}spi ${spi}`, `-p ${one} -m ${one} ! --${one}spi ${spi}`]),
)
const HEADERS_6: readonly string[] = [
  ...['-m rt', '-m rt --rt-type 0', '-m rt ! --rt-type 0', '-m rt --rt-segsleft 0:5 ! --rt-len 8'],
  ...['-m rt --rt-type 0 --rt-0-res --rt-0-addrs ::1,::2 --rt-0-not-strict', '-m frag', '-m frag --fragfirst --fragmore'],
  ...['-m frag ! --fragid 5', '-m hbh', '-m hbh ! --hbh-len 8', '-m hbh --hbh-opts 1:2,3', '-m dst', '-m dst ! --dst-len 8'],
  ...[
    '-m ah',
    '-m ah --ahspi 5',
    '-m ah ! --ahspi 5:9 ! --ahlen 4 --ahres',
    '-p esp -m esp --espspi 5',
    '-p esp -m esp ! --espspi 5',
  ],
  ...['-p mh -m mh', '-p mh -m mh ! --mh-type 1:3'],
  ...['prot', 'none', 'esp', 'hop,dst', 'frag,prot', 'hop,dst,route,frag,auth,esp,none,prot'].flatMap((list) =>
    ['', '! '].flatMap((not) => ['', ' --soft'].map((soft) => `-m ipv6header ${not}--header ${list}${soft}`)),
  ),
]
const ASKS_HEADERS = /-m (rt|frag|hbh|dst|ah|esp|mh|ipv6header)\b/

const ICMP_4 = ['8', '8/0', '8/1', 'any', 'echo-request', 'echo-reply', 'fragmentation-needed']
const V4: readonly string[] = [
  ...EVERY,
  ...HEADERS_4,
  ...[
    '-s 127.0.0.1',
    '! -s 127.0.0.1',
    '-d 127.0.0.0/8',
    '-d 128.0.0.0/1',
    '-s 0.0.0.0/0',
    '-s 127.9.9.1/255.0.0.255',
    '-s 127.9.9.2/255.0.0.255',
  ],
  ...[
    '-m iprange --src-range 127.0.0.1-127.0.0.1',
    '-m iprange ! --src-range 1.0.0.0-127.0.0.0',
    '-m iprange --dst-range 128.0.0.0-255.0.0.0',
  ],
  ...[
    '-m addrtype --dst-type LOCAL',
    '-m addrtype ! --dst-type LOCAL',
    '-m addrtype --src-type UNICAST,LOCAL',
    '-m addrtype --dst-type UNICAST',
  ],
  ...[
    '-m ttl --ttl-eq 64',
    '-m ttl ! --ttl-eq 64',
    '-m ttl --ttl-lt 64',
    '-m ttl --ttl-lt 65',
    '-m ttl --ttl-gt 63',
    '-m ttl --ttl-gt 64',
  ],
  ...[
    '-f',
    '! -f',
    '-p tcp --syn',
    '-p tcp ! --syn',
    '-p tcp --tcp-flags ALL SYN',
    '-p tcp --tcp-flags SYN,ACK SYN,ACK',
    '-p tcp --tcp-flags RST NONE',
  ],
  ...['-m conntrack --ctorigsrc 127.0.0.0/8', '-m conntrack ! --ctorigdst 127.0.0.1', '-p udp -m conntrack --ctorigdstport 40001'],
  ...ICMP_4.flatMap((type) => [`-p icmp --icmp-type ${type}`, `-p icmp ! --icmp-type ${type}`]),
  ...['ips', 'masked', 'nets', 'map', 'list'].flatMap((set) => [
    `-m set --match-set ${set} src`,
    `-m set ! --match-set ${set} dst`,
    `-m set --match-set ${set} src,dst`,
  ]),
]
const V6: readonly string[] = [
  ...EVERY,
  ...HEADERS_6,
  ...['-s ::1', '! -s ::1', '-d ::/64', '-d 8000::/1', '-s ::1/ffff::ff', '-s ::2/ffff::ff'],
  ...['-m iprange --src-range ::1-::1', '-m iprange ! --src-range ::-::5', '-m iprange --dst-range 8000::-9000::'],
  ...[
    '-m addrtype --dst-type LOCAL',
    '-m addrtype --dst-type UNICAST',
    '-m addrtype --dst-type MULTICAST',
    '-m addrtype ! --src-type UNSPEC',
  ],
  ...['-m hl --hl-eq 64', '-m hl ! --hl-eq 64', '-m hl --hl-lt 64', '-m hl --hl-gt 63'],
  ...[
    '-p icmpv6 --icmpv6-type 128',
    '-p icmpv6 ! --icmpv6-type 128',
    '-p icmpv6 --icmpv6-type 128/1',
    '-p icmpv6 --icmpv6-type echo-request',
  ],
  ...['-m set --match-set six src', '-m set --match-set list dst'],
]

describe.each<Kind>(['nft', 'legacy'])('rules written with iptables-%s', (kind) => {
  const namespace = new TableNamespace(kind)
  beforeAll(async () => {
    await namespace.ready()
    await namespace.run('ip', ['link', 'set', 'lo', 'up'])
    await namespace.run('ipset', ['restore'], SETS)
  })
  afterAll(() => namespace.close())

  it.each<Family>(['ipv4', 'ipv6'])('count what is worked out: %s', async (family) => {
    const tables = family === 'ipv4' ? 'iptables' : 'ip6tables'
    const lines = family === 'ipv4' ? V4 : V6
    const text = [
      '*filter',
      ...PACKETS.map(([name]) => `:${name} - [0:0]`),
      ...PACKETS.map(([name, words]) => `-A INPUT -m state --state NEW ${words[family]} -j ${name}`),
      ...PACKETS.flatMap(([name]) => lines.map((line) => `-A ${name} ${line}`)),
      'COMMIT\n',
    ]
    await namespace.run(namespace.tool(tables, 'restore'), [], text.join('\n'))
    const address = family === 'ipv4' ? '127.0.0.1' : '::1'
    await namespace.run(process.execPath, ['-e', SEND, family, address])
    await namespace.run('ping', ['-c', '1', '-W', '2', address])
    const saved = parseSave(family, await namespace.run(namespace.tool(tables, 'save'), ['-c', '-t', 'filter']))
    const rules = readRules({ tables: [...saved.tables], sets: parseSets(await namespace.run('ipset', ['save'])) }, family)
    let row = -1
    const wrong: string[] = []
    let [asked, headers] = [0, 0]
    for (const chain of saved.tables[0]?.chains ?? []) {
      if (chain.policy !== null) row += 1
      const found = PACKETS.find(([name]) => name === chain.name)
      const header = family === 'ipv4' ? 20 : 40
      const length = found?.[0] === 'udp' ? header + 9 : found?.[0] === 'syn' ? header + 40 : header + 64
      const steps = found === undefined ? [] : walkHook(rules, 'filter', 'INPUT', subjectOf(family, found[2], length)).steps()
      chain.rules.forEach((rule, at) => {
        row += 1
        if (found === undefined) return
        const step = steps.find((each) => each.chain === chain.name && each.rule === at + 1)
        const packets = saved.packets[row]
        if (ASKS_HEADERS.test(rule.text)) headers += 1
        else if (step?.match === 'unsure') return
        asked += 1
        if (step?.match === 'unsure' || (step?.match === 'yes' ? 1 : 0) !== packets)
          wrong.push(`${chain.name} ${rule.text}: ${packets}, ${JSON.stringify(step?.why)}`)
      })
    }
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(lines.length * 2.8)
    expect(headers).toBe(3 * (family === 'ipv4' ? HEADERS_4 : HEADERS_6).length)
  })
})
