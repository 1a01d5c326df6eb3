import { execa } from 'execa'
import { expect, test } from 'vitest'
import { makeBundle } from '../support/bundle.ts'
import { quantile } from './browser.ts'
import type { WalkTimes } from './programs/walk.ts'
import { report } from './report.ts'

/**
 * A packet tried against a chain of 50,000 rules of which the last one matches, bundled as the program is. The yardstick is the time that
 * parsing the same dump takes, in the same run: a walk takes at most a twentieth of it.
 */
const RUNS = Number(process.env['TAPWALL_BENCH_RUNS'] ?? 15)
const MOST = 1 / 20

test('walking through many rules', async () => {
  const { stdout } = await execa(process.execPath, [await makeBundle('test/bench/programs/walk.ts', 'walk.cjs'), String(RUNS)])
  const measured: WalkTimes[] = JSON.parse(stdout)
  const rows = measured.map(({ name, rules, ...times }) => {
    const ms = (what: 'parsing' | 'first' | 'walking' | 'telling') => quantile([...times[what]], 0.5)
    return [name, rules, ms('parsing'), ms('walking'), ms('parsing') / ms('walking'), ms('first'), ms('telling')]
  })
  report('walk', {
    title: 'One packet through a chain in which every rule is tried',
    columns: ['rules', 'how many', 'parsing ms', 'walking ms', 'parsing : walking', 'first walk ms', 'telling each rule ms'],
    rows,
    notes: [
      `Medians of ${RUNS} runs. The first walk reads each rule from its text; it is kept as long as the dump.`,
      `Goal: parsing : walking at least ${1 / MOST}.`,
    ],
  })
  for (const [name, , , , ratio] of rows) expect(Number(ratio), String(name)).toBeGreaterThanOrEqual(1 / MOST)
})
