import { describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { trafficDifference, trafficSteps } from '#shared/traffic/difference'
import { TrafficDifference, type Values } from '#shared/traffic/flow'
import { dumpOf, dumpOfTexts } from '../../support/dump-of.ts'

const GROUP = '0aff643b-7b34-4384-b482-f37eccef5b90'
const DEFAULT = 'f5377a66-803d-481b-b4c3-a6631e8ab456'
const TAP = 'tap6e3f2eda-32'

function edited(project: Project, edit: Edit): Project {
  const next = applyEdit(project, edit)
  if (!next.ok) throw new Error(JSON.stringify(next.error))
  return next.value
}

function dump(project: Project) {
  const made = dumpOf(project, 'compute1')
  if (made === null) throw new Error('does not compile')
  return made
}

const said = (values: Values): string =>
  values === null
    ? 'any'
    : `${values.except ? 'all but ' : ''}${values.values.join(' ')}${values.more > 0 ? ` +${values.more}` : ''}`

/** Rows short enough to be read: what is not said is any. */
function rows({ changes }: TrafficDifference): string[] {
  const PARTS = ['protocol', 'source', 'destination', 'sourcePort', 'destinationPort', 'icmpType', 'sourceMac', 'device'] as const
  return changes.map((row) => {
    const parts = PARTS.flatMap((part) => (row[part] === null ? [] : [`${part} ${said(row[part])}`]))
    const deciding = (by: readonly { readonly chain: string; readonly rule: number | null }[]) =>
      by.map(({ chain, rule }) => `${chain.replace(/^neutron-openvswi-/, '')} ${rule ?? 'policy'}`).join(', ')
    const way = `${row.before.verdict} (${deciding(row.before.by)}) -> ${row.after.verdict} (${deciding(row.after.by)})`
    return `${row.change} ${row.direction} ${row.family} ${row.taps.join(',')} ${row.states}: ${parts.join(', ')}: ${way}`
  })
}

const ruleOf = (change: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  ...{ id: '11111111-1111-4111-8111-111111111111', direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp' },
  ...{
    portRangeMin: null,
    portRangeMax: null,
    remoteIpPrefix: null,
    remoteGroupId: null,
    remoteAddressGroupId: null,
    description: '',
  },
  ...change,
})

describe('the traffic difference of the article', () => {
  it('is nothing where nothing changes', () => {
    const same = trafficDifference(dump(articleSevenRules), dump(articleSevenRules))
    expect(same).toEqual({ changes: [], kept: [], more: { changes: 0, kept: 0 }, ports: [], notComputed: [] })
  })

  it('names what a removed rule let through, and by which line', () => {
    const next = edited(articleSevenRules, { do: 'rule.delete', groupId: GROUP, ruleId: '5e7e0006-0000-4000-8000-000000000006' })
    const found = trafficDifference(dump(articleSevenRules), dump(next))
    expect(rows(found)).toEqual([
      `dropped ingress ipv4 ${TAP} new: protocol 6, source 15.5.0.0/16, destinationPort 110: pass (i6e3f2eda-3 5) -> drop (sg-fallback 1)`,
    ])
    expect(found.changes[0]?.before.by[0]).toMatchObject({
      ...{ table: 'filter', text: '-s 15.5.0.0/16 -p tcp -m tcp --dport 110 -j RETURN' },
      mark: expect.stringMatching(/^tw:5e7e0006\./),
    })
    expect(found.ports).toEqual([{ tap: TAP, before: true, after: true }])
    // What else passes there.
    expect(found.kept.map((row) => `${said(row.protocol)} ${said(row.source)} ${said(row.destinationPort)}`)).toEqual([
      '1 any any',
      '6 any 80',
      '17 100.1.100.0/24 53',
      '17 90.1.180.3/32 91.1.180.2/32 68',
    ])
    expect(TrafficDifference.parse(JSON.parse(JSON.stringify(found)))).toEqual(found)
  })

  it('names the members that a rule from a group lets in', () => {
    const rule = ruleOf({ portRangeMin: 22, portRangeMax: 22, remoteGroupId: DEFAULT })
    const next = edited(articleSevenRules, { do: 'rule.create', groupId: GROUP, rule })
    const found = trafficDifference(dump(articleSevenRules), dump(next))
    expect(rows(found)).toEqual([
      `let-through ingress ipv4 ${TAP} new: protocol 6, source 81.1.180.13/32 91.1.180.5/32, destinationPort 22: drop (sg-fallback 1) -> pass (i6e3f2eda-3 9)`,
    ])
    expect(found.changes[0]?.source?.set).toBe('IPv4f5377a66-803d-481b-b')
  })

  it('says nothing of a rule that only repeats what passes', () => {
    const rule = ruleOf({ protocol: 'icmp', portRangeMin: 8, portRangeMax: 0, remoteIpPrefix: '10.0.0.0/8' })
    const next = edited(articleSevenRules, { do: 'rule.create', groupId: GROUP, rule })
    const found = trafficDifference(dump(articleSevenRules), dump(next))
    expect(found.changes).toEqual([])
    expect(found.ports).toHaveLength(1)
  })

  it('says of a changed range only what it did not have', () => {
    const before = edited(articleSevenRules, {
      ...{ do: 'rule.create', groupId: GROUP, rule: ruleOf({ protocol: 'udp', portRangeMin: 1000, portRangeMax: 2000 }) },
    })
    const after = edited(before, {
      ...{ do: 'rule.update', groupId: GROUP, rule: ruleOf({ protocol: 'udp', portRangeMin: 1500, portRangeMax: 2500 }) },
    })
    expect(rows(trafficDifference(dump(before), dump(after)))).toEqual([
      `let-through ingress ipv4 ${TAP} new: protocol 17, destinationPort 2001:2500: drop (sg-fallback 1) -> pass (i6e3f2eda-3 9)`,
      `dropped ingress ipv4 ${TAP} new: protocol 17, destinationPort 1000:1499: pass (i6e3f2eda-3 9) -> drop (sg-fallback 1)`,
    ])
  })
})

describe('a match or target that is not known', () => {
  const chain = (...lines: string[]): string =>
    [
      '*filter',
      ':FORWARD DROP [0:0]',
      ':port - [0:0]',
      '-A FORWARD -m physdev --physdev-out tapa -j port',
      ...lines,
      'COMMIT',
      '',
    ].join('\n')
  const between = (before: string[], after: string[]) =>
    rows(trafficDifference(dumpOfTexts(chain(...before)), dumpOfTexts(chain(...after))))

  it('makes what it alone decides unsure, and names the rule', () => {
    const limited = '-A port -p tcp -m limit --limit 5/min -j ACCEPT'
    expect(
      between(['-A port -p tcp -m tcp --dport 22 -j ACCEPT'], ['-A port -p tcp -m tcp --dport 22 -j ACCEPT', limited]),
    ).toEqual(['unsure ingress ipv4 tapa both: protocol 6, destinationPort all but 22: drop (FORWARD policy) -> unsure (port 2)'])
  })

  it('changes nothing where both answers are the same', () => {
    expect(
      between([], ['-A port -m u32 --u32 "0&0xFF=1" -j DROP', '-A port -m string --string "-j ACCEPT" --algo bm -j LOG']),
    ).toEqual([])
  })

  it('is unsure of a target that it does not know and of a set that is not there', () => {
    expect(between([], ['-A port -p udp -j NFQUEUE --queue-num 1'])).toHaveLength(1)
    expect(between([], ['-A port -m set --match-set gone src -j ACCEPT'])).toEqual([
      'unsure ingress ipv4 tapa both: : drop (FORWARD policy) -> unsure (port 1)',
    ])
  })

  it('is computed port by port, when the lines are read', () => {
    const told = [...trafficSteps(dumpOfTexts(chain()), dumpOfTexts(chain()))]
    expect(told.at(-1)).toEqual({ done: 0, of: 1 })
    expect(told.slice(0, -1).every(({ of }) => of === 0)).toBe(true)
  })

  it('leaves out ports for which there is no more work to spend, and names them', () => {
    const [before, after] = [dumpOfTexts(chain()), dumpOfTexts(chain('-A port -p tcp -m tcp --dport 22 -j ACCEPT'))]
    expect(trafficDifference(before, after, { work: 2 })).toMatchObject({ changes: [], notComputed: ['tapa'] })
  })
})
