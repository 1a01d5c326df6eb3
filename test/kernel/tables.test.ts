import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { labTopology } from '#shared/helper/lab-topology'
import { emptyDump } from '#shared/netfilter/dump'
import type { RuleSpec } from '#shared/netfilter/rule-spec'
import type { TableStep, Transaction } from '#shared/sync/plan'
import { plannedFrom } from '#shared/sync/prints'
import { must, startTestLab, type TestLab } from './lab.ts'
import { PC1, smallProject } from './small-project.ts'

/** What the lab writes into its tables, and what it refuses to. */

const accept: RuleSpec = { matches: [], target: { kind: 'accept' } }
const jump = (chain: string): RuleSpec => ({ matches: [], target: { kind: 'jump', chain } })
const filter = (...steps: TableStep[]): Transaction => ({ on: 'table', family: 'ipv4', table: 'filter', steps })
const append = (chain: string, spec: RuleSpec, mark = 'tw:1'): TableStep => ({ do: 'append', chain, spec, mark })
const insert = (chain: string, at: number, spec: RuleSpec, mark = 'tw:1'): TableStep => ({ do: 'insert', chain, at, spec, mark })
const chain = 'neutron-openvswi-iaaaaaaaa-a'
const host = 'compute1'

describe('writing tables', () => {
  let lab: TestLab
  beforeAll(async () => {
    lab = await startTestLab(smallProject)
  })
  beforeEach(async () => {
    await lab.ask('build', { topology: must(labTopology(smallProject)) })
  })
  afterAll(() => lab?.close())

  const apply = async (...transactions: Transaction[]) => {
    const { dump } = await lab.ask('read', { host, known: null })
    const plan = { host, from: plannedFrom(transactions, dump ?? emptyDump), transactions }
    return lab.client.request('apply', { plan, trial: null })
  }
  const rulesOf = async (name: string): Promise<string[] | null> => {
    const { dump } = await lab.ask('read', { host, known: null })
    const chains = dump?.tables.find(({ family }) => family === 'ipv4')?.chains
    return chains?.find((c) => c.name === name)?.rules.map((rule) => rule.text) ?? null
  }

  it('more than 600 rules, which the kernel takes in pieces only', async () => {
    const long = `neutron ${'.'.repeat(200)}`
    const specs = Array.from(
      { length: 700 },
      (_, i): RuleSpec => ({
        ...{ source: `10.0.${i >> 8}.${i & 255}/32`, protocol: 'tcp', target: { kind: 'return' } },
        matches: [
          { kind: 'ports', protocol: 'tcp', destination: { from: i, to: i } },
          { kind: 'comment', text: long },
        ],
      }),
    )
    const fill = specs.map((spec, i) => append(chain, spec, `tw:${i}`))
    must(await apply(filter({ do: 'new-chain', chain }, ...fill, insert('FORWARD', 1, jump(chain)))))
    const rules = await rulesOf(chain)
    expect(rules?.length).toBe(700)
    expect(rules?.[699]).toContain('-s 10.0.2.187/32 -p tcp -m tcp --dport 699')
    expect(rules?.[699]).toContain('tw:699')
    expect(await rulesOf('FORWARD')).toEqual([`-m comment --comment "tw:1" -j ${chain}`])
  })

  it('a chain that packets pass is never changed in pieces', async () => {
    must(await apply(filter({ do: 'new-chain', chain }, append(chain, accept), insert('FORWARD', 1, jump(chain)))))
    const before = await rulesOf(chain)
    const comment = { kind: 'comment' as const, text: '.'.repeat(200) }
    const fill = Array.from({ length: 1000 }, (_, i) => append(chain, { ...accept, matches: [comment] }, `tw:${i}`))
    expect(await apply(filter(...fill))).toMatchObject({ ok: false, error: { kind: 'kernel-refused', tool: 'iptables-restore' } })
    expect(await rulesOf(chain)).toEqual(before)
  })

  it.each<[string, Transaction]>([
    ['a chain of others', filter({ do: 'new-chain', chain: 'DOCKER' })],
    ['a rule in a chain of others', filter(append('DOCKER', accept))],
    ['a verdict at the end of a hook', filter(append('FORWARD', accept))],
    ['a verdict in a hook', filter(insert('FORWARD', 1, accept))],
    ['a jump from a hook to a chain of others', filter(insert('FORWARD', 1, jump('DOCKER')))],
    ['a flushed hook', filter({ do: 'flush-chain', chain: 'FORWARD' })],
    ['a jump out of our chain', filter(append(chain, jump('DOCKER')))],
    ['another table', { on: 'table', family: 'ipv4', table: 'mangle', steps: [append(chain, accept)] }],
    ['a set of others', { on: 'set-removal', name: 'blocklist' }],
    ['a set of others, written', { on: 'set', write: { name: 'blocklist', type: 'hash:ip', family: 'inet', members: [] } }],
  ])('refuses %s, and all of the plan with it', async (_, bad) => {
    const before = await lab.ask('read', { host, known: null })
    expect(await apply(filter({ do: 'new-chain', chain }), bad)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    expect(await lab.ask('read', { host, known: before.version })).toMatchObject({ version: before.version, dump: null })
  })

  it('deletes in hooks its own rules only', async () => {
    const [mine, other] = [insert('FORWARD', 1, jump(chain), 'tw:mine'), { ...jump(chain) }]
    must(await apply(filter({ do: 'new-chain', chain }, mine)))
    expect(await apply(filter({ do: 'delete', chain: 'FORWARD', at: 2 }))).toMatchObject({ ok: false, error: { kind: 'drift' } })
    // The second deletion would hit what stands below our only rule.
    const twice = filter({ do: 'delete', chain: 'FORWARD', at: 1 }, { do: 'delete', chain: 'FORWARD', at: 1 })
    expect(await apply(twice)).toMatchObject({ ok: false, error: { kind: 'drift' } })
    expect((await rulesOf('FORWARD'))?.length).toBe(1)
    const instead = filter(insert('FORWARD', 1, other, 'tw:new'), { do: 'delete', chain: 'FORWARD', at: 2 })
    must(await apply(instead))
    expect(await rulesOf('FORWARD')).toEqual([`-m comment --comment "tw:new" -j ${chain}`])
  })

  it('tells what the kernel refused, in its words, and leaves the table as it was', async () => {
    const refused = await apply(filter({ do: 'new-chain', chain }, append(chain, jump('neutron-openvswi-absent'))))
    expect(refused).toMatchObject({ ok: false, error: { kind: 'kernel-refused', tool: 'iptables-restore', exitCode: 2 } })
    expect(await rulesOf(chain)).toBeNull()
  })

  it('writes sets, refers to them, and keeps the counters of a rule whose set is written anew', async () => {
    const name = 'IPv4f5377a66-803d-481b-b'
    const set = (members: string[]): Transaction => ({ on: 'set', write: { name, type: 'hash:ip', family: 'inet', members } })
    const spec: RuleSpec = { matches: [{ kind: 'set', name, flag: 'src' }], target: { kind: 'return' } }
    must(
      await apply(
        set(['192.168.1.15']),
        filter({ do: 'new-chain', chain }, append(chain, spec), insert('FORWARD', 1, jump(chain))),
      ),
    )
    const rule = `${chain}: -m set --match-set ${name} src -j RETURN`
    expect((await lab.moved(host, () => lab.ping(PC1, '192.168.1.104', 3)))[rule]).toBe('3:252')
    must(await apply(set(['10.0.0.1', '10.0.0.2'])))
    const read = await lab.ask('read', { host, known: null })
    expect(read.dump?.sets.map((s) => ({ ...s, members: s.members.toSorted() }))).toEqual([
      {
        name,
        create: expect.stringMatching(/^hash:ip family inet hashsize 1024 maxelem 65536/),
        members: ['10.0.0.1', '10.0.0.2'],
      },
    ])
    expect(read.packets).toContain(3)
    expect((await lab.moved(host, () => lab.ping(PC1, '192.168.1.104', 1)))[rule]).toBeUndefined()
    expect(await apply({ on: 'set-removal', name })).toMatchObject({ ok: false, error: { kind: 'kernel-refused', tool: 'ipset' } })
  })

  it('text that looks like commands stays text', async () => {
    const comment = { kind: 'comment' as const, text: '$(touch /tmp/never) "; COMMIT \\ \u{1f525}' }
    must(await apply(filter({ do: 'new-chain', chain }, append(chain, { ...accept, matches: [comment] }))))
    expect((await rulesOf(chain))?.[0]).toContain('$(touch /tmp/never)')
    const broken = { ...comment, text: 'a\n-A FORWARD -j DROP' }
    const refused = await apply(filter(append(chain, { ...accept, matches: [broken] })))
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid' } })
  })
})
