import { describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { indexKernel } from '../../../renderer/state/kernel-index.ts'
import { askedSets, kernelLines } from '../../../renderer/views/groups/kernel-lines.ts'
import { kernelRules } from './article.ts'

const [group] = articleSevenRules.securityGroups
const [rule] = group?.rules ?? []
if (group === undefined || rule === undefined) throw new Error('the article has a group with rules')

const withRules = (project: Project, rules: readonly SecurityGroupRule[]): Project => ({
  ...project,
  securityGroups: project.securityGroups.map((each) => (each.id === group.id ? { ...each, rules: [...rules] } : each)),
})
const onEveryPort = (project: Project): Project => ({
  ...project,
  ports: project.ports.map((port) => (port.deviceOwner.startsWith('compute:') ? { ...port, securityGroupIds: [group.id] } : port)),
})
const linesOf = (applied: Project, project: Project, ruleId = rule.id) =>
  kernelLines({ index: indexKernel(kernelRules(applied)), project, host: 'compute1', ruleId })
const own = ({ lines }: ReturnType<typeof kernelLines>) => lines.filter(({ isContext }) => !isContext)

describe('the lines of a group rule', () => {
  it('stand in the kernel between what explains them', () => {
    const found = linesOf(articleSevenRules, articleSevenRules)
    expect(found.count).toEqual({ there: 1, going: 0, coming: 0, elsewhere: 0 })
    expect(found.lines.map(({ isContext, verdict, rows }) => [isContext, verdict, rows.length])).toEqual([
      [true, 'return', 1],
      [false, 'return', 1],
      [true, 'jump', 1],
    ])
  })

  it('come and go with the next apply, when the rule is another by now', () => {
    const edited = withRules(articleSevenRules, [{ ...rule, portRangeMin: 111, portRangeMax: 111 }, ...group.rules.slice(1)])
    expect(own(linesOf(articleSevenRules, edited)).map(({ state, text }) => [state, text])).toEqual([
      ['going', '-s 15.5.0.0/16 -p tcp -m tcp --dport 110'],
      ['coming', '-s 15.5.0.0/16 -p tcp -m tcp --dport 111'],
    ])
    const removed = withRules(articleSevenRules, group.rules.slice(1))
    expect(linesOf(articleSevenRules, removed).count).toEqual({ there: 0, going: 1, coming: 0, elsewhere: 0 })
  })

  it('are told without a kernel, and of hosts whose kernel is not read', () => {
    const wide = onEveryPort(articleSevenRules)
    const found = kernelLines({ index: null, project: wide, host: 'compute1', ruleId: rule.id })
    expect(found.count).toEqual({ there: 0, going: 0, coming: 2, elsewhere: 1 })
    expect(found.lines.map(({ host }) => host)).toEqual(['compute1', 'compute1', 'compute2'])
    expect(linesOf(wide, wide).count).toEqual({ there: 2, going: 0, coming: 0, elsewhere: 1 })
  })

  it('of IPv6 stand in its chains', () => {
    const six = { ...rule, ethertype: 'IPv6' as const, remoteIpPrefix: '2001:db8::/32' }
    const project = withRules(articleSevenRules, [six])
    expect(own(linesOf(project, project)).map(({ family, state, text }) => [family, state, text])).toEqual([
      ['ipv6', 'there', '-s 2001:db8::/32 -p tcp -m tcp --dport 110'],
    ])
  })

  it('name their sets with the members that the kernel has, or will have', () => {
    const asked = { ...rule, remoteIpPrefix: null, remoteGroupId: group.id }
    const project = withRules(onEveryPort(articleSevenRules), [asked])
    const place = { index: null, project, host: 'compute1', ruleId: rule.id }
    const { lines } = kernelLines(place)
    const [set] = askedSets(place, lines)
    expect(askedSets(place, lines)).toHaveLength(1)
    expect(set?.members).toEqual(expect.arrayContaining(['91.1.180.14', '91.1.180.5', '81.1.180.13']))
    const rules = kernelRules(project)
    const dump = { ...rules.dump, sets: [{ name: set?.name ?? '', create: 'hash:ip', members: ['91.1.180.14'] }] }
    const read = { ...place, index: indexKernel({ ...rules, dump }) }
    expect(askedSets(read, kernelLines(read).lines)).toEqual([{ name: set?.name, members: ['91.1.180.14'] }])
  })
})
