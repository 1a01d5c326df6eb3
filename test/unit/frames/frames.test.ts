import { describe, expect, it } from 'vitest'
import { crc32c } from '#shared/frames/checksum'
import { packetIn } from '#shared/frames/decode'
import { frameOf } from '#shared/frames/encode'
import { bytesOfHex, hexOf } from '#shared/frames/hex'
import { pcapFile } from '#shared/frames/pcap'
import { newTcpTalk, tcpNumbers } from '#shared/frames/tcp-numbers'
import type { WalkPacket } from '#shared/walk/packet'

const macs = { sourceMac: 'fa:16:3e:00:00:01', destinationMac: 'fa:16:3e:00:00:02' }
const v4 = { family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.2', ...macs } as const
const v6 = { family: 'ipv6', source: '2001:db8::1', destination: '2001:db8::2', ...macs } as const
const hex = (packet: WalkPacket): string => {
  const frame = frameOf(packet)
  return frame.ok ? hexOf(frame.value) : frame.error
}

describe('a packet as a frame', () => {
  it('has the bytes that its headers say', () => {
    expect(hex({ ...v4, protocol: 1, icmpType: 8, icmpCode: 0, icmpId: 0x1234 })).toBe(
      `fa163e000002fa163e0000010800${'4500001c0000400040'}0126df0a0000010a000002${'0800e5ca12340001'}`,
    )
  })

  it('refuses what it would have to make up, in a sentence', () => {
    expect(hex({ ...v4, protocol: 6 })).toContain('needs both its ports')
    expect(hex({ ...v4, protocol: 1 })).toContain('type and code')
    expect(hex({ ...v4, protocol: 17, sourcePort: 1, destinationPort: 2, length: 27 })).toContain('at least 8 bytes')
    expect(hex({ ...v4, source: '2001:db8::1', protocol: 4 })).toContain('no address of ipv4')
    expect(hex({ ...v6, protocol: 44 })).toContain('extension header')
    expect(
      hex({ ...v4, protocol: 1, icmpType: 8, icmpCode: 0, quoted: { source: '10.0.0.1', destination: '10.0.0.2', protocol: 4 } }),
    ).toContain('quotes')
    expect(frameOf({ family: 'ipv4', source: '10.0.0.1', destination: '10.0.0.2', protocol: 4 })).toMatchObject({ ok: false })
  })

  it('sends neighbour discovery with the hop limit without which nobody takes it', () => {
    expect(hex({ ...v6, protocol: 58, icmpType: 135, icmpCode: 0 }).slice(2 * 20, 2 * 22)).toBe('3aff')
  })
})

describe('reading a frame', () => {
  const frame = (ip: string, type = '0800') => packetIn(bytesOfHex(`fa163e000002fa163e000001${type}${ip}`))
  const ipv4 = (flags: string) => `4500001c0001${flags}40110000${'0a0000010a000002'}${'0035003500080000'}`
  const ipv6 = (next: string, behind: string) =>
    `60000000${'0020'}${next}40${'20010db8000000000000000000000001'}${'20010db8000000000000000000000002'}${behind}`
  const ports = '0035003500080000'

  it('tells what carries no IP packet', () => {
    expect(frame('0001', '0806')).toEqual({ ok: false, error: 'The frame carries no IP packet but type 0x0806.' })
    expect(packetIn(bytesOfHex('fa163e000002'))).toMatchObject({ ok: false })
    expect(frame('45000014', '0800')).toMatchObject({ ok: false })
    expect(frame(ipv4('0000'), '86dd')).toMatchObject({ ok: false })
  })

  it('looks through tags of VLANs', () => {
    expect(frame(ipv4('0000'), '8100000a0800')).toMatchObject({ ok: true, value: { sourcePort: 53 } })
  })

  it('finds no ports in a fragment that is not the first', () => {
    expect(frame(ipv4('2000'))).toMatchObject({ ok: true, value: { destinationPort: 53 } })
    expect(frame(ipv4('0001'))).toMatchObject({ ok: true, value: { protocol: 17 } })
    expect(frame(ipv4('0001'))).not.toHaveProperty('value.sourcePort')
    expect(frame(ipv6('2c', `1100000800000001${ports}`), '86dd')).not.toHaveProperty('value.sourcePort')
    expect(frame(ipv6('2c', `1100000100000001${ports}`), '86dd')).toMatchObject({ ok: true, value: { sourcePort: 53 } })
  })

  it('finds the upper layer behind extension headers', () => {
    const hopByHop = `3a00050200000100`
    expect(frame(ipv6('00', `${hopByHop}8f00000000000000`), '86dd')).toMatchObject({
      ok: true,
      value: { protocol: 58, icmpType: 143, icmpCode: 0, hasExtensions: true },
    })
    expect(frame(ipv6('3a', '8f00000000000000'), '86dd')).not.toHaveProperty('value.hasExtensions')
    expect(frame(ipv6('00', hopByHop), '86dd')).toMatchObject({ ok: true, value: { protocol: 58 } })
    expect(frame(ipv6('00', '3a'), '86dd')).toMatchObject({ ok: false })
  })

  it('keeps what was captured of a packet', () => {
    const short = frame(ipv4('0000').slice(0, 2 * 22))
    expect(short).toMatchObject({ ok: true, value: { sourcePort: 53 } })
    expect(short).not.toHaveProperty('value.destinationPort')
  })
})

it('computes CRC32c as RFC 3720 B.4 has it', () => {
  expect(crc32c(new Array(32).fill(0))).toEqual([0xaa, 0x36, 0x91, 0x8a])
  expect(crc32c(Array.from({ length: 32 }, (_, n) => n))).toEqual([0x4e, 0x79, 0xdd, 0x46])
})

it('writes a capture file with the pace in its times', () => {
  expect(hexOf(pcapFile([Uint8Array.from([1, 2]), Uint8Array.from([3])], 1500))).toBe(
    [
      ...['d4c3b2a1', '02000400', '00000000', '00000000', '00000400', '01000000'],
      ...['01000000', '00000000', '02000000', '02000000', '0102'],
      ...['02000000', '20a10700', '01000000', '01000000', '03'],
    ].join(''),
  )
})

it('counts the bytes of both ends of a TCP connection', () => {
  const open = tcpNumbers(newTcpTalk, 'client', ['SYN'], 0)
  expect(open.numbers).toMatchObject({ sequence: 1000, acknowledgement: 0 })
  const answer = tcpNumbers(open.talk, 'server', ['SYN', 'ACK'], 0)
  expect(answer.numbers).toMatchObject({ sequence: 500_000, acknowledgement: 1001 })
  const data = tcpNumbers(answer.talk, 'client', ['ACK', 'PSH'], 100)
  expect(data.numbers).toMatchObject({ sequence: 1001, acknowledgement: 500_001 })
  expect(tcpNumbers(data.talk, 'server', ['ACK', 'FIN'], 0).numbers).toMatchObject({ sequence: 500_001, acknowledgement: 1101 })
})
