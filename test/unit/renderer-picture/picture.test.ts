import { describe, expect, it } from 'vitest'
import type { Dump } from '#shared/netfilter/dump'
import type { Step } from '#shared/walk/step'
import { routeWays } from '../../../renderer/parts/chain-graph/route.ts'
import { layoutPicture } from '../../../renderer/parts/chain-picture/picture-layout.ts'
import { chainPicture, type Picture } from '../../../renderer/parts/chain-picture/picture-model.ts'
import { dump, steps } from './first-ping.ts'

const picture = chainPicture({ dump, family: 'ipv4', steps })
const short = (name: string): string => name.replace(/^filter (neutron-(openvswi-)?)?/, '')
const told = ({ ways, nodes }: Picture): string[] =>
  ways.map(({ from, line, to, toLine, back }) => {
    const number = nodes.find(({ id }) => id === from)?.lines[line]?.first ?? 0
    const toNumber = toLine === null ? '' : ` ${nodes.find(({ id }) => id === to)?.lines[toLine]?.first ?? 0}`
    return `${short(from)} ${number} ${back ? '<' : '>'} ${short(to)}${toNumber}`
  })

describe('the picture of a packet’s way', () => {
  it('has the chains in the order in which the packet came to them', () => {
    expect(picture.nodes.map(({ name, depth }) => `${depth} ${short(`filter ${name}`)}`)).toEqual([
      '0 FORWARD',
      '1 filter-top',
      '2 local',
      '1 FORWARD',
      '2 sg-chain',
      '3 i6e3f2eda-3',
    ])
  })

  it('goes down by jumps, and back through the lines that called', () => {
    expect(told(picture)).toEqual([
      'FORWARD 1 > filter-top',
      'filter-top 1 > local',
      'local 0 < filter-top 1',
      'filter-top 1 < FORWARD 2',
      'FORWARD 2 > FORWARD',
      'FORWARD 1 > sg-chain',
      'sg-chain 1 > i6e3f2eda-3',
      'i6e3f2eda-3 8 < sg-chain 2',
    ])
  })

  it('says of each rule what it made of the packet', () => {
    const port = picture.nodes.at(-1)?.lines ?? []
    expect(port.map(({ match }) => match)).toEqual([...Array.from({ length: 7 }, () => 'no'), 'yes', null])
    expect(port[7]).toMatchObject({ first: 8, verdict: 'return', words: 'icmp', steps: [12] })
    expect(picture.places.map(({ node, line }) => picture.nodes.find(({ id }) => id === node)?.lines[line]?.steps)).toEqual(
      steps.map((_, at) => [at]),
    )
  })

  it('gives each chain a place right of its caller, none over another, and a stroke to each way', () => {
    const places = layoutPicture(picture)
    const boxes = [...places.values()]
    expect(boxes).toHaveLength(picture.nodes.length)
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart).toBe(true)
      }
    for (const { from, to, back } of picture.ways)
      expect((places.get(to)?.column ?? 0) - (places.get(from)?.column ?? 0)).toBe(back ? -1 : 1)
    expect(routeWays(picture.ways, places).flatMap(({ ways }) => ways)).toEqual(
      expect.arrayContaining(picture.ways.map(({ id }) => id)),
    )
  })
})

describe('a chain of many rules', () => {
  const rules = Array.from({ length: 400 }, (_, at) => ({ text: `-p tcp -m tcp --dport ${at + 1} -j ACCEPT`, mark: null }))
  const long: Dump = { tables: [{ family: 'ipv4', table: 'filter', chains: [{ name: 'INPUT', policy: 'DROP', rules }] }], sets: [] }
  const tried = (rule: number, match: Step['match']): Step => ({
    ...{
      table: 'filter',
      chain: 'INPUT',
      rule,
      text: '',
      mark: null,
      match,
      why: null,
      act: { do: 'accept' },
      depth: 0,
      by: 'worked-out',
    },
  })
  const lines = (of: readonly Step[]) =>
    chainPicture({ dump: long, family: 'ipv4', steps: of }).nodes[0]?.lines.map(({ kind, first, last, match }) => [
      kind,
      first,
      last,
      match,
    ])

  it('folds what did not match and what was not tried, and keeps what matched', () => {
    expect(lines([...Array.from({ length: 200 }, (_, at) => tried(at + 1, 'no')), tried(201, 'yes')])).toEqual([
      ['fold', 1, 200, 'no'],
      ['rule', 201, 201, 'yes'],
      ['fold', 202, 400, null],
    ])
  })

  it('ends with the policy when nothing matched', () => {
    const end: Step = { ...tried(1, 'yes'), rule: null, text: 'policy DROP', act: { do: 'drop' } }
    expect(lines([...Array.from({ length: 400 }, (_, at) => tried(at + 1, at === 7 ? 'unsure' : 'no')), end])).toEqual([
      ['fold', 1, 7, 'no'],
      ['rule', 8, 8, 'unsure'],
      ['fold', 9, 400, 'no'],
      ['end', 0, 0, 'yes'],
    ])
  })
})
