import { describe, expect, it } from 'vitest'
import { traceCollector } from '#shared/trace/collect'
import { type TraceFilter, traceRules } from '#shared/trace/trace-rules'
import type { TracedPass } from '#shared/trace/traced'
import type { Step } from '#shared/walk/step'
import { dumpOfTexts } from '../../support/dump-of.ts'

/** What the kernel does not say of the rules that did not match is worked out from what it prints of the packet. */

const filter: TraceFilter = {
  ...{ family: 'ipv4', protocol: 6, sources: ['10.9.0.1'], destinations: ['10.9.0.2'], destinationPort: 80 },
  ...{ devices: ['tapa', null], bothWays: false, ofHost: false },
}
const rules = traceRules('t1', filter, { perSecond: 20 })
const PACKET = (more: string): string =>
  `MACSRC=42:5f:d6:97:79:30 MACDST=1e:1d:fd:19:10:ca MACPROTO=0800 SRC=10.9.0.1 DST=10.9.0.2 LEN=60 TOS=0x0 TTL=64 ID=1 DF SPORT=4000 DPORT=80 SYN ${more}`
const IN = `PACKET: 2 ab157468 IN=br0 ${PACKET('')}`
const FORWARD = (more = ''): string => `PACKET: 2 ab157468 IN=br0 OUT=br0 ${PACKET(more)}`
const step = (place: string, verdict: string, table = 'filter', rule = ''): string => {
  const chain = place.split(':')[0] ?? ''
  return ` TRACE: 2 ab157468 ${table}:${place}:${verdict} ${rule === '' ? '' : ` -4 -t ${table} -A ${chain} ${rule}`}`
}
/** The rule by which it is traced. */
const asked = (nth: number): string[] => [IN, step('PREROUTING:rule:0x9', 'CONTINUE', 'raw', rules[nth]?.text ?? '')]

const FILTER = ['*filter', ':FORWARD DROP [0:0]', ':one - [0:0]', ':two - [0:0]']
const chains = (...lines: string[]): string => [...FILTER, ...lines.map((line) => `-A ${line}`), 'COMMIT', ''].join('\n')

function told(rulesText: string, lines: readonly string[]): TracedPass {
  const source = { place: 'host', trace: 't1', rules, otherPort: (_: string, port: string) => (port === 'tapa' ? 'tapb' : null) }
  const collector = traceCollector(source, dumpOfTexts(rulesText))
  for (const line of lines) collector.hear(line, 1)
  const [pass] = collector.take(Number.POSITIVE_INFINITY)
  if (pass === undefined) throw new Error('nothing was told')
  return pass
}
const words = ({ chain, rule, match, why }: Step): string => {
  const reason = why === null ? '' : ` ${why.field}${why.not ? ' not' : ''} ${why.asked} is ${why.is}`
  return `${chain} ${rule ?? '-'} ${match}${reason}`
}
const steps = (pass: TracedPass, table = 'filter'): string[] =>
  pass.hooks.filter((hook) => hook.table === table).flatMap((hook) => hook.steps.map(words))

describe('rules that did not match', () => {
  const one = chains(
    'FORWARD -p udp -j ACCEPT',
    'FORWARD -s 10.9.0.3/32 -j ACCEPT',
    'FORWARD ! -d 10.9.0.2/32 -j ACCEPT',
    'FORWARD -m physdev --physdev-in tapb --physdev-is-bridged -j one',
    'FORWARD -m physdev ! --physdev-is-bridged -j one',
    'FORWARD -p tcp -m tcp --dport 22 -j ACCEPT',
    'FORWARD -p tcp -m tcp --tcp-flags ACK ACK -j ACCEPT',
    'FORWARD -m mac --mac-source 42:5F:D6:97:79:31 -j ACCEPT',
    'FORWARD -m length --length 0:59 -j ACCEPT',
    'FORWARD -m state --state ESTABLISHED -j ACCEPT',
    'FORWARD -s 10.9.0.3/32 -m state --state NEW -j ACCEPT',
    'FORWARD -m mark --mark 0x1 -j ACCEPT',
    'FORWARD -j one',
  )
  const jump = step('FORWARD:rule:0x7', 'JUMP:one', 'filter', '-j one')
  const policy = step('FORWARD:policy', 'DROP')

  it('have the field that failed and what the packet has; what is not printed is not known', () => {
    expect(steps(told(one, [...asked(0), FORWARD(), jump, policy]))).toEqual([
      'FORWARD 1 no protocol udp is tcp',
      'FORWARD 2 no source 10.9.0.3/32 is 10.9.0.1',
      'FORWARD 3 no destination not 10.9.0.2/32 is 10.9.0.2',
      'FORWARD 4 no device-in tapb is tapa',
      'FORWARD 5 no bridged not is-bridged is bridged',
      'FORWARD 6 no destination-port 22 is 80',
      'FORWARD 7 no tcp-flags ACK ACK is SYN',
      'FORWARD 8 no source-mac 42:5F:D6:97:79:31 is 42:5f:d6:97:79:30',
      'FORWARD 9 no length 0:59 is 60',
      'FORWARD 10 no state ESTABLISHED is null',
      'FORWARD 11 no source 10.9.0.3/32 is 10.9.0.1',
      'FORWARD 12 no mark 0x1 is 0x0',
      'FORWARD 13 yes',
      'one - yes',
      'FORWARD - yes',
    ])
  })

  it('have none where it was not told what the packet is', () => {
    const lost = told(one, [IN, step('PREROUTING:policy', 'ACCEPT', 'raw'), FORWARD(), jump, policy])
    expect(lost.way).toBeNull()
    expect(steps(lost)[0]).toBe('FORWARD 1 no')
  })

  it('of a device that no rule named ask for what is not known', () => {
    const pass = told(one, [...asked(1), FORWARD(), jump, policy])
    expect(pass).toMatchObject({ in: null, out: null })
    expect(steps(pass)[3]).toBe('FORWARD 4 no device-in tapb is null')
  })

  it('are judged by the mark that the packet had then', () => {
    const marked = chains(
      'FORWARD -m mark --mark 0x1 -j ACCEPT',
      'FORWARD -j MARK --set-xmark 0x5/0xffffffff',
      'FORWARD -m mark --mark 0x1 -j ACCEPT',
      'FORWARD -j MARK --set-xmark 0x2/0x2',
      'FORWARD -m mark --mark 0x1 -j ACCEPT',
    )
    const set = (words: string) => step('FORWARD:rule:0x7', 'CONTINUE', 'filter', `-j MARK --set-xmark ${words}`)
    const pass = told(marked, [...asked(0), FORWARD('MARK=0x5'), set('0x5/0xffffffff'), set('0x2/0x2'), policy])
    expect(steps(pass)).toEqual([
      'FORWARD 1 no mark 0x1 is null',
      'FORWARD 2 yes',
      'FORWARD 3 no mark 0x1 is 0x5',
      'FORWARD 4 yes',
      'FORWARD 5 no mark 0x1 is 0x7',
      'FORWARD - yes',
    ])
    const acts = pass.hooks.flatMap((hook) => hook.steps).filter(({ match, rule }) => match === 'yes' && rule !== null)
    expect(acts.map(({ act }) => act)).toEqual([
      { do: 'mark', mark: 5 },
      { do: 'mark', mark: 7 },
    ])
  })
})

describe('a rule at which the monitor ended', () => {
  const six: TraceFilter = { ...filter, family: 'ipv6', protocol: 58, sources: [], destinations: [], icmpType: 128 }
  const packet =
    'MACSRC=42:5f:d6:97:79:30 MACDST=1e:1d:fd:19:10:ca MACPROTO=86dd SRC=fd00::1 DST=fd00::2 LEN=84 TC=0 HOPLIMIT=64 FLOWLBL=1 '
  const cut = (verdict: string) => [
    `PACKET: 10 ac39f362 IN=br0 ${packet}`,
    ` TRACE: 10 ac39f362 raw:PREROUTING:rule:0x2:CONTINUE  -6 -t raw -A PREROUTING ${traceRules('t1', six, { perSecond: 20 })[0]?.text}`,
    ' TRACE: 10 ac39f362 raw:PREROUTING:policy:ACCEPT ',
    `PACKET: 10 ac39f362 IN=br0 OUT=br0 ${packet}`,
    ` TRACE: 10 ac39f362 filter:FORWARD:rule:0x2:${verdict}  -6 -t filter `,
  ]
  const lines = (...types: number[]) =>
    chains(
      'FORWARD -p ipv6-icmp -m state --state ESTABLISHED -j ACCEPT',
      ...types.map((type) => `FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j ACCEPT`),
    )
  const toldSix = (text: string, verdict: string): TracedPass => {
    const source = { place: 'host', trace: 't1', rules: traceRules('t1', six, { perSecond: 20 }), otherPort: () => null }
    const collector = traceCollector(source, dumpOfTexts('', text))
    for (const line of cut(verdict)) collector.hear(line, 1)
    const [pass] = collector.take(Number.POSITIVE_INFINITY)
    if (pass === undefined) throw new Error('nothing was told')
    return pass
  }

  it('is the only one that it can have been, and what comes behind it is not known', () => {
    const pass = toldSix(lines(129, 128, 135), 'ACCEPT')
    expect(steps(pass)).toEqual(['FORWARD 1 no state ESTABLISHED is null', 'FORWARD 2 no icmp-type 129 is 128', 'FORWARD 3 yes'])
    expect(pass.hooks.at(-1)).toMatchObject({ verdict: 'accept' })
    expect(pass).toMatchObject({ verdict: 'unsure', told: 1, found: 1 })
  })

  it('is not guessed among several, and not where it led elsewhere', () => {
    expect(toldSix(lines(128, 128), 'ACCEPT')).toMatchObject({ verdict: 'unsure', told: 1, found: 0 })
    expect(toldSix(lines(129, 128), 'RETURN')).toMatchObject({ verdict: 'unsure', told: 1, found: 0 })
  })
})

it('acts are read as the walk reads them: a zone of the table raw is known from its rule', () => {
  const raw = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m physdev --physdev-in tapa -j CT --zone 4097\nCOMMIT\n'
  const zone = step('PREROUTING:rule:0x2', 'CONTINUE', 'raw', '-m physdev --physdev-in tapa -j CT --zone 4097')
  const pass = told(`${raw}${chains()}`, [
    ...asked(0),
    zone,
    step('PREROUTING:policy', 'ACCEPT', 'raw'),
    FORWARD(),
    step('FORWARD:policy', 'DROP'),
  ])
  expect(pass.hooks).toMatchObject([
    { table: 'raw', zone: 4097, steps: [{ act: { do: 'zone', zone: 4097 } }, { rule: null }] },
    { table: 'filter', zone: 4097 },
  ])
})
