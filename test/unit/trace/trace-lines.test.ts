import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readTraceLine } from '#shared/trace/trace-lines'
import { type Chance, chance } from '../../support/chance.ts'

/** Printed by iptables 1.8.9 in a namespace with a bridge, two machines on it, and rules of every kind that a trace words otherwise. */
const lines = readFileSync(new URL('./xtables-monitor.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')

const PIECES = [
  '',
  ' ',
  ':',
  '"',
  '\\',
  '(null)',
  '=',
  '-A ',
  ':rule:0x1:',
  'SRC=',
  ' TRACE: ',
  'PACKET: ',
  '\u0000',
  '😀',
  '9'.repeat(40),
]

/** A piece of a line taken away, doubled or put in, once or a few times. */
function wounded(line: string, random: Chance): string {
  let text = line
  for (let wounds = 1 + random.below(3); wounds > 0; wounds--) {
    const [from, length] = [random.below(text.length + 1), random.below(12)]
    const piece = random.oneIn(3) ? text.slice(from, from + length).repeat(2) : random.pick(PIECES)
    text = text.slice(0, from) + piece + text.slice(from + length)
  }
  return text
}

describe('a line of the kernel’s trace', () => {
  it('is a packet or a step, each of them', () => {
    expect(lines.length).toBeGreaterThan(150)
    expect(lines.filter((line) => readTraceLine(line).is === 'other')).toEqual([])
  })

  it('has the headers of a bridged packet, its addresses written in full', () => {
    const line =
      'PACKET: 2 6c6606a3 IN=br0 OUT=br0 MACSRC=42:5f:d6:97:79:30 MACDST=33:33:ff:0:0:2 MACPROTO=0800 SRC=10.9.0.1 DST=10.9.0.2 LEN=60 TOS=0x0 TTL=64 ID=51573 DF SPORT=32990 DPORT=99 SYN ACK MARK=0x5 '
    expect(readTraceLine(line)).toEqual({
      ...{ is: 'packet', family: 'ipv4', id: '6c6606a3', in: 'br0', out: 'br0' },
      ...{ sourceMac: '42:5f:d6:97:79:30', destinationMac: '33:33:ff:00:00:02', source: '10.9.0.1', destination: '10.9.0.2' },
      ...{
        length: 60,
        ttl: 64,
        ipId: 51573,
        flowLabel: null,
        sourcePort: 32990,
        destinationPort: 99,
        flags: ['ACK', 'SYN'],
        mark: 5,
      },
    })
    expect(
      readTraceLine('PACKET: 10 c9491c93 IN=(null) SRC=fe80::1 DST=ff02::2 LEN=36 TC=0 HOPLIMIT=255 FLOWLBL=7 '),
    ).toMatchObject({
      ...{ family: 'ipv6', in: null, out: null, source: 'fe80::1', ttl: 255, flowLabel: 7, sourcePort: null, flags: [] },
    })
  })

  it('has the chain, the verdict and the rule’s own words', () => {
    const step = (line: string) => readTraceLine(` TRACE: 2 6c6606a3 ${line}`)
    expect(
      step(
        'filter:sgchain:rule:0x9:JUMP:ia  -4 -t filter -A sgchain -m physdev --physdev-out tapb -m comment --comment "tw:jb.1" -j ia',
      ),
    ).toEqual({
      ...{ is: 'step', family: 'ipv4', id: '6c6606a3', table: 'filter', chain: 'sgchain', what: 'rule', verdict: 'JUMP', to: 'ia' },
      text: '-m physdev --physdev-out tapb -m comment --comment "tw:jb.1" -j ia',
    })
    expect(step('filter:ia:rule:0xd:0xfffffffb  -4 -t filter -A ia -p udp -j RETURN')).toMatchObject({
      verdict: 'RETURN',
      to: null,
    })
    expect(step('filter:ia:rule:0xd:RETURN  -4 -t filter -A ia')).toMatchObject({ verdict: 'RETURN', text: '' })
    expect(step('filter:ia:rule:0xd:CONTINUE ')).toMatchObject({ chain: 'ia', verdict: 'CONTINUE', text: null })
    expect(step('filter:FORWARD:policy:ACCEPT ')).toMatchObject({ what: 'policy', verdict: 'ACCEPT', text: null })
    expect(step('filter:ia:return:')).toMatchObject({ chain: 'ia', what: 'return', verdict: 'RETURN' })
    // iptables takes colons in a chain's name.
    expect(step('filter:a:rule:0x1:b:rule:0x2:JUMP:c:d  -4 -t filter -A a:rule:0x1:b -j c:d')).toMatchObject({
      ...{ chain: 'a:rule:0x1:b', verdict: 'JUMP', to: 'c:d' },
    })
    // A comment may say anything.
    expect(step('filter:a:rule:0x2:DROP  -4 -t filter -A a -m comment --comment "x  -4 -t nat -A b -j c" -j DROP')).toMatchObject({
      ...{ chain: 'a', verdict: 'DROP', text: '-m comment --comment "x  -4 -t nat -A b -j c" -j DROP' },
    })
    expect(readTraceLine(' TRACE: 1 6c6606a3 firewalld:filter_FWD:rule:0x2:ACCEPT ')).toMatchObject({
      family: null,
      table: 'firewalld',
    })
  })

  it('of any other kind is passed over, and none is too much', () => {
    const random = chance(11)
    const begun = performance.now()
    let other = 0
    for (let n = 0; n < 100_000; n++) {
      const line = lines[random.below(lines.length)] ?? ''
      if (readTraceLine(wounded(line, random)).is === 'other') other++
    }
    expect(other).toBeGreaterThan(10_000)
    for (const long of ['PACKET: 2 6c6606a3 ', ' TRACE: 2 6c6606a3 filter:', ' TRACE: 2 6c6606a3 filter:a:rule:0x1:DROP '])
      for (const filler of [' ', ':', '-4 -t a -A ', 'a=', ':rule:0x1', '"'])
        readTraceLine(long + filler.repeat(20_000 / filler.length - 10))
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})
