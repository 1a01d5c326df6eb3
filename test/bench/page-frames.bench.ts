import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { type Frames, frames, openBrowser, quantile } from './browser.ts'
import { startLoadedShell } from './loaded-shell.ts'
import { report } from './report.ts'

/**
 * Frames of the Chains view with a chain of 9,900 rules open: nothing moving (the yardstick), 2,000 of 10,000 rows moving with each
 * reading, and both again while the table scrolls. Between them, the cells on screen are compared with the reading that was sent last.
 */
const SECONDS = Number(process.env['TAPWALL_BENCH_SECONDS'] ?? 20)
const CHANGING = 2000
const CHAIN = /neutron-openvswi-i6e3f2eda-3/

/** Numbers on screen by rule number of the open chain. */
const shown = (page: Page): Promise<[number, string][]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.chain-grid tr[data-rule]')].flatMap((row): [number, string][] => {
      const number = Number(row.dataset['rule'])
      const packets = row.querySelector('[data-testid="packets"]')?.textContent ?? ''
      return Number.isNaN(number) ? [] : [[number, packets.trim()]]
    }),
  )

test('frames while counters move', async () => {
  const shell = await startLoadedShell()
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(shell.address)
    await page.getByRole('navigation').getByText('Chains', { exact: true }).click()
    await page.getByRole('button', { name: CHAIN }).first().click()
    await page.locator('.chain-grid tr[data-rule]').nth(20).waitFor()

    const first = shell.lab.firstRowOf(CHAIN)
    let compared = 0
    const delays: number[] = []
    /** What was sent is what must be seen before the next reading comes. */
    const compare = async () => {
      const before = shell.lab.readings()
      await expect.poll(() => shell.lab.readings(), { timeout: 5000, interval: 10 }).toBeGreaterThan(before)
      const sent = performance.now()
      const reading = shell.lab.readings()
      for (;;) {
        const cells = await shown(page)
        expect(shell.lab.readings(), 'the next reading came before this one was seen').toBe(reading)
        const same = cells.every(([number, text]) => text === String(shell.lab.packets()[first + number - 1]))
        if (same && cells.length > 20) {
          compared += cells.length
          delays.push(performance.now() - sent)
          return
        }
      }
    }

    const rows: [string, Frames][] = []
    const measure = async (name: string, changing: number, scroll: number) => {
      shell.lab.load.changing = changing
      await page.waitForTimeout(2500)
      await compare()
      rows.push([name, await frames(page, SECONDS, scroll)])
      for (let n = 0; n < 5; n++) await compare()
    }
    await measure('idle (yardstick)', 0, 0)
    await measure('idle, scrolling', 0, 60)
    await measure(`${CHANGING} rows moving`, CHANGING, 0)
    await measure(`${CHANGING} rows moving, scrolling`, CHANGING, 60)

    const idle = rows[0]?.[1].p95 ?? Number.NaN
    report('page-frames', {
      title: 'Frames of the Chains view, a chain of 9,900 rules open',
      columns: ['case', 'median ms', 'p95 ms', 'worst ms', 'frames', 'p95 to idle'],
      rows: rows.map(([name, f]) => [name, f.median, f.p95, f.worst, f.count, f.p95 / idle]),
      notes: [
        `${SECONDS} s a case, 1440x900, one reading a second; ${compared} cells on screen compared with the reading sent last, all equal.`,
        `From a reading to its numbers on screen: median ${Math.round(quantile(delays, 0.5))} ms, worst ${Math.round(Math.max(...delays))} ms.`,
      ],
    })
  } finally {
    await browser.close()
    await shell.close()
  }
})
