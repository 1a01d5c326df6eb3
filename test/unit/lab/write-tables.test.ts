import { describe, expect, it } from 'vitest'
import { foreignDeletions, foreignParts } from '#electron/helper/ours'
import { safeCuts } from '#electron/helper/write-tables'
import type { DumpTable } from '#shared/netfilter/dump'
import type { TableStep, Transaction } from '#shared/sync/plan'

const made = (chain: string): TableStep => ({ do: 'new-chain', chain })
const append = (chain: string): TableStep => ({
  do: 'append',
  chain,
  spec: { matches: [], target: { kind: 'drop' } },
  mark: 'tw:1',
})
const flush = (chain: string): TableStep => ({ do: 'flush-chain', chain })
const gone = (chain: string): TableStep => ({ do: 'delete-chain', chain })
const filter = (...steps: TableStep[]): Transaction => ({ on: 'table', family: 'ipv4', table: 'filter', steps })

describe('where a transaction may be cut', () => {
  it.each<[string, TableStep[], number[]]>([
    ['between the rules of chains that nothing jumps to yet', [made('a'), append('a'), made('b'), append('b')], [1, 2, 3]],
    ['not once a living chain is changed', [made('a'), append('a'), append('live'), append('a')], [1, 2]],
    ['nowhere within living chains', [append('live'), append('live'), append('live')], []],
    ['before chains that are only taken away', [append('live'), flush('a'), gone('a')], [2, 1]],
    ['not where a living chain is emptied to be filled', [flush('live'), append('live')], []],
    ['not at all when there is one step', [made('a')], []],
  ])('%s', (_, steps, cuts) => expect(safeCuts(steps)).toEqual(cuts))
})

describe('what is ours', () => {
  it('chains, sets and jumps of ours may be written', () => {
    const jump = { matches: [], target: { kind: 'jump' as const, chain: 'neutron-linuxbri-sg-chain' } }
    const insert: TableStep = { do: 'insert', chain: 'FORWARD', at: 1, spec: jump, mark: 'tw:1' }
    const steps = [made('neutron-filter-top'), append('neutron-openvswi-i1'), insert, gone('neutron-linuxbri-x')]
    expect(foreignParts(filter(...steps))).toEqual([])
    expect(foreignParts({ on: 'set-removal', name: 'IPv6f5377a66-803d-481b-b' })).toEqual([])
  })

  it('every step that is not is told', () => {
    expect(foreignParts(filter(made('neutron'), append('DOCKER'), append('INPUT'))).map((i) => i.code)).toEqual([
      'ours.chain',
      'ours.chain',
      'ours.verdict-in-hook',
    ])
    expect(foreignParts({ on: 'set-removal', name: 'IPv4; flush' })).toMatchObject([{ code: 'ours.set' }])
  })

  it('a deletion in a hook is judged by the place that it has at its moment', () => {
    const rules = [
      { text: '-j a', mark: 'tw:1' },
      { text: '-j b', mark: null },
    ]
    const tables: DumpTable[] = [{ family: 'ipv4', table: 'filter', chains: [{ name: 'FORWARD', policy: 'ACCEPT', rules }] }]
    const remove = (at: number): TableStep => ({ do: 'delete', chain: 'FORWARD', at })
    expect(foreignDeletions(filter(remove(1)), tables)).toEqual([])
    expect(foreignDeletions(filter(remove(2)), tables)).toMatchObject([{ code: 'ours.unmarked' }])
    expect(foreignDeletions(filter(remove(1), remove(1)), tables).length).toBe(1)
    const jump = { matches: [], target: { kind: 'jump' as const, chain: 'neutron-filter-top' } }
    const last: TableStep = { do: 'append', chain: 'FORWARD', spec: jump, mark: 'tw:2' }
    expect(foreignDeletions(filter(last, remove(3)), tables)).toEqual([])
    expect(foreignDeletions(filter(remove(3)), tables).length).toBe(1)
    expect(foreignDeletions(filter(remove(1)), []).length).toBe(1)
  })
})
