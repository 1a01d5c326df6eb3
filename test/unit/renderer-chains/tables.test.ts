import { describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import type { Project, Release } from '#shared/project/schema'
import { indexKernel } from '../../../renderer/state/kernel-index.ts'
import { subjectOf } from '../../../renderer/state/kernel-origin.ts'
import { tablesOf } from '../../../renderer/state/kernel-tables.ts'
import { reasonWords } from '../../../renderer/texts/explain-words.ts'
import { shownChain } from '../../../renderer/views/chains/choose.ts'
import { chainGraph } from '../../../renderer/views/chains/graph/graph-model.ts'
import { kernelRules } from './article.ts'
import '../../../renderer/texts/i18n.ts'

const of = (release: Release): { project: Project; index: ReturnType<typeof indexKernel> } => {
  const project = { ...articleSevenRules, hosts: articleSevenRules.hosts.map((host) => ({ ...host, release })) }
  return { project, index: indexKernel(kernelRules(project)) }
}
const { project, index } = of('25.2')

describe('tables of the kernel', () => {
  it.each([
    ['2014.2', ['filter']],
    ['21.0', ['filter', 'raw']],
    ['25.2', ['filter', 'raw', 'nat']],
  ] as const)('%s has rules in %j', (release, tables) => expect(tablesOf(of(release).index)).toEqual(tables))

  it('tell chains of one name apart by their tables', () => {
    const roles = index.chains.filter(({ name, family }) => name === 'neutron-openvswi-OUTPUT' && family === 'ipv4')
    expect(roles.map(({ table, role }) => [table, role])).toEqual(
      expect.arrayContaining([
        ['filter', 'output'],
        ['raw', 'raw'],
      ]),
    )
  })

  it('begin with the chain that has the lines', () => {
    const shown = (table: 'raw' | 'nat') => shownChain(index, { family: 'ipv4', table, name: null, portId: null })?.name
    expect([shown('raw'), shown('nat')]).toEqual(['neutron-openvswi-PREROUTING', 'neutron-openvswi-PREROUTING'])
  })

  it('fold the zones of other ports, and draw those of the followed one', () => {
    const port = index.chains.find(({ portId }) => portId !== null)?.portId ?? ''
    const graph = chainGraph(index, { family: 'ipv4', table: 'raw', open: new Set([port]) })
    const lines = graph.nodes.find(({ name }) => name === 'neutron-openvswi-PREROUTING')?.lines ?? []
    const folded = lines.find(({ kind }) => kind === 'ports')
    const own = lines.filter(({ kind }) => kind === 'rule')
    expect(own).toHaveLength(3)
    expect(own.every(({ verdict, words }) => verdict === 'none' && /CT zone \d+$/.test(words))).toBe(true)
    expect(folded).toMatchObject({ verdict: 'none', count: project.ports.filter(isBeforeVm).length - 1 })
    expect(folded?.rows).toHaveLength(3 * (folded?.count ?? 0))
    expect(graph.jumps.map(({ to }) => to.split(' ').at(-1))).toEqual(['neutron-openvswi-PREROUTING', 'neutron-openvswi-OUTPUT'])
  })
})

const isBeforeVm = ({ deviceOwner, hostName }: Project['ports'][number]): boolean =>
  deviceOwner.startsWith('compute:') && hostName === 'compute1'

describe('reasons of kernel rules', () => {
  const reasonsIn = (table: string, name: string): string[] => {
    const chain = index.chains.find((each) => each.family === 'ipv4' && each.table === table && each.name === name)
    if (chain === undefined) throw new Error(`no chain ${name}`)
    return chain.rows.flatMap((row) => {
      const subject = subjectOf(index, chain, row)
      return subject === null ? [] : [reasonWords(project, subject)]
    })
  }

  it('are told for every rule of ours, in all tables', () => {
    for (const chain of index.chains)
      for (const row of chain.rows) {
        const subject = subjectOf(index, chain, row)
        expect(subject === null ? '' : reasonWords(project, subject), index.rows[row]?.text).toMatch(/\w/)
      }
  })

  it('are those of the command line', () => {
    expect(reasonsIn('filter', 'FORWARD')).toEqual([
      'Built in: first the chain that all agents of the host share',
      'Built in: every packet of this hook goes through the chains of the agent',
    ])
    expect(reasonsIn('raw', 'neutron-openvswi-PREROUTING')[0]).toMatch(/^Connections of \w+ are tracked in zone 4097, apart/)
    expect(reasonsIn('nat', 'neutron-openvswi-PREROUTING')[0]).toMatch(
      /skip what others have in this table; nothing is filtered here$/,
    )
  })
})
