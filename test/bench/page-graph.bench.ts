import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { type Frames, framesOf, openBrowser } from './browser.ts'
import { startLoadedShell } from './loaded-shell.ts'
import { manyPorts } from './many-ports.ts'
import { report } from './report.ts'

/**
 * The graph of the Chains view with 1,000 ports on one host: how long until it is drawn, and frames while it is panned, with one port's
 * chains open and with those of all ports, counters standing still and 2,000 rows moving with each reading.
 */
const SECONDS = Number(process.env['TAPWALL_BENCH_SECONDS'] ?? 20)
const PORTS = 1000
const CHANGING = 2000
const MOST_LAYOUT = 3000
const MOST_P95 = 20

/** Milliseconds from the choice in "Follow" to the frame in which its graph is drawn. */
const drawnAfter = (page: Page, value: string): Promise<number> =>
  page.evaluate(
    (port) =>
      new Promise<number>((resolve) => {
        const select = document.querySelector<HTMLSelectElement>('.chains-follow select')
        if (select === null) throw new Error('nothing to choose a port with')
        const begun = performance.now()
        // Of all chains of the drawing, in sight or not.
        const drawn = () => document.querySelector('.gcanvas')?.getAttribute('data-nodes') ?? null
        const before = drawn()
        select.value = port
        select.dispatchEvent(new Event('change', { bubbles: true }))
        const look = () => {
          if (drawn() !== before && drawn() !== null && document.querySelector('.gnode') !== null)
            requestAnimationFrame(() => resolve(performance.now() - begun))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
    value,
  )

/** Gaps between frames while the canvas is dragged down and up again as by a hand, twelve pixels a frame. */
const pan = async (page: Page): Promise<Frames> => {
  const { gaps, way } = await page.evaluate(
    (ms) =>
      new Promise<{ gaps: number[]; way: number }>((resolve) => {
        const pane = document.querySelector('.gcanvas .react-flow__pane')
        const viewport = document.querySelector<HTMLElement>('.gcanvas .react-flow__viewport')
        if (pane === null || viewport === null) throw new Error('no canvas')
        const box = pane.getBoundingClientRect()
        const at = { x: box.x + box.width - 30, y: box.y + box.height / 2 }
        const tell = (type: string, target: EventTarget) =>
          target.dispatchEvent(
            new MouseEvent(type, { bubbles: true, cancelable: true, view: window, clientX: at.x, clientY: at.y, buttons: 1 }),
          )
        const found: number[] = []
        const begun = performance.now()
        let [last, by, seen] = [begun, -12, viewport.style.transform]
        let moved = 0
        tell('mousedown', pane)
        const next = (now: number) => {
          found.push(now - last)
          last = now
          if (viewport.style.transform !== seen) moved += 1
          seen = viewport.style.transform
          if (now - begun > ms / 2) by = 12
          at.y += by
          tell('mousemove', window)
          if (now - begun < ms) requestAnimationFrame(next)
          else {
            tell('mouseup', window)
            resolve({ gaps: found.slice(1), way: moved })
          }
        }
        requestAnimationFrame(next)
      }),
    SECONDS * 1000,
  )
  expect(way, 'the canvas moved').toBeGreaterThan(gaps.length / 2)
  return framesOf(gaps)
}

test('the graph of a thousand ports', async () => {
  const shell = await startLoadedShell({ ...manyPorts(PORTS, '25.2'), name: 'A thousand ports' })
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(120_000)
    await page.goto(shell.address)
    await page.getByRole('navigation').getByText('Chains', { exact: true }).click()
    await page.locator('.gnode').nth(5).waitFor()
    await page.waitForTimeout(3000)

    const rows: [string, number, Frames][] = []
    const measure = async (name: string, drawn: number) => {
      for (const changing of [0, CHANGING]) {
        shell.lab.load.changing = changing
        await page.waitForTimeout(2500)
        rows.push([`${name}, ${changing} rows moving`, drawn, await pan(page)])
      }
      shell.lab.load.changing = 0
    }
    const [first = ''] = await page
      .locator('.chains-follow option')
      .evaluateAll((all) => all.map((each) => each.getAttribute('value') ?? ''))
    const all = await drawnAfter(page, '')
    const workers = page.workers().length
    const one = await drawnAfter(page, first)
    await measure('one port open, 999 folded', one)
    await drawnAfter(page, '')
    await measure('all ports', all)

    report('page-graph', {
      title: `The graph of ${PORTS} ports`,
      columns: ['case', 'drawn after ms', 'median ms', 'p95 ms', 'worst ms', 'frames'],
      rows: rows.map(([name, drawn, f]) => [name, drawn, f.median, f.p95, f.worst, f.count]),
      notes: [
        `${SECONDS} s a case, 1440x900, one reading a second; all ports are laid out by ${workers} worker beside the page.`,
        `Wanted: drawn within ${MOST_LAYOUT} ms, a 95th percentile of at most ${MOST_P95} ms.`,
      ],
    })
  } finally {
    await browser.close()
    await shell.close()
  }
})
