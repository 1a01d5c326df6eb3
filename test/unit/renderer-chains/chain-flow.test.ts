import { describe, expect, it } from 'vitest'
import { articleSevenRules } from '#shared/project/article'
import type { IndexedChain, KernelIndex } from '../../../renderer/state/kernel-index.ts'
import { chainFlow, isClosed, neverReturns } from '../../../renderer/views/chains/chain-flow.ts'
import { ruleLines } from '../../../renderer/views/chains/rule-line.ts'
import { articleIndex, fourPings } from './article.ts'

const index = articleIndex()
const counts = fourPings(index)
const packets = (row: number): number => counts.get(row) ?? 0

function chain(of: KernelIndex, end: string): IndexedChain {
  const found = of.chains.find((c) => c.family === 'ipv4' && c.name.endsWith(end) && c.policy === null)
  if (!found) throw new Error(`no chain ${end}`)
  return found
}

describe('where packets leave a chain', () => {
  it('the chain towards the VM: 4 = 3 + 1', () => {
    const flow = chainFlow(index, chain(index, 'i6e3f2eda-3'), packets)
    expect(flow.entered).toBe(4)
    expect(flow.leaving.map(({ number, packets: n }) => [number, n])).toEqual([
      [2, 3],
      [8, 1],
    ])
    expect(flow).toMatchObject({ balanced: true, atEnd: 0 })
  })

  it('the chain from the VM: the source check gives every packet back', () => {
    const flow = chainFlow(index, chain(index, 'o6e3f2eda-3'), packets)
    expect(flow.leaving.map(({ number, packets: n }) => [number, n])).toEqual([[5, 4]])
    expect(flow.balanced).toBe(true)
  })

  it('says so when the sums do not agree', () => {
    const other = (row: number) => packets(row) + (index.rows[row]?.text === '-p icmp -j RETURN' ? 1 : 0)
    expect(chainFlow(index, chain(index, 'i6e3f2eda-3'), other).balanced).toBe(false)
  })

  it('knows chains that no packet passes to the end, and those that give none back', () => {
    expect(isClosed(index, chain(index, 'i6e3f2eda-3'))).toBe(true)
    expect(neverReturns(index, chain(index, 'i6e3f2eda-3'))).toBe(false)
    expect(neverReturns(index, chain(index, 'sg-fallback'))).toBe(true)
    expect(neverReturns(index, chain(index, 'sg-chain'))).toBe(true)
    expect(isClosed(index, chain(index, '-local'))).toBe(false)
  })
})

describe('lines of the table', () => {
  const lines = ruleLines(index, chain(index, 'i6e3f2eda-3'), articleSevenRules)
  it('are in the words of the field', () => {
    expect(lines.map((line) => line.words)).toEqual([
      'INVALID',
      'RELATED,ESTABLISHED',
      'udp sport 67 dport 68',
      'udp sport 67 dport 68',
      'tcp dport 110',
      'tcp dport 80',
      'udp dport 53',
      'icmp',
      '',
    ])
    expect(lines.at(-1)).toMatchObject({ afterOthers: true, rule: { verdict: 'jump' } })
  })

  it('know the group rule that they came from', () => {
    const icmp = lines[7]?.origin
    if (icmp?.kind !== 'group-rule') throw new Error('the icmp line is of a group rule')
    const group = articleSevenRules.securityGroups.find((g) => g.id === icmp.groupId)
    expect(icmp.groupName).toBe('sg-all-ssh')
    expect(group?.rules[(icmp.number ?? 0) - 1]?.protocol).toBe('icmp')
  })
})
