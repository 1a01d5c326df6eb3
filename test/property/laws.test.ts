import { readFileSync } from 'node:fs'
import { describe } from 'vitest'
import { parseSave } from '#shared/netfilter/parse-save'
import { FakeTables } from '../support/fake-tables.ts'
import { laws, place, type World } from '../support/laws.ts'

/** The laws of applying in memory; `test/kernel/host/laws.test.ts` has them in the kernel. */
function fakeWorld(): World {
  const fake = new FakeTables()
  const text = readFileSync(new URL('../golden/foreign-dumps/docker.v4.rules', import.meta.url), 'utf8')
  for (const { table, chains } of parseSave('ipv4', text).tables)
    if (table === 'filter')
      for (const { name, rules } of chains) rules.forEach((rule, at) => void fake.addForeign('ipv4', name, at + 1, rule.text))
  return {
    dump: async () => fake.dump(),
    run: async (plan) => {
      for (const transaction of plan.transactions) fake.apply(transaction)
    },
    number: async () => {
      fake.allRules().forEach((rule, at) => {
        rule.counter.packets = at + 1
      })
    },
    packets: async () =>
      new Map(
        fake
          .dump()
          .tables.flatMap(({ family, table, chains }) =>
            chains.flatMap(({ name }) =>
              fake
                .rules(family, name, table)
                .flatMap(({ mark, counter }) =>
                  mark === null ? [] : [[place(family, table, name, mark), counter.packets] as const],
                ),
            ),
          ),
      ),
    tamper: async (family, chain, at) =>
      fake.disturb(family, chain, (rules) => {
        const rule = rules[at - 1]
        if (rule !== undefined) rules[at - 1] = { ...rule, text: `-s 192.0.2.99/32 ${rule.text}` }
      }),
  }
}

describe('laws of applying, in memory', () => laws(fakeWorld, 20261126, 1000, 1))
