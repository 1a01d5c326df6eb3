import { test } from 'vitest'
import { compile } from '#shared/compile/compile'
import { compileJson } from '#shared/compile/compile-json'
import { quantile } from './browser.ts'
import { manyPorts } from './many-ports.ts'
import { report } from './report.ts'

/**
 * A project as the text of every line of both families, for 100, 1,000 and 5,000 ports of 20 rules. The yardstick is `JSON.parse` of
 * the same lines as one JSON array, in the same run.
 */
const RUNS = Number(process.env['TAPWALL_BENCH_RUNS'] ?? 9)

function median(act: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const begun = performance.now()
    act()
    return performance.now() - begun
  })
  return quantile(times, 0.5)
}

test('compiling many ports', () => {
  const rows = [100, 1000, 5000].map((count) => {
    const project = manyPorts(count, '25.2')
    const lines = (): string[] => {
      const ruleset = compile(project, 'compute1')
      if (!ruleset.ok) throw new Error(JSON.stringify(ruleset.error.slice(0, 3)))
      const { iptables, ip6tables } = compileJson(ruleset.value)
      return [iptables, ip6tables].flatMap((tables) => Object.values(tables).flat())
    }
    const text = JSON.stringify(lines())
    const yardstick = median(() => JSON.parse(text))
    const compiling = median(lines)
    const written = lines().length
    return [`${count} ports`, written, compiling, yardstick, compiling / yardstick, (1000 * compiling) / written] as const
  })
  report('compile', {
    title: 'Compiling ports with 20 rules each, both families, 25.2',
    columns: ['project', 'lines', 'median ms', 'JSON.parse of the lines, ms', 'ratio', 'µs a line'],
    rows: rows.map((row) => [...row]),
    notes: [`${RUNS} runs each; checking the project is part of it.`],
  })
})
