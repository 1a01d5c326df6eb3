import { describe, expect, it } from 'vitest'
import { decodeReading, encodeReading } from '#shared/contract/reading-frame'

const reading = {
  version: 7,
  at: 1_700_000_000_000.5,
  cost: 8.25,
  packets: Float64Array.of(0, 4, 2 ** 53 - 1),
  bytes: Float64Array.of(0, 336, 1e15),
}

describe('reading frame', () => {
  it('comes back as it was sent', () => {
    expect(decodeReading(encodeReading(reading).buffer)).toEqual({ ok: true, value: reading })
  })
  it('refuses bytes that are no frame', () => {
    const bytes = encodeReading(reading)
    for (const bad of [new ArrayBuffer(0), new ArrayBuffer(40), bytes.buffer.slice(0, -8), new Uint8Array([...bytes, 0]).buffer])
      expect(decodeReading(bad).ok).toBe(false)
  })
})
