import type { Reading } from '../counters/reading.ts'
import { err, ok, type Result } from '../result.ts'

/**
 * Counters travel as binary frames beside the contract, because its JSON would turn a Float64Array into an object.
 * Little endian: u32 magic, u32 row count n, f64 version, f64 at, f64 cost, then n f64 packets, n f64 bytes.
 */
const MAGIC = 0x31575054 // "TPW1"
const HEADER = 32
/** A frame above this many rows is refused: 2 million rows are 32 MB. */
const MOST_ROWS = 2_000_000

export function encodeReading({ version, at, cost, packets, bytes }: Reading): Uint8Array<ArrayBuffer> {
  const n = packets.length
  const buffer = new ArrayBuffer(HEADER + 16 * n)
  const head = new DataView(buffer)
  head.setUint32(0, MAGIC, true)
  head.setUint32(4, n, true)
  head.setFloat64(8, version, true)
  head.setFloat64(16, at, true)
  head.setFloat64(24, cost, true)
  new Float64Array(buffer, HEADER, n).set(packets)
  new Float64Array(buffer, HEADER + 8 * n, n).set(bytes)
  return new Uint8Array(buffer)
}

/** Refuses, with the reason, whatever is not exactly one frame. */
export function decodeReading(buffer: ArrayBuffer): Result<Reading, string> {
  if (buffer.byteLength < HEADER) return err(`a reading of ${buffer.byteLength} bytes is shorter than its header`)
  const head = new DataView(buffer)
  if (head.getUint32(0, true) !== MAGIC) return err('these bytes are no reading')
  const n = head.getUint32(4, true)
  if (n > MOST_ROWS) return err(`a reading of ${n} rows is above the limit of ${MOST_ROWS}`)
  if (buffer.byteLength !== HEADER + 16 * n) return err(`a reading of ${n} rows cannot have ${buffer.byteLength} bytes`)
  return ok({
    version: head.getFloat64(8, true),
    at: head.getFloat64(16, true),
    cost: head.getFloat64(24, true),
    packets: new Float64Array(buffer, HEADER, n),
    bytes: new Float64Array(buffer, HEADER + 8 * n, n),
  })
}
