import type { Page } from '@playwright/test'
import { test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startShellWith } from './large-review.ts'
import { manyPorts } from './many-ports.ts'
import { report } from './report.ts'

/**
 * Review & apply of a large plan: how long the page's thread is held at a stretch while the screen opens and its three layers are worked
 * out, as the browser tells it (the Long Tasks API, from 50 ms), and how long that takes in all.
 */
const PORTS = Number(process.env['TAPWALL_BENCH_PORTS'] ?? 1000)

interface Opening {
  readonly lines: number
  readonly drawn: number
  readonly all: number
  readonly tasks: readonly number[]
}

async function opening(page: Page): Promise<Opening> {
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
  })
  const begun = performance.now()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('grid', { name: /^Lines of the kernel/ }).waitFor({ timeout: 600_000 })
  const drawn = performance.now() - begun
  await page.getByText(/^Working (it )?out|^Reading the (kernel|lines)/).waitFor({ state: 'detached', timeout: 600_000 })
  const all = performance.now() - begun
  const note = (await page.getByText(/lines? changes?, /).textContent()) ?? ''
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks)
  return { lines: Number(/\d+/.exec(note)?.[0] ?? 0), drawn, all, tasks }
}

test('review of a large plan', async () => {
  const project = manyPorts(PORTS, '25.2')
  const [group] = project.securityGroups
  const [rule] = group?.rules ?? []
  const browser = await openBrowser()
  const rows: (string | number)[][] = []
  try {
    for (const [name, applied] of [
      ['the first apply', false],
      ['a rule of a hundred ports goes', true],
    ] as const) {
      const shell = await startShellWith(project, applied)
      if (applied && group !== undefined && rule !== undefined)
        shell.session.projects.edit({ do: 'rule.delete', groupId: group.id, ruleId: rule.id })
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      await page.goto(shell.address)
      await page.getByText(/Lab running/).waitFor({ timeout: 600_000 })
      await page.getByRole('row', { name: /^Rule 1:/ }).waitFor({ timeout: 600_000 })
      const { lines, drawn, all, tasks } = await opening(page)
      rows.push([name, lines, drawn, all, tasks.length, Math.max(0, ...tasks), tasks.filter((ms) => ms > 100).length])
      await page.close()
      await shell.close()
    }
  } finally {
    await browser.close()
  }
  report('review', {
    title: `Review & apply of ${PORTS} ports`,
    columns: ['plan', 'lines', 'ms until lines are drawn', 'ms in all', 'tasks over 50 ms', 'longest ms', 'over 100 ms'],
    rows,
    notes: ['The lab is in memory; reading, planning and sending the plan are in the times.'],
  })
})
