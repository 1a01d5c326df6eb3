import { describe, expect, it } from 'vitest'
import { type Surroundings, wayThrough } from '#electron/cli/machine-way'
import type { Link } from '#shared/machine/iproute'
import { readPacketWords } from '#shared/walk/packet-words'

/** Where a packet crosses a machine, by its devices. */
const link = (ifname: string, more: Partial<Link> = {}): Link => ({ ifname, flags: ['UP'], ...more })
const port = (ifname: string, master: string): Link => link(ifname, { master })
const bridge = (ifname: string, shows?: 0 | 1): Link =>
  link(ifname, { linkinfo: { info_kind: 'bridge', info_data: shows === undefined ? {} : { nf_call_iptables: shows } } })
const all = <T>(entries: T[]) => ({ entries, unread: 0 })

const around: Surroundings = {
  links: all([
    ...[link('lo'), link('eth0'), bridge('br0'), port('tap1', 'br0'), port('tap2', 'br0')],
    ...[bridge('br1', 1), port('tap3', 'br1'), port('tap4', 'br1'), port('tap5', 'br1')],
    link('ovs1', { master: 'ovs-system', linkinfo: { info_slave_kind: 'openvswitch' } }),
    link('ovs-system'),
  ]),
  addresses: all([{ ifname: 'eth0', addr_info: [{ local: '192.0.2.1', prefixlen: 24, scope: 'global' }] }]),
  forwarding: all([
    { mac: 'fa:16:3e:00:00:05', ifname: 'tap5', master: 'br1', flags: [], state: '' },
    { mac: 'fa:16:3e:00:00:04', ifname: 'tap4', master: 'br1', flags: ['self'], state: 'permanent' },
  ]),
  showsBridged: { ipv4: false, ipv6: false },
}
const ends = (src: string, dst: string) => `src=${src} dst=${dst} proto=icmp`
const PAST = ends('10.0.0.1', '10.0.0.2')

function way(words: string, near = around) {
  const asked = readPacketWords(words.split(' '))
  if (!asked.ok) throw new Error(JSON.stringify(asked.error))
  const found = wayThrough(asked.value, near)
  return found.ok ? found.value : found.error.kind === 'invalid' ? found.error.issues[0]?.code : found.error.kind
}

describe('how a packet crosses this machine', () => {
  it.each([
    ['the other of two ports', `in=tap1 ${PAST}`, { kind: 'bridge', bridge: 'br0', in: 'tap1', out: 'tap2', passesRules: false }],
    [
      'where the MAC was heard',
      `in=tap3 ${PAST} dmac=fa:16:3e:00:00:05`,
      { kind: 'bridge', in: 'tap3', out: 'tap5', passesRules: true },
    ],
    ['up to the machine', `in=tap3 ${ends('10.0.0.1', '192.0.2.1')}`, { kind: 'received', in: 'br1', port: 'tap3', out: null }],
    ['up past rules for bridges', `in=tap1 ${ends('10.0.0.1', '192.0.2.1')}`, { kind: 'received', in: 'br0', out: null }],
    ['routed from a bridge', `in=tap3 out=eth0 routed ${PAST}`, { kind: 'routed', in: 'br1', port: 'tap3', out: 'eth0' }],
    ['in by a card', `in=eth0 ${ends('192.0.2.9', '192.0.2.1')}`, { kind: 'received', in: 'eth0', out: null }],
    ['routed by a card', `in=eth0 ${PAST}`, { kind: 'routed', in: 'eth0' }],
    ['its own', `out=eth0 ${ends('192.0.2.1', '192.0.2.9')}`, { kind: 'sent', out: 'eth0' }],
    ['to itself', ends('192.0.2.1', '192.0.2.1'), { kind: 'sent', out: 'lo' }],
  ])('%s', (_, words, wanted) => expect(way(words)).toMatchObject(wanted))

  it('leaves out what cannot be known', () => {
    expect(way(`in=tap3 ${PAST}`)).not.toHaveProperty('out')
    expect(way(`in=tap3 ${PAST} dmac=fa:16:3e:00:00:04`)).not.toHaveProperty('out')
    expect(way(`in=tap1 ${ends('10.0.0.1', '192.0.2.1')}`)).not.toHaveProperty('port')
  })

  it('asks the switch of the family, too', () => {
    expect(way(`in=tap1 ${PAST}`, { ...around, showsBridged: { ipv4: true, ipv6: false } })).toMatchObject({ passesRules: true })
    expect(way(`in=tap1 ${ends('fd00::1', 'fd00::2')}`, { ...around, showsBridged: { ipv4: true, ipv6: false } })).toMatchObject({
      passesRules: false,
    })
  })

  it.each([
    ['walk.no-in', PAST],
    ['walk.no-device', `in=tap9 ${PAST}`],
    ['walk.no-device', `in=tap1 out=tap9 ${PAST}`],
    ['walk.other-bridge', `in=tap1 bridge=br1 ${PAST}`],
    ['walk.no-port', `in=tap1 out=tap3 ${PAST}`],
    ['walk.no-port', `in=tap1 out=tap1 ${PAST}`],
  ])('%s: %s', (code, words) => expect(way(words)).toBe(code))
})
