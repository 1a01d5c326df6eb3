import { describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { type Dump, emptyDump, rowsOf } from '#shared/netfilter/dump'
import { articleSevenRules } from '#shared/project/article'
import { changesBetween } from '#shared/project/changes'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { causesOf } from '#shared/review/causes'
import { kernelChange } from '#shared/review/kernel-change'
import { projectChanges } from '#shared/review/project-changes'
import { indexMarks } from '#shared/ruleset/rows'
import type { Plan } from '#shared/sync/plan'
import { keepsSafeOrder } from '#shared/sync/plan-order'
import { planScript } from '#shared/sync/plan-script'
import { planSync } from '#shared/sync/plan-sync'
import { FakeTables } from '../../support/fake-tables.ts'

const HOST = 'compute1'
const ruleset = (project: Project) => {
  const result = compile(project, HOST)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const edited = (project: Project, ...edits: readonly Edit[]): Project =>
  edits.reduce((now, edit) => {
    const next = applyEdit(now, edit)
    if (!next.ok) throw new Error(JSON.stringify(next.error))
    return next.value
  }, project)

function held(project: Project): Dump {
  const fake = new FakeTables()
  for (const transaction of planSync(ruleset(project), emptyDump).transactions) fake.apply(transaction)
  fake.addForeign('ipv4', 'FORWARD', 99, '-j DOCKER-USER')
  return fake.dump()
}
const review = (before: Project, after: Project) => {
  const dump = held(before)
  // Each row has counted its own number.
  const packets = rowsOf(dump).map((_, at) => at)
  return { dump, packets, plan: planSync(ruleset(after), dump) }
}

const [group] = articleSevenRules.securityGroups
if (group === undefined) throw new Error('the article has a group')
const rule = (protocol: string) => {
  const found = group.rules.find((each) => each.protocol === protocol)
  if (found === undefined) throw new Error(protocol)
  return found
}
const gone = (protocol: string): Edit => ({ do: 'rule.delete', groupId: group.id, ruleId: rule(protocol).id })
const added: Edit = {
  do: 'rule.create',
  groupId: group.id,
  rule: {
    ...rule('tcp'),
    id: '0f0f0f0f-0000-4000-8000-000000000001',
    portRangeMin: 2222,
    portRangeMax: 2222,
    remoteIpPrefix: null,
  },
}

describe('the kernel layer of a review', () => {
  it('has each line that goes with its packets, each that comes, and how many stay', () => {
    const after = edited(articleSevenRules, gone('icmp'), added)
    const { dump, packets, plan } = review(articleSevenRules, after)
    const change = kernelChange({ dump, packets, plan })
    const lines = change.chains.flatMap((chain) => chain.lines.map((line) => ({ ...line, chain: chain.name })))
    const went = lines.filter(({ kind }) => kind === 'goes')
    const came = lines.filter(({ kind }) => kind === 'comes')
    expect(went.map(({ text }) => text.replace(/ -m comment.*? -j/, ' -j'))).toEqual(['-p icmp -j RETURN'])
    expect(came.map(({ text }) => text)).toEqual([expect.stringContaining('--dport 2222')])
    const row = rowsOf(dump).findIndex(({ mark }) => mark === went[0]?.mark)
    expect(change.atStake).toBe(row)
    const all = rowsOf(dump).filter((each) => each.rule !== null).length
    expect(change.kept.lines).toBe(all - 1)
    expect(change.foreign).toEqual({ lines: 1, goes: 0 })
    expect(change.untouched.map(({ name }) => name)).toContain('FORWARD')
  })

  it('of a first apply has new chains, and the hooks that jump to them', () => {
    const plan = planSync(ruleset(articleSevenRules), emptyDump)
    const change = kernelChange({ dump: emptyDump, packets: [], plan })
    expect(new Set(change.chains.map(({ how }) => how))).toEqual(new Set(['new', 'changed']))
    expect(change.chains.filter(({ how }) => how === 'changed').every(({ name }) => /^[A-Z]+$/.test(name))).toBe(true)
    expect(change.goes).toBe(0)
    expect(keepsSafeOrder(emptyDump, plan)).toBe(true)
  })

  it('as commands is a script with one tool for each transaction', () => {
    const script = planScript(planSync(ruleset(articleSevenRules), emptyDump))
    expect(script).toMatch(/^# compute1\n/)
    expect(script).toContain("\niptables-restore --noflush <<'EOF'\n*filter\n")
    expect(script.match(/^EOF$/gm)?.length).toBe(script.match(/<<'EOF'$/gm)?.length)
  })

  it('an order in which a rule goes before its successor comes is found', () => {
    const after = edited(articleSevenRules, gone('icmp'), added)
    const { dump, plan } = review(articleSevenRules, after)
    expect(keepsSafeOrder(dump, plan)).toBe(true)
    const turned: Plan = {
      ...plan,
      transactions: plan.transactions.map((each) => (each.on === 'table' ? { ...each, steps: each.steps.toReversed() } : each)),
    }
    expect(keepsSafeOrder(dump, turned)).toBe(false)
  })
})

describe('the project layer of a review', () => {
  const after = edited(articleSevenRules, gone('icmp'), added, {
    do: 'group.update',
    id: group.id,
    description: 'other words',
  })
  const changes = projectChanges(articleSevenRules, after)

  it('has each change that is counted, once', () => {
    expect(changes.length).toBe(changesBetween(articleSevenRules, after).count)
    expect(new Set(changes.map(({ key }) => key)).size).toBe(changes.length)
    expect(changes.map(({ kind, change }) => [kind, change])).toEqual([
      ['group', 'changed'],
      ['rule', 'added'],
      ['rule', 'removed'],
    ])
  })

  it('each line that changes leads to the change that it comes from, and to no other', () => {
    const { dump, packets, plan } = review(articleSevenRules, after)
    const origins = new Map([articleSevenRules, after].flatMap((each) => [...indexMarks(ruleset(each))]))
    const causes = causesOf(changes, articleSevenRules, after)
    const found = kernelChange({ dump, packets, plan }).chains.flatMap(({ lines }) =>
      lines.flatMap((line) => (line.kind === 'stays' ? [] : [causes.ofLine(origins.get(line.mark ?? '')?.rule.origin, HOST)])),
    )
    expect(found.toSorted()).toEqual([[`rule ${rule('icmp').id}`], ['rule 0f0f0f0f-0000-4000-8000-000000000001']].toSorted())
  })

  it('members of a set come from the binding that makes them', () => {
    const remote: Edit = {
      do: 'rule.create',
      groupId: group.id,
      rule: { ...rule('icmp'), id: '0f0f0f0f-0000-4000-8000-000000000002', remoteIpPrefix: null, remoteGroupId: group.id },
    }
    const withSet = edited(articleSevenRules, remote)
    const other = withSet.ports.find(
      ({ deviceOwner, securityGroupIds }) => deviceOwner.startsWith('compute') && !securityGroupIds.includes(group.id),
    )
    if (other === undefined) throw new Error('the article has a port without this group')
    const bound = edited(withSet, { do: 'port.bind', portId: other.id, groupId: group.id })
    const { dump, packets, plan } = review(withSet, bound)
    const own = projectChanges(withSet, bound)
    const change = kernelChange({ dump, packets, plan })
    const set = change.sets.find(({ joins }) => joins.length > 0)
    expect(set?.joins).toEqual([other.fixedIps[0]?.ipAddress])
    expect(causesOf(own, withSet, bound).ofSet(set?.name ?? '', HOST)).toEqual([`binding ${other.id} ${group.id}`])
  })
})
