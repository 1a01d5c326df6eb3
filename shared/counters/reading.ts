/**
 * Counters at one moment. `packets[i]` and `bytes[i]` belong to row i of `rowsOf(dump)` of the dump with this `version`.
 * Times are milliseconds since 1970.
 */
export interface Reading {
  readonly version: number
  readonly at: number
  /** What the reading cost, in milliseconds. */
  readonly cost: number
  readonly packets: Float64Array
  readonly bytes: Float64Array
}
