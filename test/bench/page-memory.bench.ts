import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { memory, openBrowser } from './browser.ts'
import { startLoadedShell } from './loaded-shell.ts'
import { report } from './report.ts'

/**
 * Memory of a page left open: the Chains view with 10,000 rows, 2,000 of them moving each second, for half an hour. JavaScript objects
 * are counted after a collection; the yardstick is the same page after its first minute, when its memory of readings is full.
 */
const MINUTES = Number(process.env['TAPWALL_BENCH_MINUTES'] ?? 30)

const residentMiB = (pid: number): number => {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return (pages * 4096) / 2 ** 20
}

test('memory of a page left open', async () => {
  const shell = await startLoadedShell()
  const browser = await openBrowser()
  try {
    // Little to paint: what is measured are objects, and the machine may be at other work.
    const page = await browser.newPage({ viewport: { width: 800, height: 500 }, reducedMotion: 'reduce' })
    await page.goto(shell.address)
    await page.getByRole('navigation').getByText('Chains', { exact: true }).click()
    await page
      .getByRole('button', { name: /neutron-openvswi-i6e3f2eda-3/ })
      .first()
      .click()
    await page.locator('.chain-grid tr[data-rule]').nth(5).waitFor()
    shell.lab.load.changing = 2000

    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const rows: (string | number)[][] = []
    const marks = [1, 5, 10, 20, 30, 60].filter((minute) => minute <= MINUTES)
    let minute = 0
    let yardstick = Number.NaN
    for (const mark of marks) {
      await page.waitForTimeout((mark - minute) * 60_000)
      minute = mark
      const { heap, nodes } = await memory(session)
      if (mark === 1) yardstick = heap
      rows.push([`${mark} min`, heap, heap / yardstick, nodes, residentMiB(process.pid), shell.lab.readings()])
    }
    report('page-memory', {
      title: 'Memory of a page left open, 2,000 of 10,000 rows moving each second',
      columns: ['after', 'heap MiB', 'heap to first minute', 'DOM nodes', 'main and bench, resident MiB', 'readings'],
      rows,
      notes: ['Heap and nodes of the page after a collection; resident memory of the process that serves and measures.'],
    })
  } finally {
    await browser.close()
    await shell.close()
  }
})
