import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { root, startShell } from '../support/shell.ts'
import { openBrowser, quantile } from './browser.ts'
import { report } from './report.ts'

/**
 * From the start of the loopback shell to a page that can be worked with: its address printed, the rules of a group on screen, the
 * lab running and its counters read. The yardstick is Node starting and ending with nothing to do, in the same run.
 */
const RUNS = Number(process.env['TAPWALL_BENCH_RUNS'] ?? 7)

async function time(act: () => Promise<unknown> | unknown): Promise<number> {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

test('start to a usable page', async () => {
  const browser = await openBrowser()
  const node: number[] = []
  const address: number[] = []
  const usable: number[] = []
  const running: number[] = []
  try {
    for (let run = 0; run < RUNS; run++) {
      node.push(await time(() => spawnSync(process.execPath, ['-e', '0'])))
      const file = join(mkdtempSync(join(tmpdir(), 'tapwall-bench-')), 'article.json')
      copyFileSync(join(root, 'shared/project/examples/article-3.3.3.json'), file)
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      const begun = performance.now()
      const shell = await startShell([file])
      address.push(performance.now() - begun)
      await page.goto(shell.address)
      await page.getByRole('row', { name: /^Rule 1:/ }).waitFor()
      usable.push(performance.now() - begun)
      await page.getByText(/Lab running/).waitFor()
      await page.getByRole('button', { name: /^Apply/, disabled: false }).waitFor()
      running.push(performance.now() - begun)
      await context.close()
      await shell.close()
    }
  } finally {
    await browser.close()
  }
  const yardstick = quantile(node, 0.5)
  report('start', {
    title: 'Start of the loopback shell',
    columns: ['until', 'median ms', 'worst ms', 'median to Node alone'],
    rows: (
      [
        ['Node alone, started and ended (yardstick)', node],
        ['address printed', address],
        ['a group’s rules on screen', usable],
        ['lab running, Apply ready', running],
      ] as const
    ).map(([name, times]) => [name, quantile(times, 0.5), Math.max(...times), quantile(times, 0.5) / yardstick]),
    notes: [`${RUNS} runs; the browser was open already, its cache empty each time.`],
  })
})
