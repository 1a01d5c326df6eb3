import { describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { type Project, Release } from '#shared/project/schema'
import { type DriftItem, driftOf } from '#shared/sync/drift'
import { expectedOf } from '#shared/sync/expected'
import { planSync } from '#shared/sync/plan-sync'
import { takeOver } from '#shared/take-over/take-over'
import { FakeTables } from '../../support/fake-tables.ts'

/** What the kernel holds becomes the project's, where a project can say it, and only then. */

const NEW = '0f0f0f0f-1111-4222-8333-444444444444'
const HOST = 'compute1'

function onHost(release: Release): Project {
  return { ...articleSevenRules, hosts: articleSevenRules.hosts.map((host) => ({ ...host, release })) }
}

function world(project: Project = articleSevenRules) {
  const ruleset = compile(project, HOST)
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  const fake = new FakeTables()
  for (const transaction of planSync(ruleset.value, fake.dump()).transactions) fake.apply(transaction)
  const expected = expectedOf({ ruleset: ruleset.value, readBack: fake.dump() })
  const drift = () => driftOf(expected, fake.dump())
  const chainOf = (role: 'port-in' | 'port-out', withGroup = true) =>
    ruleset.value.tables
      .flatMap(({ family, chains }) => (family === 'ipv4' ? chains : []))
      .find((chain) => chain.role === role && chain.rules.some(({ origin }) => origin.kind === 'group-rule') === withGroup)
  const only = (): DriftItem => {
    const [item, ...more] = drift()
    if (item === undefined || more.length > 0) throw new Error(JSON.stringify(drift()))
    return item
  }
  /** Position, from 0, of the first line of a group in a chain. */
  const line = (role: 'port-in' | 'port-out', text = '') => {
    const chain = chainOf(role)
    const at = chain?.rules.findIndex(({ origin, text: own }) => origin.kind === 'group-rule' && own.includes(text)) ?? -1
    return { name: chain?.name ?? '', at }
  }
  return {
    project,
    fake,
    drift,
    only,
    line,
    offer: (item = only(), group: string | null = null) => takeOver(project, HOST, item, group, NEW),
  }
}

/** After the edit, what the kernel holds is what the project says: only the mark of the line may be another. */
function settles({ project, fake }: ReturnType<typeof world>, offered: ReturnType<typeof takeOver>) {
  if (!offered.ok) throw new Error(JSON.stringify(offered.error))
  const edited = applyEdit(project, offered.value.edit)
  if (!edited.ok) throw new Error(JSON.stringify(edited.error))
  const ruleset = compile(edited.value, HOST)
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  for (const transaction of planSync(ruleset.value, fake.dump()).transactions) fake.apply(transaction)
  return edited.value
}

describe('taking over', () => {
  it.each(Release.options)('a missing line deletes the rule of its group: %s', (release) => {
    const at = world(onHost(release))
    const { name, at: place } = at.line('port-in')
    at.fake.disturb('ipv4', name, (rules) => rules.splice(place, 1))
    const offered = at.offer()
    expect(offered).toMatchObject({ ok: true, value: { edit: { do: 'rule.delete' } } })
    const after = settles(at, offered)
    expect(after.securityGroups.flatMap(({ rules }) => rules).length).toBe(
      at.project.securityGroups.flatMap(({ rules }) => rules).length - 1,
    )
  })

  it.each(Release.options)('a line of others becomes a rule of a group of the port: %s', (release) => {
    for (const [role, text, rule] of [
      [
        'port-in',
        '-s 203.0.113.0/24 -p tcp -m tcp --dport 8080 -j RETURN',
        { direction: 'ingress', protocol: 'tcp', portRangeMin: 8080, portRangeMax: 8080, remoteIpPrefix: '203.0.113.0/24' },
      ],
      ['port-in', '-p tcp -m tcp --dport 8000:8010 -j RETURN', { portRangeMin: 8000, portRangeMax: 8010, remoteIpPrefix: null }],
      [
        'port-in',
        '-s 203.0.113.7/32 -p udp -m udp -m comment --comment "from the office" -j RETURN',
        { protocol: 'udp', remoteIpPrefix: '203.0.113.7/32', description: 'from the office' },
      ],
      [
        'port-out',
        '-d 203.0.113.7/32 -p icmp -m icmp --icmp-type 8 -j RETURN',
        { direction: 'egress', protocol: 'icmp', portRangeMin: 8, remoteIpPrefix: '203.0.113.7/32' },
      ],
      ['port-in', '-p gre -j RETURN', { direction: 'ingress' }],
    ] as const) {
      const at = world(onHost(release))
      const { name } = at.line('port-in')
      const chain = role === 'port-in' ? name : name.replace('-i', '-o')
      at.fake.addForeign('ipv4', chain, 1, text)
      const offered = at.offer()
      expect(offered).toMatchObject({ ok: true, value: { edit: { do: 'rule.create', rule: { id: NEW, ...rule } } } })
      settles(at, offered)
    }
  })

  it('a changed line changes its rule, under the same id', () => {
    const at = world()
    const { name, at: place } = at.line('port-in', '--dport 110')
    at.fake.disturb('ipv4', name, (rules) => {
      const rule = rules[place]
      if (rule !== undefined) rules[place] = { ...rule, text: rule.text.replace('--dport 110', '--dport 1110') }
    })
    const item = at.only()
    const offered = at.offer(item)
    expect(offered).toMatchObject({
      ok: true,
      value: { edit: { do: 'rule.update', rule: { portRangeMin: 1110, portRangeMax: 1110 } } },
    })
    if (offered.ok) expect(item.origin).toMatchObject({ ruleId: offered.value.rule.id })
  })

  it('names the other ports that have the group', () => {
    const base = world()
    const { name, at: place } = base.line('port-in')
    base.fake.disturb('ipv4', name, (rules) => rules.splice(place, 1))
    const offered = base.offer()
    if (!offered.ok) throw new Error('no offer')
    const others = base.project.ports.filter(({ securityGroupIds }) => securityGroupIds.includes(offered.value.groupId))
    expect(offered.value.alsoPorts.length).toBe(others.length - 1)
  })

  it.each([
    ['-p tcp -m tcp --dport 80 -j ACCEPT', 'take-over.target'],
    ['-p tcp -m tcp --sport 80 -j RETURN', 'take-over.source-ports'],
    ['-p tcp -m multiport --dports 80,443 -j RETURN', 'take-over.several-ports'],
    ['-m state --state NEW -j RETURN', 'take-over.match'],
    ['! -s 10.0.0.0/8 -j RETURN', 'take-over.match'],
    ['-d 10.0.0.0/8 -j RETURN', 'take-over.not-explained'],
    ['-m set --match-set other src -j RETURN', 'take-over.not-explained'],
  ])('%s cannot be said: %s', (text, code) => {
    const at = world()
    at.fake.addForeign('ipv4', at.line('port-in').name, 1, text)
    expect(at.offer()).toMatchObject({ ok: false, error: { code } })
  })

  it('what is no rule of a group is not offered', () => {
    const skeleton = world()
    skeleton.fake.disturb('ipv4', 'neutron-openvswi-sg-fallback', (rules) => rules.splice(0, 1))
    expect(skeleton.offer()).toMatchObject({ ok: false, error: { code: 'take-over.not-of-group' } })
    const moved = world()
    const { name, at } = moved.line('port-in')
    moved.fake.disturb('ipv4', name, (rules) => rules.push(...rules.splice(at, 1)))
    expect(moved.offer()).toMatchObject({ ok: false, error: { code: 'take-over.moved' } })
    const elsewhere = world()
    elsewhere.fake.addForeign('ipv4', 'neutron-openvswi-sg-chain', 1, '-j RETURN')
    expect(elsewhere.offer()).toMatchObject({ ok: false, error: { code: 'take-over.not-of-port' } })
  })

  it('a rule that the project has already is refused with the words of the server', () => {
    const at = world()
    const { name, at: place } = at.line('port-in')
    const text = at.fake.rules('ipv4', name)[place]?.text.replace(/-m comment --comment "?tw:\S+ /, '') ?? ''
    at.fake.addForeign('ipv4', name, 1, text)
    const offered = at.offer()
    expect(offered.ok).toBe(false)
  })

  it('a group that the port does not have is no place for the rule', () => {
    const at = world()
    at.fake.addForeign('ipv4', at.line('port-in').name, 1, '-p gre -j RETURN')
    expect(at.offer(at.only(), NEW)).toMatchObject({ ok: false, error: { code: 'take-over.no-group' } })
  })
})
