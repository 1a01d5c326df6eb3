import type { Chance } from './chance.ts'
import { HOSTILE_TEXTS, hostileValue, printWithRaw } from './hostile-values.ts'

/** Mutants of valid messages: a value with one to three wounds, or its text with some. */

type Container = Record<string, unknown> | unknown[]
interface Spot {
  readonly parent: Container
  readonly key: string | number
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null

/** Every place of a value where something could be put in the place of what is there. */
function spotsOf(value: unknown, found: Spot[] = []): Spot[] {
  if (!isContainer(value)) return found
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value)
  for (const key of keys) {
    found.push({ parent: value, key })
    spotsOf(get({ parent: value, key }), found)
  }
  return found
}

const get = ({ parent, key }: Spot): unknown => (parent as Record<string | number, unknown>)[key]
/** Defined, not assigned: a key `__proto__` is to be a key. */
const put = ({ parent, key }: Spot, value: unknown): void => {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
}
const remove = ({ parent, key }: Spot): void => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else delete (parent as Record<string | number, unknown>)[key]
}

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'id', 'do', 'verb', 'extra', '0', '$ref']

/** `others`: valid messages of other verbs, whose fields are borrowed. */
export function mutate(valid: unknown, others: readonly unknown[], random: Chance): unknown {
  let value = structuredClone(valid)
  const wounds = 1 + (random.oneIn(4) ? random.below(3) : 0)
  for (let n = 0; n < wounds; n++) value = wound(value, others, random)
  return value
}

function wound(value: unknown, others: readonly unknown[], random: Chance): unknown {
  const spots = spotsOf(value)
  // One time in thirty, and always where there is no place inside, the whole of it.
  if (spots.length === 0 || random.oneIn(30)) return random.oneIn(2) ? hostileValue(random) : [value]
  const spot = random.pick(spots)
  const inner = get(spot)
  const key = random.oneIn(3) ? random.pick(HOSTILE_TEXTS) : random.pick(KEYS)
  switch (random.below(12)) {
    case 0:
      remove(spot)
      return value
    case 1:
      remove(spot)
      if (!Array.isArray(spot.parent)) put({ parent: spot.parent, key: random.oneIn(2) ? key : swapCase(String(spot.key)) }, inner)
      return value
    case 2:
      put({ parent: spot.parent, key: Array.isArray(spot.parent) ? spot.parent.length : key }, inner)
      return value
    case 3:
      put(spot, random.oneIn(2) ? [inner] : { [String(spot.key)]: inner })
      return value
    case 4: {
      const from = spotsOf(random.pick(others))
      if (from.length > 0) put({ parent: spot.parent, key: random.pick(from).key }, structuredClone(get(random.pick(from))))
      return value
    }
    case 5:
      put(spot, get(random.pick(spots)) === value ? null : structuredClone(get(random.pick(spots))))
      return value
    case 6:
      put(
        spot,
        typeof inner === 'string' ? woundText(inner, random) : typeof inner === 'number' ? String(inner) : hostileValue(random),
      )
      return value
    default:
      put(spot, hostileValue(random))
      return value
  }
}

const swapCase = (key: string): string =>
  key === key.toLowerCase() ? key.toUpperCase() : key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

/** A text that is nearly the right one. */
function woundText(text: string, random: Chance): string {
  const at = random.below(text.length + 1)
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return `${text.slice(0, at)}${random.pick(HOSTILE_TEXTS)}${text.slice(at)}`
    case 2:
      return text.toUpperCase()
    case 3:
      return `${text}${text}`
    default:
      return `${text}\n`
  }
}

/** The text of a mutant: mostly JSON; one time in eight the text itself is wounded, too. */
export function mutantText(valid: unknown, others: readonly unknown[], random: Chance): string {
  const text = printWithRaw(random.oneIn(10) ? valid : mutate(valid, others, random))
  return random.oneIn(8) ? garble(text, random) : text
}

/** Cut, doubled, with other characters in it, or something else altogether. */
export function garble(text: string, random: Chance): string {
  const at = random.below(text.length + 1)
  const until = Math.min(text.length, at + random.below(20))
  switch (random.below(10)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(at)
    case 2:
      return `${text.slice(0, at)}${text.slice(until)}`
    case 3:
      return `${text.slice(0, at)}${String.fromCharCode(random.below(0x250))}${text.slice(at + 1)}`
    case 4:
      return `${text}${text}`
    case 5:
      return `${text.slice(0, at)}// comment ${text.slice(at)}`
    case 6:
      return `\ufeff${text}`
    case 7:
      return text.replaceAll('"', "'")
    case 8:
      return text.replace(/[\]}]/, (c) => `,${c}`)
    default:
      return random.pick(['', 'null', 'undefined', '{}', '[]', '0', '"', 'NaN', '<!doctype html>', 'GET / HTTP/1.1', '{"i":{}}'])
  }
}

/** Bytes that mean nothing. */
export const noise = (random: Chance): Buffer => Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)))
