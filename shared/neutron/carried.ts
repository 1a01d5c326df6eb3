import { issue } from '../errors.ts'
import { MOST } from '../project/schema.ts'
import type { Fields } from './fields.ts'
import { cut, type Loss, loss, type Place, within } from './loss.ts'

/** Levels of brackets in one field. With those around it, a project is still read again. */
const DEEPEST = 32
/** Characters of one field as it is printed. */
const LONGEST = 64 * 1024
/** Of all fields together: half of what a project may have. */
const LONGEST_TOGETHER = 32 * 1024 * 1024

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type Carried = Record<string, Json>

/** Keeps what a project has no place for, within limits; what is beyond them is told. One for a whole import. */
export interface Carrier {
  /** Undefined when there is nothing to carry. */
  readonly carry: (fields: Iterable<readonly [string, unknown]>, at: Place) => Carried | undefined
}

export function carrier(losses: Loss[], longest: number = LONGEST): Carrier {
  let left = LONGEST_TOGETHER
  const keep = (name: string, value: unknown, at: Place, count: number): Json | undefined => {
    const field = cut(name)
    const copied = copyOf(value, 0)
    if (copied === null || name === '__proto__' || [...name].length > 255) {
      const message = `${field} cannot be kept: it nests too deeply, or has a key or a number that no project can hold.`
      losses.push(loss('left-out', at, value, issue([], 'import.field-unkeepable', message, { field })))
      return undefined
    }
    const size = printedSize(copied.json)
    if (size > longest || size > left || count >= MOST.carriedFields) {
      const message = `${field} has ${size} characters, and no room is left for it among what is kept without being understood.`
      losses.push(loss('left-out', at, value, issue([], 'import.field-too-large', message, { field, size })))
      return undefined
    }
    left -= size
    if (copied.inexact) {
      const message = `${field} has a number of more than 15 digits, whose last ones may be lost.`
      losses.push(loss('changed', at, value, issue([], 'import.number-inexact', message, { field })))
    }
    return copied.json
  }
  return {
    carry: (fields, at) => {
      const kept: [string, Json][] = []
      for (const [name, value] of fields) {
        const json = keep(name, value, within(at, name), kept.length)
        if (json !== undefined) kept.push([name, json])
      }
      return kept.length === 0 ? undefined : Object.fromEntries(kept)
    },
  }
}

/** The fields that are not known. */
export const others = (fields: Fields, known: ReadonlySet<string>): [string, unknown][] =>
  [...fields].filter(([name]) => !known.has(name))

interface Copied {
  readonly json: Json
  readonly inexact: boolean
}

/** A copy that JSON gives back as it is; null when there is none. */
function copyOf(value: unknown, depth: number): Copied | null {
  if (depth > DEEPEST) return null
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return { json: value, inexact: false }
  if (typeof value === 'number')
    // JSON writes -0 as 0.
    return Number.isFinite(value) ? { json: value === 0 ? 0 : value, inexact: Math.abs(value) > Number.MAX_SAFE_INTEGER } : null
  if (typeof value !== 'object') return null
  const entries = Object.entries(value)
  if (entries.some(([key]) => key === '__proto__')) return null
  const copies = entries.map(([key, inner]) => [key, copyOf(inner, depth + 1)] as const)
  if (copies.some(([, copy]) => copy === null)) return null
  const inexact = copies.some(([, copy]) => copy?.inexact)
  const json = copies.map(([key, copy]) => [key, copy?.json ?? null] as const)
  return { json: Array.isArray(value) ? json.map(([, inner]) => inner) : Object.fromEntries(json), inexact }
}

/** Within a project each line is set in by up to 14 blanks. */
function printedSize(json: Json): number {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json).length
  const printed = JSON.stringify(json, null, 2)
  return printed.length + 14 * (printed.match(/\n/g)?.length ?? 0)
}
