import type { Stop } from '../connection.ts'

/** Work between two drawings of the page, in milliseconds. */
const SLICE = 12
/** Progress is told no more often; to draw it is work, too. */
const TOLD = 100

interface Hearers<Progress, T> {
  readonly onProgress?: (progress: Progress) => void
  readonly onDone: (value: T) => void
}

/** Does long work in small parts between the page's own: keys, scrolling and drawing come first. Stopped, it is not finished. */
export function inSlices<Progress, T>(steps: Generator<Progress, T>, { onProgress, onDone }: Hearers<Progress, T>): Stop {
  let timer = 0
  let told = performance.now()
  const work = () => {
    const until = performance.now() + SLICE
    for (;;) {
      const step = steps.next()
      if (step.done === true) return onDone(step.value)
      const now = performance.now()
      if (now < until) continue
      if (now - told > TOLD) {
        told = now
        onProgress?.(step.value)
      }
      timer = window.setTimeout(work, 0)
      return
    }
  }
  // What is there already is drawn first.
  timer = window.setTimeout(work, 0)
  return () => window.clearTimeout(timer)
}
