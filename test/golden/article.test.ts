import { readFileSync } from 'node:fs'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { articleSevenRules, articleWithoutGroup } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import { describe, expect, test } from 'vitest'
import { differences } from './compare-compiled.ts'

const listing = (name: string): string[] =>
  readFileSync(new URL(`./article/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

/** The listings show one VM's chains; vm2 lives on the same host. */
const ofVm1 = (project: Project): Project => ({
  ...project,
  ports: project.ports.map((port) => (port.fixedIps[0]?.ipAddress === '91.1.180.5' ? { ...port, hostName: 'compute2' } : port)),
})

function compiled(project: Project, enableIpset = true) {
  const ruleset = compile(ofVm1(project), 'compute1', { enableIpset })
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  return { ruleset: ruleset.value, json: compileJson(ruleset.value) }
}

const SKELETON = /^-A (INPUT|FORWARD|OUTPUT|neutron-filter-top) /

function withRemoteGroup(): Project {
  const edited = applyEdit(articleSevenRules, {
    do: 'rule.create',
    groupId: '0aff643b-7b34-4384-b482-f37eccef5b90',
    rule: {
      id: '334334aa-0000-4000-8000-000000000334',
      direction: 'ingress',
      ethertype: 'IPv4',
      protocol: 'tcp',
      portRangeMin: 22,
      portRangeMax: 22,
      remoteIpPrefix: null,
      remoteGroupId: 'f5377a66-803d-481b-b4c3-a6631e8ab456',
      remoteAddressGroupId: null,
      description: '',
    },
  })
  if (!edited.ok) throw new Error(JSON.stringify(edited.error))
  return edited.value
}

describe('the article', () => {
  test('3.3.1: its ten chains and six jumps', () => {
    const { ruleset, json } = compiled(articleWithoutGroup)
    const lines = listing('chains.rules')
    const names = ruleset.tables.find(({ table }) => table === 'filter')?.chains.filter(({ role }) => role !== 'hook').map(({ name }) => `-N ${name}`)
    expect(names?.sort()).toEqual(lines.filter((line) => line.startsWith('-N')).sort())
    expect(json.iptables['filter']?.filter((line) => SKELETON.test(line))).toEqual(lines.filter((line) => line.startsWith('-A')))
  })

  test.each([
    ['3.3.2-no-security-group.rules', articleWithoutGroup],
    ['3.3.3-seven-rules.rules', articleSevenRules],
  ])('%s', (name, project) => {
    const lines = compiled(project).json.iptables['filter']?.filter((line) => !SKELETON.test(line))
    expect(differences(name, listing(name), lines ?? [])).toEqual([])
  })

  test('3.3.4: one rule and a set with ipset, one line for each member without', () => {
    const [one, ...each] = listing('3.3.4-remote-group.rules')
    const withIpset = compiled(withRemoteGroup()).json
    expect(withIpset.iptables['filter']).toContain(one)
    expect(withIpset.ipset).toEqual([
      'create IPv4f5377a66-803d-481b-b hash:ip family inet hashsize 1024 maxelem 65536',
      'add IPv4f5377a66-803d-481b-b 91.1.180.5',
      'add IPv4f5377a66-803d-481b-b 81.1.180.13',
    ])
    const without = compiled(withRemoteGroup(), false).json
    expect(without.iptables['filter']).toEqual(expect.arrayContaining(each))
    expect(without.iptables['filter']?.some((line) => line.includes('--dport 22 -m set'))).toBe(false)
    expect(without.ipset).toEqual([])
  })
})
