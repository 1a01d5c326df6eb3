import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'

/** Debian's Chromium, as in the UI tests. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  })

/** Milliseconds between frames while `during` runs, and how many of them there were. */
export interface Frames {
  readonly median: number
  readonly p95: number
  readonly worst: number
  readonly count: number
}

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

/** Frames of the page for so many seconds; `scroll` moves the scroller so many pixels each frame, turning at its ends. */
export async function frames(page: Page, seconds: number, scroll: number): Promise<Frames> {
  const gaps = await page.evaluate(
    ([ms, step]) =>
      new Promise<number[]>((resolve) => {
        const grid = document.querySelector('.chain-grid')
        let scroller = grid?.parentElement ?? null
        while (scroller !== null && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement
        const found: number[] = []
        const begun = performance.now()
        let last = begun
        let by = step
        const next = (now: number) => {
          found.push(now - last)
          last = now
          if (by !== 0 && scroller !== null) {
            const before = scroller.scrollTop
            scroller.scrollTop += by
            if (scroller.scrollTop === before) by = -by
          }
          if (now - begun < ms) requestAnimationFrame(next)
          else resolve(found.slice(1))
        }
        requestAnimationFrame(next)
      }),
    [seconds * 1000, scroll] as const,
  )
  return framesOf(gaps)
}

export const framesOf = (gaps: readonly number[]): Frames => ({
  ...{ median: quantile(gaps, 0.5), p95: quantile(gaps, 0.95), worst: Math.max(...gaps), count: gaps.length },
})

export interface Memory {
  /** MiB of JavaScript objects after a collection. */
  readonly heap: number
  readonly nodes: number
}

export async function memory(session: CDPSession): Promise<Memory> {
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  return { heap: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes') }
}
