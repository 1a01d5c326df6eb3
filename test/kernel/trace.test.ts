import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { emptyDump } from '#shared/netfilter/dump'
import { articleSevenRules as project } from '#shared/project/article'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { traceCollector } from '#shared/trace/collect'
import { type TraceFilter, traceRules } from '#shared/trace/trace-rules'
import type { TracedPass } from '#shared/trace/traced'
import { must, startTestLab, type TestLab } from './lab.ts'

/** The kernel's own trace of packets of the article's lab, each step a rule of ours. */

const machine = (name: string): string => [...project.vms, ...project.outsideHosts].find((m) => m.name === name)?.id ?? 'none'
const PC15 = machine('outside-15')
const host = 'compute1'
const TAP = 'tap6e3f2eda-32'
const QVB = 'qvb6e3f2eda-32'

let lab: TestLab
beforeAll(async () => {
  lab = await startTestLab(project)
  for (const { name } of project.hosts) {
    const { dump } = await lab.ask('read', { host: name, known: null })
    await lab.ask('apply', { plan: cutPlan(planSync(must(compile(project, name)), dump ?? emptyDump)), trial: null })
  }
})
afterAll(() => lab?.close())

const echo = (rest: Partial<TraceFilter>): TraceFilter => ({
  ...{
    family: 'ipv4',
    protocol: 1,
    sources: [],
    destinations: [],
    icmpType: 8,
    devices: [TAP, QVB, null],
    bothWays: true,
    ofHost: false,
  },
  ...rest,
})
const ports = [[TAP, QVB]]
const otherPort = (_: string, port: string): string | null =>
  ports.find((pair) => pair.includes(port))?.find((other) => other !== port) ?? null

/** What the kernel tells while `act` runs. */
async function traced(filter: TraceFilter, act: () => Promise<unknown>, trace = 'one'): Promise<TracedPass[]> {
  const { dump } = await lab.ask('read', { host, known: null })
  const source = { place: host, trace, rules: traceRules(trace, filter, { perSecond: 20 }), otherPort }
  const collector = traceCollector(source, dump ?? emptyDump)
  const stop = new AbortController()
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const ended = lab.client.request(
    'trace',
    { host, trace, filter, seconds: 60, perSecond: 20 },
    { onLine: collector.hear, onBegun: begin, signal: stop.signal },
  )
  await Promise.race([begun, ended])
  await act()
  await delay(200)
  stop.abort()
  expect(await ended).toMatchObject({ ok: true, value: { why: 'stopped' } })
  return collector.take(Number.POSITIVE_INFINITY)
}

const matched = ({ hooks }: TracedPass): string[] =>
  hooks.flatMap(({ steps }) =>
    steps
      .filter(({ match, by }) => match === 'yes' && by === 'told')
      .map(({ chain, rule, text }) => `${chain} ${rule ?? ''} ${text}`),
  )

/** Why rules did not match, as far as the kernel's words of the packet tell it. */
const reasons = ({ hooks }: TracedPass): string[] =>
  hooks.flatMap(({ steps }) =>
    steps
      .filter(({ match }) => match === 'no')
      .map(({ chain, rule, why }) => `${chain} ${rule} ${why === null ? '-' : `${why.field} ${why.asked} is ${why.is}`}`),
  )

const TO_VM = [
  'FORWARD 1 -j neutron-filter-top',
  'neutron-filter-top 1 -j neutron-openvswi-local',
  'FORWARD 2 -j neutron-openvswi-FORWARD',
  `neutron-openvswi-FORWARD 1 -m physdev --physdev-out ${TAP} --physdev-is-bridged -j neutron-openvswi-sg-chain`,
  `neutron-openvswi-sg-chain 1 -m physdev --physdev-out ${TAP} --physdev-is-bridged -j neutron-openvswi-i6e3f2eda-3`,
]

describe('the kernel’s trace', () => {
  it('of pings from outside: each step is a rule of ours, both ways', async () => {
    const passes = await traced(echo({ sources: ['192.168.1.15'], destinations: ['91.1.180.14'] }), () =>
      lab.ping(PC15, '192.168.1.104', 2),
    )
    expect(passes.map(({ way, in: from, out, bridge, verdict }) => [way, from, out, bridge, verdict])).toEqual(
      ['there', 'back', 'there', 'back'].map((way) => [
        way,
        ...(way === 'there' ? [QVB, TAP] : [TAP, QVB]),
        'qbr6e3f2eda-32',
        'accept',
      ]),
    )
    for (const { told, found } of passes) expect(found).toBe(told)
    const [first, , second, reply] = passes.map(matched)
    expect(first).toEqual([
      ...TO_VM.slice(0, 5),
      'neutron-openvswi-i6e3f2eda-3 8 -p icmp -j RETURN',
      'neutron-openvswi-sg-chain 5 -j ACCEPT',
    ])
    expect(second?.at(-2)).toBe('neutron-openvswi-i6e3f2eda-3 2 -m state --state RELATED,ESTABLISHED -j RETURN')
    expect(reply?.slice(-2)).toEqual([
      'neutron-openvswi-o6e3f2eda-3 5 -m state --state RELATED,ESTABLISHED -j RETURN',
      'neutron-openvswi-sg-chain 5 -j ACCEPT',
    ])
    const [why, whyBack] = passes.map(reasons)
    expect(why).toEqual([
      'neutron-openvswi-i6e3f2eda-3 1 state INVALID is null',
      'neutron-openvswi-i6e3f2eda-3 2 state RELATED,ESTABLISHED is null',
      'neutron-openvswi-i6e3f2eda-3 3 source 90.1.180.3/32 is 192.168.1.15',
      'neutron-openvswi-i6e3f2eda-3 4 source 91.1.180.2/32 is 192.168.1.15',
      'neutron-openvswi-i6e3f2eda-3 5 source 15.5.0.0/16 is 192.168.1.15',
      'neutron-openvswi-i6e3f2eda-3 6 protocol tcp is icmp',
      'neutron-openvswi-i6e3f2eda-3 7 source 100.1.100.0/24 is 192.168.1.15',
      `neutron-openvswi-sg-chain 2 device-in ${TAP} is ${QVB}`,
      `neutron-openvswi-sg-chain 3 device-out tap402fe6b1-76 is ${TAP}`,
      `neutron-openvswi-sg-chain 4 device-in tap402fe6b1-76 is ${QVB}`,
    ])
    expect(whyBack).toContain(`neutron-openvswi-FORWARD 1 device-out ${TAP} is ${QVB}`)
    expect(whyBack).toContain('neutron-openvswi-o6e3f2eda-3 4 state INVALID is null')
  })
})
