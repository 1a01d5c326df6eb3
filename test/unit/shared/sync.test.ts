import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { emptyDump } from '#shared/netfilter/dump'
import { articleSevenRules, articleWithoutGroup } from '#shared/project/article'
import { commonSubsequence } from '#shared/sync/common-subsequence'
import { editChain } from '#shared/sync/edit-chain'
import { countSteps, inStep, planSync } from '#shared/sync/plan-sync'
import { FakeTables } from '../../support/fake-tables.ts'

const ruleset = (project = articleSevenRules, ipv6 = true) => {
  const result = compile(project, 'compute1', { ipv6 })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

function brought(want = ruleset()): FakeTables {
  const fake = new FakeTables()
  for (const transaction of planSync(want, emptyDump).transactions) fake.apply(transaction)
  return fake
}

test('the longest common subsequence is as long as that of the table of n × m', () => {
  const slow = (a: string[], b: string[]): number => {
    const best = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
    const at = (i: number, j: number) => best[i]?.[j] ?? 0
    for (let i = 1; i <= a.length; i++)
      for (let j = 1; j <= b.length; j++) {
        const row = best[i]
        if (row) row[j] = a[i - 1] === b[j - 1] ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1))
      }
    return at(a.length, b.length)
  }
  const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 })
  fc.assert(
    fc.property(letters, letters, (a, b) => {
      const pairs = commonSubsequence(a, b)
      expect(pairs.length).toBe(slow(a, b))
      pairs.forEach(([i, j], nth) => {
        expect(a[i]).toBe(b[j])
        const before = pairs[nth - 1]
        if (before) expect(i > before[0] && j > before[1]).toBe(true)
      })
    }),
  )
})

test('after every step of an edit a packet meets its old or its new verdict', () => {
  // A rule is the packets that it matches, one bit each, and a verdict; its text is its mark.
  const rules = fc.array(fc.tuple(fc.integer({ min: 1, max: 15 }), fc.constantFrom('accept', 'drop')), { maxLength: 7 })
  const mark = ([packets, verdict]: readonly [number, string]) => `${packets} ${verdict}`
  const verdict = (chain: readonly string[], packet: number) =>
    chain.find((text) => Number(text.split(' ')[0]) & (1 << packet))?.split(' ')[1] ?? 'return'
  fc.assert(
    fc.property(rules, rules, (before, after) => {
      const old = before.map(mark)
      const want = [...new Set(after.map(mark))]
      const chain = [...old]
      const spec = { matches: [], target: { kind: 'drop' } } as const
      const { inserts, deletes } = editChain(
        'C',
        want.map((m) => ({ mark: m, spec: { ...spec, matches: [] } })),
        old.map((m) => ({ mark: m, text: m })),
        false,
      )
      for (const step of [...inserts, ...deletes]) {
        if (step.do === 'append') chain.push(step.mark)
        else if (step.do === 'insert') chain.splice(step.at - 1, 0, step.mark)
        else if (step.do === 'delete') chain.splice(step.at - 1, 1)
        for (let packet = 0; packet < 4; packet++)
          expect([verdict(old, packet), verdict(want, packet)]).toContain(verdict(chain, packet))
      }
      expect(chain).toEqual(want)
    }),
    { numRuns: 1000 },
  )
})

describe('a hook', () => {
  test('keeps our jumps before the rules of others', () => {
    const want = ruleset()
    const fake = brought(want)
    fake.addForeign('ipv4', 'FORWARD', 3, '-j ACCEPT')
    expect(inStep(want, fake.dump())).toBe(true)
    fake.addForeign('ipv4', 'FORWARD', 2, '-j DOCKER-USER')
    expect(inStep(want, fake.dump())).toBe(false)
    const plan = planSync(want, fake.dump())
    expect(countSteps(plan)).toBe(2)
    for (const transaction of plan.transactions) fake.apply(transaction)
    expect(fake.rules('ipv4', 'FORWARD').map(({ jump }) => jump)).toEqual([
      'neutron-filter-top',
      'neutron-openvswi-FORWARD',
      'DOCKER-USER',
      'ACCEPT',
    ])
  })
})

describe('a plan', () => {
  test('binding a group writes its seven rules and nothing else', () => {
    const fake = brought(ruleset(articleWithoutGroup))
    const plan = planSync(ruleset(), fake.dump())
    expect(plan.transactions.map((t) => (t.on === 'table' ? `${t.family} ${t.steps.map((s) => s.do)}` : t.on))).toEqual([
      `ipv4 ${Array(7).fill('insert')}`,
    ])
  })

  test('switching IPv6 off takes its chains and leaves those of others', () => {
    const fake = brought()
    fake.addForeign('ipv6', 'neutron-openvswi-local', 1, '-j DROP')
    fake.addForeign('ipv6', 'OTHERS', 1, '-j neutron-openvswi-sg-fallback')
    const want = ruleset(articleSevenRules, false)
    for (const transaction of planSync(want, fake.dump()).transactions) fake.apply(transaction)
    expect(fake.chainNames('ipv6')).toEqual([
      'INPUT',
      'FORWARD',
      'OUTPUT',
      'neutron-openvswi-local',
      'neutron-openvswi-sg-fallback',
      'OTHERS',
    ])
    expect(fake.rules('ipv6', 'neutron-openvswi-sg-fallback')).toEqual([])
    expect(inStep(want, fake.dump())).toBe(true)
  })

  test('a set is written when its members differ, not when they are listed in another order', () => {
    const want = ruleset()
    const fake = brought(want)
    const { tables, sets } = fake.dump()
    const [set] = sets
    if (set === undefined) throw new Error('the example has no set')
    const grown = set.create.replace('hashsize 1024', 'hashsize 4096')
    expect(planSync(want, { tables, sets: [{ ...set, create: grown, members: set.members.toReversed() }] }).transactions).toEqual(
      [],
    )
    expect(planSync(want, { tables, sets: [{ ...set, members: ['91.1.180.6', '81.1.180.13'] }] }).transactions).toEqual([
      { on: 'set', write: want.sets[0] },
    ])
  })

  test('sets of others, and ours that others use, stay', () => {
    const fake = brought()
    const { tables } = fake.dump()
    const made = (name: string) => ({ name, create: 'hash:ip family inet hashsize 1024 maxelem 65536', members: [] })
    const used = 'IPv4aaaaaaaa-0000-4000-8'
    const seen = {
      tables: tables.map((t) => ({
        ...t,
        chains: [...t.chains, { name: 'X', policy: null, rules: [{ mark: null, text: `-m set --match-set ${used} src -j DROP` }] }],
      })),
      sets: [
        ...fake.dump().sets,
        made('docker'),
        made(used),
        made('IPv4bbbbbbbb-0000-4000-8'),
        made('IPv4bbbbbbbb-0000-4000-8-new'),
      ],
    }
    expect(planSync(ruleset(), seen).transactions).toEqual([
      { on: 'set-removal', name: 'IPv4bbbbbbbb-0000-4000-8' },
      { on: 'set-removal', name: 'IPv4bbbbbbbb-0000-4000-8-new' },
    ])
  })
})
