import { describe, expect, it } from 'vitest'
import { segmentPath, wayGeometry } from '../../../renderer/parts/way-strip/geometry.ts'
import { CELL, cutMiddle, labelWidths, widthOf } from '../../../renderer/parts/way-strip/labels.ts'
import { SEGMENTS } from '../../../renderer/parts/way-strip/lit.ts'

const wide = wayGeometry(1380, 80)
const narrow = wayGeometry(964, 62)

describe('stations', () => {
  it('stand in the order of the hooks at every size', () => {
    for (const { stops, platforms, width } of [wide, narrow]) {
      const { peer, router, bridge, hook, top, forward, sg, drop, accept, device, vm } = stops
      const order = [0, peer, router, stops.switch, bridge, hook, top, forward, sg, platforms.to.x, drop, accept, device, vm, width]
      expect(order).toEqual([...order].sort((a, b) => a - b))
      expect(new Set(order).size).toBe(order.length)
    }
  })

  it('keep their share of the width', () => {
    for (const stop of ['peer', 'hook', 'accept', 'vm'] as const)
      expect(narrow.stops[stop] / narrow.width).toBeCloseTo(wide.stops[stop] / wide.width, 2)
  })

  it('have platforms apart from each other and from DROP', () => {
    for (const { platforms, stops, middle } of [wide, narrow]) {
      expect(platforms.to.y + platforms.to.height).toBeLessThan(middle - 3)
      expect(platforms.from.y).toBeGreaterThan(middle + 3)
      expect(platforms.to.x + platforms.to.width + 10).toBeLessThan(stops.drop)
    }
  })

  it('are joined by tracks without gaps in the numbers', () => {
    for (const segment of SEGMENTS)
      for (const direction of ['to', 'from'] as const)
        expect(segmentPath(narrow, direction, segment)).toMatch(/^M[\d.]+ [\d.]+[HC][\d. HCL]+$/)
    expect(segmentPath(wide, 'to', 'hook-top')).not.toBe(segmentPath(wide, 'from', 'hook-top'))
  })
})

describe('names', () => {
  it('are cut in the middle, never in the middle of a character', () => {
    expect(cutMiddle('tap6e3f2eda-32', 14)).toBe('tap6e3f2eda-32')
    expect(cutMiddle('tap6e3f2eda-32', 8)).toBe('tap6…-32')
    expect(cutMiddle('👩‍💻👩‍💻👩‍💻👩‍💻', 5)).toBe('👩‍💻…👩‍💻')
    expect(widthOf('网络')).toBeCloseTo(4 * CELL)
  })

  it('take their room from shorter neighbours, and never touch', () => {
    const labels = [
      { x: 60, text: '192.168.1.15' },
      { x: 140, text: 'r1' },
      { x: 200, text: 'a-very-long-name-of-a-switch' },
      { x: 270, text: 'another-name-that-is-long' },
    ]
    const widths = labelWidths(labels, 300)
    expect(widths[0]).toBeCloseTo(widthOf('192.168.1.15'))
    labels.forEach(({ x }, at) => {
      const next = labels[at + 1]
      if (next) expect(x + (widths[at] ?? 0) / 2 + 8).toBeLessThanOrEqual(next.x - (widths[at + 1] ?? 0) / 2 + 0.001)
    })
    expect(270 + (widths[3] ?? 0) / 2).toBeLessThanOrEqual(300)
  })
})
