import { describe, expect, test } from 'vitest'
import { addressOf, isLinkLocal, parseAddress } from '#shared/net/address'
import { isCardMac, linkLocalOf, parseMac } from '#shared/net/mac'
import { parsePortRange, printPortRange } from '#shared/net/port-range'
import { addressesOf, contains, parsePrefix } from '#shared/net/prefix'
import { printedProtocol, protocolNumber } from '#shared/net/protocol'

const address = (text: string) => {
  const parsed = parseAddress(text)
  return parsed.ok ? parsed.value.text : null
}
const prefix = (text: string) => {
  const parsed = parsePrefix(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

describe('addresses', () => {
  // The texts on the right are what iptables-save printed for those on the left.
  test.each([
    ['192.168.1.15', '192.168.1.15'],
    ['0.0.0.0', '0.0.0.0'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['::2', '::2'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::1.2.3.4', '::1.2.3.4'],
    ['::102:304', '::1.2.3.4'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['fe80::f816:3eff:fe90:e550', 'fe80::f816:3eff:fe90:e550'],
  ])('%s is %s', (text, printed) => expect(address(text)).toBe(printed))

  test.each([
    '',
    '127.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '2130706433',
    '256.0.0.1',
    '1.2.3.4 ',
    '1.2.3.4/32',
    'fe80::1%eth0',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1::2',
    '::1.2.3',
    '::01.2.3.4',
    'g::1',
    'localhost',
  ])('%j is no address', (text) => expect(address(text)).toBeNull())

  test('link-local is fe80::/10', () => {
    expect(isLinkLocal(addressOf([0xfe, 0xbf, ...Array(14).fill(0)]))).toBe(true)
    expect(isLinkLocal(addressOf([0xfe, 0xc0, ...Array(14).fill(0)]))).toBe(false)
  })
})

describe('prefixes', () => {
  test.each([
    ['10.0.0.5/24', '10.0.0.0/24'],
    ['10.1.1.1', '10.1.1.1/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['15.5.255.255/17', '15.5.128.0/17'],
    ['2001:db8:1::14/33', '2001:db8::/33'],
    ['2001:db8::1', '2001:db8::1/128'],
  ])('%s is the network %s, and keeps what was typed', (text, network) => {
    expect(prefix(text)).toMatchObject({ text: network, typed: text })
  })

  test.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10/8',
    '::/129',
    '/8',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/8/8',
  ])('%s is no prefix', (text) => expect(parsePrefix(text).ok).toBe(false))

  test('holds its own addresses only', () => {
    const inside = parseAddress('91.1.180.14')
    if (!inside.ok) throw new Error(inside.error)
    expect(contains(prefix('91.1.180.0/24'), inside.value)).toBe(true)
    expect(contains(prefix('91.1.180.0/29'), inside.value)).toBe(false)
    expect(contains(prefix('::/0'), inside.value)).toBe(false)
    expect(addressesOf(prefix('255.255.255.254/31')).map(({ text }) => text)).toEqual(['255.255.255.254', '255.255.255.255'])
  })
})

describe('MAC addresses', () => {
  test('lower case with colons, typed with colons or dashes', () => {
    expect(parseMac('FA:16:3E:F3:1E:C0')).toEqual({ ok: true, value: 'fa:16:3e:f3:1e:c0' })
    expect(parseMac('FA-16-3E-F3-1E-C0')).toEqual({ ok: true, value: 'fa:16:3e:f3:1e:c0' })
    for (const text of ['fa:16:3e:f3:1e', 'fa163ef31ec0', 'ga:16:3e:f3:1e:c0']) expect(parseMac(text).ok).toBe(false)
  })
  // RFC 4291 appendix A: the universal/local bit is inverted, ff:fe put into the middle.
  test('link-local address', () => expect(linkLocalOf('fa:16:3e:90:e5:50')?.text).toBe('fe80::f816:3eff:fe90:e550'))
})

describe('ports', () => {
  test.each([
    ['22', 22, 22],
    ['8000:8080', 8000, 8080],
    ['8000-8080', 8000, 8080],
    [' 8000 : 8080 ', 8000, 8080],
    ['0', 0, 0],
    ['65535', 65535, 65535],
  ])('%j', (text, min, max) => expect(parsePortRange(text)).toEqual({ ok: true, value: { min, max } }))

  test.each([
    ['70000', '70000 is above 65535. Write one port (22) or a range (8000:8080).'],
    ['1:70000', '70000 is above 65535. Write one port (22) or a range (8000:8080).'],
    ['-1', '-1 is below 0. Write one port (22) or a range (8000:8080).'],
    ['9:8', '9:8 is reversed: the first port is above the last. Write 8:9.'],
    ['ssh', 'ssh is not a port. Write one port (22) or a range (8000:8080).'],
    ['22,80', '22,80 is not a port. Write one port (22) or a range (8000:8080).'],
    ['', 'An empty text is not a port. Write one port (22) or a range (8000:8080).'],
  ])('%j: %s', (text, message) => {
    const range = parsePortRange(text)
    expect(range.ok ? null : range.error.message).toBe(message)
  })

  test('print', () => {
    expect([printPortRange(22, 22), printPortRange(1, 9), printPortRange(null, null)]).toEqual(['22', '1:9', ''])
  })
})

describe('protocols', () => {
  test.each([
    ['tcp', 6],
    ['ICMP', 1],
    ['icmpv6', 58],
    ['ipv6-icmp', 58],
    ['0', 0],
    ['255', 255],
    ['256', null],
    ['06', null],
    ['any', null],
    ['', null],
  ])('%j is %j', (text, number) => expect(protocolNumber(text)).toBe(number))

  // What iptables-save 1.8.9 of Debian 12 printed.
  test.each([
    [0, null],
    [4, 'ipencap'],
    [50, 'esp'],
    [58, 'ipv6-icmp'],
    [112, 'vrrp'],
    [113, '113'],
    [255, '255'],
  ])('%j is printed %j', (number, text) => expect(printedProtocol(number)).toBe(text))
})

describe('isCardMac', () => {
  test.each([
    ['fa:16:3e:00:00:01', true],
    ['ff:ff:ff:ff:ff:ff', false],
    ['01:00:5e:00:00:01', false],
    ['00:00:00:00:00:00', false],
    ['02:00:00:00:00:00', true],
  ])('%s: %s', (mac, is) => expect(isCardMac(mac)).toBe(is))
})
