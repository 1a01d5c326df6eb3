import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { type Dump, withoutMark } from '#shared/netfilter/dump'
import type { Family } from '#shared/netfilter/rule-spec'
import { articleSevenRules } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { driftOf } from '#shared/sync/drift'
import { expectedOf } from '#shared/sync/expected'
import type { Plan } from '#shared/sync/plan'
import { planSync } from '#shared/sync/plan-sync'
import { withChangesMarked } from '#shared/sync/read-back'
import { edits } from '../property/arbitraries.ts'

/**
 * What applying promises, told of any tables that can be read and written: those in memory, and the kernel's with both kinds of
 * iptables. A world begins with rules of others in it.
 */
export interface World {
  readonly dump: () => Promise<Dump>
  readonly run: (plan: Plan) => Promise<void>
  /** Gives every rule a counter that no other has. */
  readonly number: () => Promise<void>
  /** Packets by `place`, which names a rule of ours by its chain and mark. */
  readonly packets: () => Promise<Map<string, number>>
  /** Writes another text for a rule of ours, whose comment stays. */
  readonly tamper: (family: Family, chain: string, at: number) => Promise<void>
}

export const place = (family: Family, table: string, chain: string, mark: string): string => `${family} ${table} ${chain} ${mark}`

const HOST = 'compute1'
const settings = fc.record({
  enableIpset: fc.boolean(),
  ipv6: fc.boolean(),
  release: fc.constantFrom('2014.2' as const, '2015.1' as const, '21.0' as const, '25.2' as const),
})
const step = fc.tuple(edits(4), settings, fc.nat(9))

/** Rules and chains of others, in their order. A hook that nobody uses comes into being with its table. */
function foreign({ tables }: Dump): string[] {
  return tables.flatMap(({ family, table, chains }) =>
    chains.flatMap(({ name, policy, rules }) => [
      ...(name.startsWith('neutron-') || policy === 'ACCEPT' ? [] : [`${family} ${table} ${name} ${policy}`]),
      ...rules.filter(({ mark }) => mark === null).map(({ text }) => `${family} ${table} ${name}: ${text}`),
    ]),
  )
}

/** Our rules as the kernel prints them, without marks, in their order. */
const held = ({ tables }: Dump, family: Family): string[] =>
  tables
    .filter((table) => table.family === family)
    .flatMap(({ table, chains }) =>
      chains.flatMap(({ name, rules }) =>
        rules.filter(({ mark }) => mark !== null).map(({ text }) => `${table} -A ${name} ${withoutMark(text)}`),
      ),
    )
    .toSorted()

function wanted(want: Ruleset, family: Family): string[] {
  const { iptables, ip6tables } = compileJson(want)
  return Object.entries(family === 'ipv4' ? iptables : ip6tables)
    .flatMap(([table, lines]) => lines.map((line) => `${table} ${line}`))
    .toSorted()
}

const written = ({ transactions }: Plan): Set<string> =>
  new Set(
    transactions.flatMap((each) =>
      each.on !== 'table'
        ? []
        : each.steps.flatMap((s) =>
            s.do === 'append' || s.do === 'insert' ? [place(each.family, each.table, s.chain, s.mark)] : [],
          ),
    ),
  )

function* projects(seed: number, count: number): Generator<{ project: Project; want: Ruleset; luck: number }> {
  let project = articleSevenRules
  for (const [makers, how, luck] of fc.sample(step, { seed, numRuns: count })) {
    for (const make of makers) {
      const next = applyEdit(project, make(project))
      if (next.ok) project = next.value
    }
    const compiled = compile(project, HOST, how)
    if (compiled.ok) yield { project, want: compiled.value, luck }
    else project = articleSevenRules
  }
}

/** `numberEvery`: to number all counters takes a real kernel longer than an apply. */
export function laws(open: () => World, seed: number, count: number, numberEvery: number): void {
  it(`hold in ${count} random applies`, { timeout: 900_000 }, async () => {
    const world = open()
    let seen = await world.dump()
    const others = foreign(seen)
    expect(others.length).toBeGreaterThan(20)
    let [nth, kept, changed] = [0, 0, 0]
    for (const { want, luck } of projects(seed, count)) {
      const counts = nth++ % numberEvery === 0
      if (counts) await world.number()
      const before = counts ? await world.packets() : new Map<string, number>()
      const plan = planSync(want, seen)
      await world.run(plan)
      const after = await world.dump()
      seen = after

      // The kernel holds the ruleset, and a second apply does nothing.
      for (const family of ['ipv4', 'ipv6'] as const) expect(held(after, family)).toEqual(wanted(want, family))
      expect(planSync(want, after).transactions).toEqual([])
      // What is of others is as it was.
      expect(foreign(after)).toEqual(others)
      // Rules that stay keep their counters.
      if (counts) {
        const anew = written(plan)
        for (const [where, packets] of await world.packets()) {
          if (anew.has(where) || !before.has(where)) continue
          expect(packets, where).toBe(before.get(where))
          kept++
        }
      }
      // An edit from outside that keeps the comment is seen, and put back.
      if (luck === 0) {
        const chain = want.tables
          .find(({ family, table }) => family === 'ipv4' && table === 'filter')
          ?.chains.find(({ role }) => role === 'port-in')
        if (chain === undefined || chain.rules.length === 0) continue
        await world.tamper('ipv4', chain.name, 1)
        const tampered = await world.dump()
        const drift = driftOf(expectedOf({ ruleset: want, readBack: after }), tampered)
        expect(drift.map(({ kind, chain: where, at }) => ({ kind, where, at }))).toEqual([
          { kind: 'changed', where: chain.name, at: 1 },
        ])
        await world.run(planSync(want, withChangesMarked(after, tampered)))
        seen = await world.dump()
        expect(held(seen, 'ipv4')).toEqual(wanted(want, 'ipv4'))
        changed++
      }
    }
    expect(nth).toBeGreaterThan(count / 2)
    expect(kept).toBeGreaterThan(100)
    expect(changed).toBeGreaterThan(count / 50)
  })
}
