/** Sizes and places of drawn chains, in pixels of the canvas at zoom 1. Pure: a worker computes with them, too. */

export const HEADER = 26
export const LINE = 20

export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Columns are counted from the left; ways run in the gaps between them. */
  readonly column: number
}
export type Places = ReadonlyMap<string, Place>

/** A way from a line of one chain to another chain: a jump, or the way back to a line. */
export interface Way {
  readonly id: string
  readonly from: string
  /** Line that it leaves from, from 0. */
  readonly line: number
  readonly to: string
  /** Line that it comes to; null is the chain's name. */
  readonly toLine: number | null
}
