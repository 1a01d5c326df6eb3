import { execa } from 'execa'
import { test } from 'vitest'
import { makeBundle } from '../support/bundle.ts'
import { quantile } from './browser.ts'
import type { CompileTimes } from './programs/compile.ts'
import { report } from './report.ts'

/**
 * A project as the text of every line of both families, for 100, 1,000 and 5,000 ports of 20 rules, bundled as the program is. The
 * yardstick is `JSON.parse` of the same lines as one JSON array, in the same run.
 */
const RUNS = Number(process.env['TAPWALL_BENCH_RUNS'] ?? 25)

test('compiling many ports', async () => {
  const { stdout } = await execa(process.execPath, [
    await makeBundle('test/bench/programs/compile.ts', 'compile.cjs'),
    String(RUNS),
  ])
  const measured: CompileTimes[] = JSON.parse(stdout)
  const rows = measured.map(({ ports, lines, ...times }) => {
    const ms = (what: 'checking' | 'compiling' | 'text' | 'parsing') => quantile([...times[what]], 0.5)
    const [compile, parse] = [ms('compiling'), ms('parsing')]
    return [`${ports} ports`, lines, compile, parse, compile / parse, (1000 * compile) / lines, ms('checking'), ms('text')]
  })
  report('compile', {
    title: 'Compiling ports with 20 rules each, both families, 25.2',
    columns: [
      'project',
      'lines',
      'median ms',
      'JSON.parse of the lines, ms',
      'ratio',
      'µs a line',
      'checking the project before, ms',
      'lines as one text after, ms',
    ],
    rows,
    notes: [`${RUNS} runs each, of a project that was just read and checked.`],
  })
})
