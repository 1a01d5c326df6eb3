import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withGaps } from '../../../renderer/parts/windowed-rows.ts'

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
