import { describe, expect, it } from 'vitest'
import { readTraceWords } from '#electron/cli/trace-question'

const read = (words: string) => readTraceWords(words === '' ? [] : words.split(' '))

describe('which packets are to be followed', () => {
  it.each([
    ['proto=icmp', { family: 'ipv4', protocol: 1, source: null, destination: null, bothWays: true }],
    ['proto=icmpv6', { family: 'ipv6', protocol: 58, source: null, destination: null, bothWays: true }],
    ['proto=icmp src=fd00::/64', { family: 'ipv6', protocol: 58, source: 'fd00::/64', destination: null, bothWays: true }],
    [
      'proto=tcp dst=10.0.0.2 dport=22 in=tap1',
      { family: 'ipv4', protocol: 6, source: null, destination: '10.0.0.2', destinationPort: 22, device: 'tap1', bothWays: true },
    ],
  ])('%s', (words, value) => expect(read(words)).toEqual({ ok: true, value }))

  it.each([
    ['', ['packet.missing']],
    ['proto=ip', ['trace.protocol']],
    ['proto=icmp dport=22', ['packet.no-ports']],
    ['proto=tcp type=8', ['packet.type-of-no-icmp']],
    ['proto=tcp src=10.0.0.1 dst=fd00::1', ['packet.two-families']],
    ['proto=tcp src=x', ['packet.address']],
    ['proto=tcp in=a!b', ['trace.device']],
    ['proto=tcp in=', ['packet.device']],
    ['proto=tcp state=NEW', ['packet.no-word']],
    ['proto=tcp proto=udp dport=99999', ['packet.twice', 'packet.number']],
  ])('%s is refused', (words, codes) => {
    const answer = read(words)
    expect(!answer.ok && answer.error.kind === 'invalid' && answer.error.issues.map(({ code }) => code)).toEqual(codes)
  })
})
