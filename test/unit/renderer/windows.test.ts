import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withGaps } from '../../../renderer/parts/windowed-rows.ts'
import { linesInSight } from '../../../renderer/views/chains/graph/visible-lines.ts'

const HEIGHT = 28

describe('rows that are drawn, and the room of the others', () => {
  const rows = fc
    .tuple(fc.integer({ min: 1, max: 500 }), fc.array(fc.nat({ max: 499 })))
    .map(([count, some]) => ({ count, wanted: [...new Set(some.filter((at) => at < count))].sort((a, b) => a - b) }))

  test('are together as high as the whole table, and every row stands where it would', () => {
    fc.assert(
      fc.property(rows, ({ count, wanted }) => {
        let y = 0
        const at: number[] = []
        for (const item of withGaps(wanted, count, HEIGHT)) {
          if (item.kind === 'row') {
            expect(y).toBe(item.at * HEIGHT)
            at.push(item.at)
          }
          y += item.kind === 'row' ? HEIGHT : item.height
        }
        expect(at).toEqual(wanted)
        expect(y).toBe(count * HEIGHT)
      }),
    )
  })
})

describe('lines of a long chain in the graph', () => {
  const view = fc.record({
    y: fc.integer({ min: -200_000, max: 2000 }),
    zoom: fc.double({ min: 0.25, max: 1.6, noNaN: true }),
    height: fc.integer({ min: 100, max: 2000 }),
  })

  test('all that are in sight are drawn, whatever the canvas shows', () => {
    fc.assert(
      fc.property(view, fc.integer({ min: -500, max: 5000 }), (seen, top) => {
        const { from, to } = linesInSight(9_905, 20, top, seen)
        for (let line = 0; line < 9_905; line++) {
          const y = (top + line * 20) * seen.zoom + seen.y
          if (y + 20 * seen.zoom > 0 && y < seen.height) expect(line >= from && line < to).toBe(true)
        }
        expect(from).toBeLessThanOrEqual(to)
        expect(to - from).toBeLessThan(seen.height / seen.zoom / 20 + 150)
      }),
    )
  })

  test('a short chain is drawn whole', () => {
    expect(linesInSight(100, 20, 0, { y: -100_000, zoom: 1, height: 900 })).toEqual({ from: 0, to: 100 })
  })
})
