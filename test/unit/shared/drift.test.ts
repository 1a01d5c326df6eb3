import { describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { articleSevenRules } from '#shared/project/article'
import { type DriftItem, driftOf } from '#shared/sync/drift'
import { expectedOf } from '#shared/sync/expected'
import { planSync } from '#shared/sync/plan-sync'
import { planPutBack } from '#shared/sync/put-back'
import { FakeTables } from '../../support/fake-tables.ts'

/** Each kind of difference by name, place and words. */

const TOP = 'neutron-filter-top'
const FALLBACK = 'neutron-openvswi-sg-fallback'

function applied() {
  const ruleset = compile(articleSevenRules, 'compute1')
  if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error))
  const fake = new FakeTables()
  for (const transaction of planSync(ruleset.value, fake.dump()).transactions) fake.apply(transaction)
  const expected = expectedOf({ ruleset: ruleset.value, readBack: fake.dump() })
  const drift = () => driftOf(expected, fake.dump())
  const putBack = (items: readonly DriftItem[]) => {
    const plan = planPutBack(expected, fake.dump(), drift(), new Set(items.map(({ id }) => id)))
    for (const transaction of plan.transactions) fake.apply(transaction)
    return plan
  }
  const ingress = ruleset.value.tables.flatMap(({ chains }) => chains).find(({ role }) => role === 'port-in')?.name ?? ''
  return { fake, drift, putBack, ingress, expected }
}

describe('drift', () => {
  it('missing: a rule, with where it stood and where it comes from', () => {
    const { fake, drift, ingress } = applied()
    fake.disturb('ipv4', ingress, (rules) => rules.splice(2, 1))
    const [item, ...more] = drift()
    expect(more).toEqual([])
    expect(item).toMatchObject({ kind: 'missing', what: 'rule', family: 'ipv4', table: 'filter', chain: ingress, at: 3, now: null })
    expect(item?.origin).not.toBeNull()
    expect(item?.portId).toMatch(/^[0-9a-f-]{36}$/)
    expect(item?.was).toContain(item?.mark)
  })

  it('changed: our mark with other words, and the same item as long as the words are the same', () => {
    const { fake, drift } = applied()
    const write = (text: string) =>
      fake.disturb('ipv4', FALLBACK, (rules) => {
        const at = rules.findIndex(({ mark }) => mark !== null)
        const rule = rules[at]
        if (rule !== undefined) rules[at] = { ...rule, text }
      })
    const was = fake.rules('ipv4', FALLBACK)[0]?.text ?? ''
    write(was.replace('DROP', 'ACCEPT'))
    const [first] = drift()
    expect(first).toMatchObject({ kind: 'changed', at: 1, was, now: was.replace('DROP', 'ACCEPT') })
    fake.addForeign('ipv4', FALLBACK, 1, '-j LOG')
    expect(drift().map(({ id }) => id)).toContain(first?.id)
    write(was.replace('DROP', 'REJECT'))
    expect(drift().map(({ id }) => id)).not.toContain(first?.id)
  })

  it('foreign: in our chains at any place, in a hook only before ours', () => {
    const { fake, drift } = applied()
    const length = fake.rules('ipv4', FALLBACK).length
    fake.addForeign('ipv4', FALLBACK, length + 1, '-j ACCEPT')
    fake.addForeign('ipv4', 'FORWARD', 1, '-i eth0 -j ACCEPT')
    fake.addForeign('ipv4', 'FORWARD', 99, '-o eth0 -j ACCEPT')
    fake.addForeign('ipv4', 'DOCKER', 1, '-j DROP')
    expect(drift().map(({ kind, chain, at, now }) => [kind, chain, at, now])).toEqual([
      ['foreign', 'FORWARD', 1, '-i eth0 -j ACCEPT'],
      ['foreign', FALLBACK, length + 1, '-j ACCEPT'],
    ])
  })

  it('moved: within a chain, and into another one', () => {
    const { fake, drift, ingress } = applied()
    fake.disturb('ipv4', ingress, (rules) => rules.push(...rules.splice(0, 1)))
    const length = fake.rules('ipv4', ingress).length
    expect(drift()).toMatchObject([{ kind: 'moved', chain: ingress, at: length, from: { chain: ingress, at: 1 } }])
    const other = applied()
    other.fake.disturb('ipv4', other.ingress, (rules) => {
      const [rule] = rules.splice(0, 1)
      if (rule !== undefined) other.fake.disturb('ipv4', TOP, (others) => others.push(rule))
    })
    expect(other.drift()).toMatchObject([{ kind: 'moved', chain: TOP, from: { chain: other.ingress, at: 1 } }])
  })

  it('a copy of a rule of ours is foreign, with our mark', () => {
    const { fake, drift } = applied()
    fake.disturb('ipv4', FALLBACK, (rules) => rules.push(...rules))
    expect(drift()).toMatchObject([{ kind: 'foreign', chain: FALLBACK, at: 2, mark: expect.stringMatching(/^tw:/) }])
  })

  it('a chain that is gone, with the jumps to it; a policy; another table of the same name', () => {
    const { expected } = applied()
    const { fake, drift, ingress } = applied()
    fake.removeChain('ipv4', ingress)
    const items = drift()
    expect(items.filter(({ what }) => what === 'chain')).toMatchObject([
      { kind: 'missing', chain: ingress, was: expect.stringMatching(/^\d+$/) },
    ])
    expect(items.filter(({ what }) => what === 'rule').every(({ was }) => was?.endsWith(`-j ${ingress}`))).toBe(true)
    const dump = applied().fake.dump()
    const tables = dump.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) =>
        chain.name === 'FORWARD' && table.family === 'ipv4' ? { ...chain, policy: 'DROP' } : chain,
      ),
    }))
    expect(driftOf(expected, { ...dump, tables })).toMatchObject([
      { kind: 'changed', what: 'policy', chain: 'FORWARD', was: 'ACCEPT', now: 'DROP' },
    ])
  })

  it('everything, where the tables were flushed', () => {
    const { expected, drift } = applied()
    expect(drift()).toEqual([])
    const all = driftOf(expected, { tables: [], sets: [] })
    const hooks = [...expected.chains.values()].filter(({ role }) => role === 'hook')
    expect(all.filter(({ what }) => what === 'chain').length).toBe(expected.chains.size - hooks.length)
    expect(all.filter(({ what }) => what === 'rule').length).toBe(hooks.reduce((sum, { rules }) => sum + rules.length, 0))
  })
})

describe('put back', () => {
  it('writes the one rule that was chosen and touches no other', () => {
    const { fake, drift, putBack, ingress } = applied()
    fake.disturb('ipv4', ingress, (rules) => rules.splice(1, 2))
    fake.allRules().forEach((rule, at) => {
      rule.counter.packets = at + 1
    })
    const [, second] = drift()
    const plan = putBack(second === undefined ? [] : [second])
    expect(plan.transactions).toMatchObject([{ on: 'table', steps: [{ do: 'insert', chain: ingress, at: 2 }] }])
    expect(drift()).toMatchObject([{ kind: 'missing', at: 2 }])
    expect(fake.allRules().filter(({ counter }) => counter.packets === 0).length).toBe(1)
  })

  it('takes a rule of others out of our chain, and brings ours before those of others in a hook', () => {
    const { fake, drift, putBack } = applied()
    fake.addForeign('ipv4', FALLBACK, 1, '-j ACCEPT')
    fake.addForeign('ipv4', 'FORWARD', 1, '-i eth0 -j ACCEPT')
    putBack(drift())
    expect(drift()).toEqual([])
    expect(fake.rules('ipv4', FALLBACK).length).toBe(1)
    expect(fake.rules('ipv4', 'FORWARD').at(-1)?.text).toBe('-i eth0 -j ACCEPT')
  })
})
