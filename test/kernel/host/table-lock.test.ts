import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { emptyDump } from '#shared/netfilter/dump'
import { planSync } from '#shared/sync/plan-sync'
import { manyPorts } from '../../bench/many-ports.ts'
import { must } from '../lab.ts'
import { startMachine, type TestMachine } from './machine.ts'

/**
 * iptables-legacy reads a whole table, changes it and writes it back: whoever does so between loses rules, or makes others lose theirs. We
 * hold the lock of all its tools while ours write both families side by side.
 */
const HOST = 'compute1'
const TOOLS = ['iptables', 'ip6tables'] as const
let machine: TestMachine
beforeEach(async () => {
  machine = await startMachine('legacy')
})
afterEach(() => machine.close())

/** The one rule of a chain of others; its number is its comment. Replacing it leaves the table as long as it was, so the kernel sees nothing. */
const write = (tool: string, act: readonly string[], n: number) =>
  machine.run(tool, ['-w', '30', ...act, '-m', 'comment', '--comment', `rule-${n}`, '-j', 'RETURN'])
const read = async (tool: string) => /rule-(\d+)/.exec(await machine.run(tool, ['-w', '30', '-S', 'others']))?.[1]

describe('tables of both families, written side by side', () => {
  it('and a rule that others change at the same time is never taken back', async () => {
    const want = must(compile(manyPorts(150, '25.2'), HOST))
    const plan = planSync(want, emptyDump)
    const helper = await machine.helper()
    for (const tool of TOOLS) {
      await machine.run(tool, ['-w', '30', '-N', 'others'])
      await write(tool, ['-A', 'others'], 0)
    }
    let done = false
    const applied = helper.ask('apply', { plan, trial: null }).then((result) => {
      done = true
      return must(result)
    })
    let n = 0
    while (!done) {
      for (const tool of TOOLS) expect(await read(tool)).toBe(String(n))
      n += 1
      for (const tool of TOOLS) await write(tool, ['-R', 'others', '1'], n)
    }
    await applied
    expect(n).toBeGreaterThan(0)
    for (const tool of TOOLS) expect(await read(tool)).toBe(String(n))
    const { tables } = await machine.dump()
    const count = (of: readonly { readonly chains: readonly { readonly rules: readonly unknown[] }[] }[]) =>
      of.reduce((sum, { chains }) => sum + chains.reduce((all, { rules }) => all + rules.length, 0), 0)
    expect(count(tables) - TOOLS.length).toBe(count(want.tables))
    await helper.client.close()
  })
})
