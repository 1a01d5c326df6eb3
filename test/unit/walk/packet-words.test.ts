import { describe, expect, it } from 'vitest'
import { readPacketWords } from '#shared/walk/packet-words'

const read = (words: string) => readPacketWords(words.split(' '))
const codes = (words: string): string[] => {
  const answer = read(words)
  return answer.ok ? [] : answer.error.map(({ code }) => code)
}

describe('a packet in words', () => {
  it('is a packet with where it crosses', () => {
    const words = 'in=tap6e3f2eda-32 out=qvb6e3f2eda-32 src=91.1.180.14 dst=192.168.1.15 proto=icmp type=8 state=NEW'
    expect(read(words)).toEqual({
      ok: true,
      value: {
        packet: {
          ...{ family: 'ipv4', source: '91.1.180.14', destination: '192.168.1.15', protocol: 1, icmpType: 8, icmpCode: 0 },
        },
        ...{ in: 'tap6e3f2eda-32', out: 'qvb6e3f2eda-32', bridge: undefined, state: 'NEW', mark: undefined, isRouted: false },
      },
    })
  })

  it('leaves what is not given unknown', () => {
    const answer = read('src=fd00::1 dst=fd00::2 proto=icmp')
    expect(answer.ok && answer.value).toMatchObject({ packet: { family: 'ipv6', protocol: 58 }, in: undefined, state: undefined })
    expect(answer.ok && Object.keys(answer.value.packet)).toEqual(['family', 'source', 'destination', 'protocol'])
  })

  it('takes flags, ports, MACs and a mark', () => {
    const answer = read(
      'src=10.0.0.1 dst=10.0.0.2 proto=tcp sport=1 dport=22 flags=syn,ack smac=FA-16-3E-00-00-01 mark=0x10 ttl=63 len=60 routed',
    )
    expect(answer.ok && answer.value).toMatchObject({
      packet: { sourcePort: 1, destinationPort: 22, flags: ['SYN', 'ACK'], sourceMac: 'fa:16:3e:00:00:01', ttl: 63, length: 60 },
      ...{ mark: 16, isRouted: true },
    })
    const none = read('src=10.0.0.1 dst=10.0.0.2 proto=tcp flags=none')
    expect(none.ok && none.value.packet.flags).toEqual([])
  })

  it('is the same as JSON', () => {
    const json = '{"source":"10.0.0.1","destination":"10.0.0.2","protocol":6,"destinationPort":22,"in":"tap1","state":"NEW"}'
    const answer = readPacketWords([json])
    expect(answer.ok && answer.value).toMatchObject({ packet: { family: 'ipv4', destinationPort: 22 }, in: 'tap1', state: 'NEW' })
  })

  it.each([
    ['src=10.0.0.1 proto=tcp', ['packet.missing']],
    ['src=10.0.0.1 dst=10.0.0.2', ['packet.missing']],
    ['src=10.0.0.300 dst=x proto=tcp', ['packet.address', 'packet.address']],
    ['src=10.0.0.1 dst=fd00::1 proto=tcp', ['packet.two-families']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp dport=70000', ['packet.number']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp dport=', ['packet.number']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp type=8', ['packet.type-of-no-icmp']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp flags=SYN,X', ['packet.flags']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp state=OLD', ['packet.state']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcq', ['packet.protocol']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=icmp dport=22', ['packet.no-ports']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=udp flags=SYN', ['packet.flags-of-no-tcp']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp len=19', ['packet.number']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp in=', ['packet.device']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp out=a-name-of-16-byte', ['packet.device']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp smac=12', ['packet.address']],
    ['src=10.0.0.1 src=10.0.0.2 dst=10.0.0.2 proto=tcp', ['packet.twice']],
    ['src=10.0.0.1 dst=10.0.0.2 proto=tcp colour=red x', ['packet.no-word', 'packet.no-word']],
    ['{"source":', ['packet.no-json']],
    ['{"source":"10.0.0.1","destination":"10.0.0.2","protocol":999}', ['value.above']],
  ])('%s is refused with reasons', (words, expected) => {
    expect(words.startsWith('{') ? codesOf(words) : codes(words)).toEqual(expected)
  })
})

const codesOf = (json: string): string[] => {
  const answer = readPacketWords([json])
  return answer.ok ? [] : answer.error.map(({ code }) => code)
}
