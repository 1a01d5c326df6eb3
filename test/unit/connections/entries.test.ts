import { describe, expect, it } from 'vitest'
import { deleteWords, parseConntrackEntries } from '#shared/netfilter/conntrack-entries'

/** What conntrack 1.4.7 printed (`-L -o extended`), of TCP, UDP without an answer, ICMP, ICMPv6, GRE and a protocol that it has no name for. */
const TEXT = `ipv4     2 tcp      6 431999 ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=58600 dport=5001 src=127.0.0.1 dst=127.0.0.1 sport=5001 dport=58600 [ASSURED] mark=0 zone=4097 use=1
ipv4     2 udp      17 29 src=127.0.0.1 dst=127.0.0.1 sport=56080 dport=53 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 sport=53 dport=56080 mark=0 zone=4097 use=1
ipv4     2 icmp     1 28 src=127.0.0.1 dst=127.0.0.1 type=8 code=0 id=12735 src=127.0.0.1 dst=127.0.0.1 type=0 code=0 id=12735 mark=0 use=1
ipv6     10 icmpv6   58 29 src=::1 dst=::1 type=128 code=0 id=17296 src=::1 dst=::1 type=129 code=0 id=17296 mark=0 zone=4097 use=1
ipv4     2 unknown  99 599 src=127.0.0.1 dst=127.0.0.1 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 mark=0 zone=4097 use=1
ipv4     2 gre      47 29 src=127.0.0.1 dst=127.0.0.1 srckey=0x0 dstkey=0x0 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 srckey=0x0 dstkey=0x0 mark=0 zone=4097 use=1
`

describe('entries of connection tracking', () => {
  it('are read', () => {
    const { entries, unread } = parseConntrackEntries(TEXT)
    expect(unread).toBe(0)
    expect(entries.map(({ protocol }) => protocol)).toEqual([6, 17, 1, 58, 99, 47])
    expect(entries[0]).toEqual({
      ...{ family: 'ipv4', protocol: 6, zone: 4097, state: 'ESTABLISHED', isReplied: true },
      original: { source: '127.0.0.1', destination: '127.0.0.1', sourcePort: 58600, destinationPort: 5001 },
      reply: { source: '127.0.0.1', destination: '127.0.0.1', sourcePort: 5001, destinationPort: 58600 },
    })
    expect(entries[1]).toMatchObject({ state: null, isReplied: false })
    expect(entries[2]).toMatchObject({ zone: 0, original: { icmpType: 8, icmpCode: 0, icmpId: 12735 } })
    expect(entries[5]?.original).toEqual({ source: '127.0.0.1', destination: '127.0.0.1' })
  })

  it('that cannot be understood are counted', () => {
    for (const bad of [
      'ipv4 2 tcp 6 1 ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=1 dport=2 mark=0',
      'ipv4 2 tcp 6 1 ESTABLISHED src=$(reboot) dst=127.0.0.1 sport=1 dport=2 src=1.1.1.1 dst=2.2.2.2 sport=2 dport=1',
      'ipv4 2 tcp 6 1 ESTABLISHED src=1.1.1.1 dst=2.2.2.2 sport=99999 dport=2 src=2.2.2.2 dst=1.1.1.1 sport=2 dport=1',
      'arp 2 tcp 6 1 src=1.1.1.1 dst=2.2.2.2 src=2.2.2.2 dst=1.1.1.1',
      'a line',
    ])
      expect(parseConntrackEntries(`${bad}\n${TEXT}`)).toMatchObject({ unread: 1, entries: { length: 6 } })
  })

  it('are deleted by all that they have', () => {
    expect(parseConntrackEntries(TEXT).entries.map(deleteWords)).toEqual([
      '-D -w 4097 -f ipv4 -p tcp -s 127.0.0.1 -d 127.0.0.1 --sport 58600 --dport 5001',
      '-D -w 4097 -f ipv4 -p udp -s 127.0.0.1 -d 127.0.0.1 --sport 56080 --dport 53',
      '-D -w 0 -f ipv4 -p icmp -s 127.0.0.1 -d 127.0.0.1 --icmp-type 8 --icmp-code 0 --icmp-id 12735',
      '-D -w 4097 -f ipv6 -p icmpv6 -s ::1 -d ::1 --icmpv6-type 128 --icmpv6-code 0 --icmpv6-id 17296',
      '-D -w 4097 -f ipv4 -p 99 -s 127.0.0.1 -d 127.0.0.1',
      '-D -w 4097 -f ipv4 -p 47 -s 127.0.0.1 -d 127.0.0.1',
    ])
  })
})
