import { describe, expect, it } from 'vitest'
import { appliedDifference } from '#shared/history/applied-difference'
import { beyondBounds } from '#shared/history/bounds'
import { kernelDifference, MOST_LINES, projectDifference } from '#shared/history/difference'
import { ourPart, planCounts } from '#shared/history/our-part'
import { type Dump, emptyDump, withoutMark } from '#shared/netfilter/dump'
import type { Plan } from '#shared/sync/plan'
import { base, edited, GROUP, rename } from '../documents/stage.ts'
import { hostOf } from './moments.ts'

const rule = base.securityGroups.find(({ id }) => id === GROUP)?.rules.find(({ protocol }) => protocol === 'icmp')
if (rule === undefined) throw new Error('the example lacks a rule for ICMP')
const without = edited(base, { do: 'rule.delete', groupId: GROUP, ruleId: rule.id })

const chain = (name: string, ...texts: string[]) => ({ name, policy: null, rules: texts.map((text) => ({ text, mark: null })) })
const dump = (...chains: ReturnType<typeof chain>[]): Dump => ({ tables: [{ family: 'ipv4', table: 'filter', chains }], sets: [] })

describe('what a restore point keeps of the kernel', () => {
  it('is ours: our chains and sets, and of a hook our jumps', () => {
    const { tables, apply } = hostOf(base)
    apply(base, 1, null)
    const held = tables.dump()
    const hook = { name: 'FORWARD', policy: 'DROP', rules: [{ text: '-j DOCKER-USER', mark: null }] }
    const mixed: Dump = {
      tables: held.tables.map((table) => ({
        ...table,
        chains: [
          ...table.chains.map((c) => (c.name === 'FORWARD' ? { ...c, rules: [...hook.rules, ...c.rules] } : c)),
          chain('DOCKER-USER', '-j RETURN'),
        ],
      })),
      sets: [...held.sets, { name: 'f2b-sshd', create: 'hash:ip family inet hashsize 1024 maxelem 65536', members: ['10.0.0.1'] }],
    }
    const text = JSON.stringify(ourPart(mixed))
    expect(text).not.toMatch(/DOCKER|f2b/)
    expect(text).toContain('neutron-openvswi-FORWARD')
    expect(ourPart(mixed)).toEqual(ourPart(held))
    expect(JSON.stringify(ourPart(held)).match(/tw:/g)?.length).toBe(JSON.stringify(held).match(/tw:/g)?.length)
  })

  it('a plan is counted: what comes, what goes, sets', () => {
    const { apply, plan, host } = hostOf(base)
    const first = planCounts(plan(base))
    expect(first).toMatchObject({ host, removed: 0 })
    expect(first.added).toBeGreaterThan(20)
    apply(base, 1, null)
    expect(planCounts(plan(base))).toEqual({ host, transactions: 0, added: 0, removed: 0, sets: 0 })
    expect(planCounts(plan(without))).toEqual({ host, transactions: 1, added: 0, removed: 1, sets: 0 })
  })
})

describe('what a plan does to our lines', () => {
  it('is counted in whole chains, also among lines of others', () => {
    const { tables, apply, plan } = hostOf(base)
    apply(base, 1, null)
    const held = tables.dump()
    const others = { text: '-j DOCKER-USER', mark: null }
    const mixed: Dump = {
      ...held,
      tables: held.tables.map((table) => ({
        ...table,
        chains: table.chains.map((c) => (c.name === 'FORWARD' ? { ...c, rules: [others, ...c.rules] } : c)),
      })),
    }
    const forward = mixed.tables.flatMap(({ chains }) => chains.find(({ name }) => name === 'FORWARD') ?? [])[0]
    const steps = { do: 'delete', chain: 'FORWARD', at: 2 } as const
    const taken: Plan = { ...plan(base), transactions: [{ on: 'table', family: 'ipv4', table: 'filter', steps: [steps] }] }
    expect(appliedDifference(mixed, taken)).toMatchObject({
      chains: [{ chain: 'FORWARD', change: 'changed', lines: [{ sign: '-', text: withoutMark(forward?.rules[1]?.text ?? '') }] }],
      sets: [],
    })
    expect(appliedDifference(held, plan(without)).chains).toMatchObject([{ change: 'changed', lines: [{ sign: '-' }] }])
    expect(appliedDifference(held, plan(base))).toEqual({ host: plan(base).host, chains: [], sets: [], more: 0 })
  })
})

describe('two moments', () => {
  it('differ in the words of the project', () => {
    const found = projectDifference(base, without)
    expect(found.differs).toEqual({ name: false, groups: 0, rules: 1, bindings: 0, others: 0 })
    expect(found.rules).toEqual([{ id: rule.id, group: expect.any(String), change: 'removed', before: rule, after: null }])
    expect(projectDifference(without, base).rules).toMatchObject([{ change: 'added', before: null, after: rule }])
    expect(projectDifference(base, edited(base, rename('other'))).differs.name).toBe(true)
    const port = base.ports.find(({ securityGroupIds }) => securityGroupIds.includes(GROUP))
    const unbound = edited(base, { do: 'port.unbind', portId: port?.id ?? '', groupId: GROUP })
    const group = base.securityGroups.find(({ id }) => id === GROUP)?.name
    expect(projectDifference(base, unbound).bindings).toMatchObject([{ portId: port?.id, added: [], removed: [group] }])
    expect(projectDifference(base, base)).toEqual({
      ...{ groups: [], rules: [], bindings: [] },
      differs: { name: false, groups: 0, rules: 0, bindings: 0, others: 0 },
    })
  })

  it('differ in lines of the kernel', () => {
    const { tables, apply, host } = hostOf(base)
    apply(base, 1, null)
    const before = ourPart(tables.dump())
    apply(without, 2, null)
    const { chains, sets, more } = kernelDifference(host, before, ourPart(tables.dump()))
    expect([sets, more]).toEqual([[], 0])
    expect(chains.map(({ change, lines }) => [change, lines.map(({ sign, text }) => `${sign} ${text}`)])).toEqual([
      ['changed', ['- -p icmp -j RETURN']],
    ])
    expect(kernelDifference(host, emptyDump, before).chains.every(({ change }) => change === 'added')).toBe(true)
  })

  it('have the lines where they stand, and no more of them than can be looked at', () => {
    const lines = (a: string[], b: string[]) =>
      kernelDifference('h', dump(chain('c', ...a)), dump(chain('c', ...b))).chains[0]?.lines.map(
        ({ sign, at, text }) => `${sign}${at} ${text}`,
      )
    expect(lines(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual(['-2 b', '+2 x', '+4 d'])
    expect(lines(['a'], ['a'])).toBeUndefined()
    const many = Array.from({ length: MOST_LINES + 7 }, (_, n) => `-s 10.0.${n >> 8}.${n & 255}/32 -j RETURN`)
    const found = kernelDifference('h', emptyDump, dump(chain('a', ...many), chain('b', 'one')))
    expect(found.chains.map((c) => c.lines.length)).toEqual([MOST_LINES, 0])
    expect(found.more).toBe(8)
  })

  it('have sets whose members have no order', () => {
    const set = (...members: string[]): Dump => ({ tables: [], sets: [{ name: 'NIPv4a', create: 'hash:net', members }] })
    expect(kernelDifference('h', set('1', '2'), set('2', '1')).sets).toEqual([])
    expect(kernelDifference('h', set('1', '2'), set('2', '3')).sets).toMatchObject([
      {
        name: 'NIPv4a',
        change: 'changed',
        lines: [
          { sign: '-', text: '1' },
          { sign: '+', text: '3' },
        ],
      },
    ])
  })
})

describe('the bounds of the history', () => {
  const kept = (...bytes: number[]) => bytes.map((size, at) => ({ at, bytes: size }))
  it('let the oldest go, until number and size fit', () => {
    expect(beyondBounds(kept(1, 1, 1), 3, 100)).toEqual([])
    expect(beyondBounds(kept(1, 1, 1, 1, 1), 3, 100).map(({ at }) => at)).toEqual([0, 1])
    expect(beyondBounds(kept(10, 50, 30, 20), 10, 100).map(({ at }) => at)).toEqual([0])
    expect(beyondBounds(kept(1, 60, 50, 20), 10, 100).map(({ at }) => at)).toEqual([0, 1])
  })
  it('keep the newest whatever its size', () => {
    expect(beyondBounds(kept(1, 500), 10, 100).map(({ at }) => at)).toEqual([0])
    expect(beyondBounds(kept(500), 10, 100)).toEqual([])
    expect(beyondBounds([], 10, 100)).toEqual([])
  })
})
