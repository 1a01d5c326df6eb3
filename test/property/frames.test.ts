import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packetIn } from '#shared/frames/decode'
import { frameOf } from '#shared/frames/encode'
import { bytesOfHex, hexOf } from '#shared/frames/hex'
import { must } from '../kernel/lab.ts'
import { wholePacket } from './whole-packets.ts'

test('a packet comes back out of its frame', () => {
  fc.assert(
    fc.property(wholePacket, (packet) => {
      const frame = must(frameOf(packet))
      expect(packetIn(frame)).toEqual({ ok: true, value: packet })
      expect(frame.length).toBe(14 + (packet.length ?? 0))
      expect(hexOf(bytesOfHex(hexOf(frame))) === hexOf(frame)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('nothing that a frame may hold makes reading it throw', () => {
  const frames = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // The start of a real one, with some of its bytes changed.
    fc
      .tuple(wholePacket, fc.nat(200), fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 }))
      .map(([packet, length, changes]) => {
        const frame = must(frameOf(packet)).slice(0, length)
        for (const [at, byte] of changes) if (at < frame.length) frame[at] = byte
        return frame
      }),
  )
  let read = 0
  fc.assert(
    fc.property(frames, (frame) => {
      if (packetIn(frame).ok) read++
    }),
    { numRuns: 5000 },
  )
  expect(read).toBeGreaterThan(500)
})
