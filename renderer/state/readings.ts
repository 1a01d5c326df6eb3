import { decodeReading } from '#shared/contract/reading-frame'
import type { Reading } from '#shared/counters/reading'
import { connection } from '../api.ts'
import type { Stop } from '../connection.ts'

/** Readings come too often for React: they are handed to listeners, which keep what they need in typed arrays. */
const listeners = new Set<(reading: Reading) => void>()

connection.onReading((frame) => {
  const reading = decodeReading(frame)
  if (!reading.ok) {
    console.error(reading.error)
    return
  }
  for (const hear of listeners) hear(reading.value)
})

export function onReading(hear: (reading: Reading) => void): Stop {
  listeners.add(hear)
  return () => listeners.delete(hear)
}
