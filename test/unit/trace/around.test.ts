import { describe, expect, it } from 'vitest'
import { aroundTraceRules } from '#shared/trace/around'
import { traceRuleOf, traceRules, withoutTraceRules } from '#shared/trace/trace-rules'

const TRACE = '-A PREROUTING -p icmp -m limit --limit 5/sec --limit-burst 20 -m comment --comment "tapwall-trace:ab.0" -j TRACE'
const saved = (...rules: string[]): string =>
  ['*raw', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n')
const [A, B] = [
  '-A PREROUTING -s 192.0.2.1/32 -j DROP',
  '-A PREROUTING -m comment --comment "tw:a.b" -j neutron-openvswi-PREROUTING',
]

describe('positions beside the rules of traces', () => {
  it('are counted without them by plans, and with them by the kernel', () => {
    const lines = [
      '-I PREROUTING 1 -j x',
      '-D PREROUTING 3',
      '-I PREROUTING 3 -j y',
      '-A PREROUTING -j z',
      '[1:84] -I PREROUTING 4 -j w',
      '-D PREROUTING 5',
    ]
    expect(aroundTraceRules(lines, saved(TRACE, TRACE, A, B))).toEqual([
      '-I PREROUTING 3 -j x',
      '-D PREROUTING 5',
      '-I PREROUTING 5 -j y',
      '-A PREROUTING -j z',
      '[1:84] -I PREROUTING 6 -j w',
      '-D PREROUTING 7',
    ])
    expect(aroundTraceRules(['-I PREROUTING 1 -j x', '-D PREROUTING 2'], saved(A, TRACE, B))).toEqual([
      '-I PREROUTING 1 -j x',
      '-D PREROUTING 2',
    ])
    expect(aroundTraceRules(['-D PREROUTING 2'], saved(A, TRACE, B))).toEqual(['-D PREROUTING 3'])
  })

  it('are as they are where there is no trace, and in other chains', () => {
    const lines = ['-I PREROUTING 1 -j x', '-D PREROUTING 2']
    expect(aroundTraceRules(lines, saved(A, B))).toBe(lines)
    expect(aroundTraceRules(['-I OUTPUT 1 -j x', ':c - [0:0]', '-A c -j DROP', '-F c'], saved(TRACE, A))).toEqual([
      ...['-I OUTPUT 1 -j x', ':c - [0:0]', '-A c -j DROP', '-F c'],
    ])
  })
})

describe('the rules of a trace', () => {
  it('are known by their mark, and others are not taken for them', () => {
    expect(withoutTraceRules(saved(TRACE, A, `[1:84] ${TRACE}`, B))).toBe(saved(A, B))
    const listed = TRACE.replace('-j TRACE', '-c 0 0 -j TRACE')
    expect(withoutTraceRules(listed)).toBe('')
    for (const other of [
      TRACE.replace('TRACE', 'DROP'),
      TRACE.replace('tapwall-trace:', 'tw:'),
      '-A FORWARD -m comment --comment "-j TRACE tapwall-trace:ab.0" -j DROP',
    ])
      expect(withoutTraceRules(other)).toBe(other)
  })

  it('are as many as there are ways in, for each way of the connection, and errors about it', () => {
    const rules = traceRules(
      'ab',
      {
        ...{ family: 'ipv4', protocol: 6, sources: ['10.0.0.1'], destinations: ['10.0.0.2'], destinationPort: 80 },
        ...{ devices: [null, 'tapa'], bothWays: true, ofHost: true },
      },
      { perSecond: 20 },
    )
    expect(rules.map(({ chain, way, device }) => [chain, way, device])).toEqual(
      (['there', 'back', 'error'] as const).flatMap((way) => [
        ['PREROUTING', way, 'tapa'],
        ['PREROUTING', way, null],
        ['OUTPUT', way, null],
      ]),
    )
    expect(rules[0]?.text).toBe(
      '-s 10.0.0.1 -d 10.0.0.2 -p 6 -m tcp --dport 80 -m physdev --physdev-in tapa -m limit --limit 5/sec --limit-burst 20 -m comment --comment "tapwall-trace:ab.0" -j TRACE',
    )
    expect(rules[3]?.text).toContain('-s 10.0.0.2 -d 10.0.0.1 -p 6 -m tcp --sport 80 -m physdev')
    expect(rules[6]?.text).toContain('-d 10.0.0.1 -p 1 -m icmp --icmp-type 3 -m physdev')
    expect(rules.map(({ text }) => traceRuleOf(text)?.nth)).toEqual(rules.map((_, nth) => nth))
  })
})
