import type { z } from 'zod'
import { type Issue, issue } from './errors.ts'

/** More issues than these are only counted. */
const MOST_ISSUES = 100
/** Characters of a value, or of the names in a list, that a sentence shows. */
const LONGEST_SHOWN = 60

/**
 * What zod found, as issues of ours: each with a code for a catalogue, and with the place, the value and the limit that its sentence
 * names. `value` is what was decoded: zod keeps no copy of it. `at` leads to it where it is a part of what a person wrote.
 */
export function decodeIssues(
  error: { readonly issues: readonly z.core.$ZodIssue[] },
  value: unknown,
  at: readonly (string | number)[] = [],
): Issue[] {
  const issues = error.issues.slice(0, MOST_ISSUES).map((found) => issueOf(found, value, at))
  const count = error.issues.length - issues.length
  if (count > 0) issues.push(issue([], 'value.more', `And ${count} more places cannot be read.`, { count }))
  return issues
}

interface Finding {
  readonly code: string
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
}

function issueOf(found: z.core.$ZodIssue, root: unknown, at: readonly (string | number)[]): Issue {
  const path = [...at, ...found.path]
    .map((part) => (typeof part === 'number' ? part : String(part).slice(0, LONGEST_SHOWN)))
    .slice(0, 32)
  const value = valueAt(root, found.path)
  const place = placeOf(path)
  const { code, message, values } = value === undefined ? missing(place) : finding(found, place, value)
  return issue(path, code, message, values)
}

const missing = (place: string): Finding => ({ code: 'value.missing', message: `${place} is missing.`, values: { place } })

/** By what zod wanted: our code and the words behind "is not". */
const KINDS: Readonly<Record<string, { readonly code: string; readonly words: string }>> = {
  string: { code: 'value.not-text', words: 'text' },
  number: { code: 'value.not-number', words: 'a number' },
  int: { code: 'value.not-whole', words: 'a whole number' },
  boolean: { code: 'value.not-yes-or-no', words: 'true or false' },
  array: { code: 'value.not-list', words: 'a list' },
  object: { code: 'value.not-object', words: 'an object' },
  record: { code: 'value.not-object', words: 'an object' },
  undefined: { code: 'value.not-empty', words: 'wanted here' },
}

/** Our codes that a schema gives to a pattern of its own, in place of zod's message. */
const PATTERNS: Readonly<Record<string, string>> = {
  'value.not-id': 'an id. Write a UUID in small letters (6e3f2eda-3ac6-4e4c-9e22-6ac8b2e2f0f0).',
  'value.not-mac': 'a MAC address. Write six pairs of hexadecimal digits (fa:16:3e:00:00:01).',
  'value.not-host-name': 'a host name. Write at most 63 letters, digits, dots and hyphens (compute1).',
  'value.not-device':
    'a device that rules can name. Write at most 15 letters, digits, dots, hyphens and underscores, no hyphen in front (vnet0).',
}

function finding(found: z.core.$ZodIssue, place: string, value: unknown): Finding {
  const received = literal(value)
  switch (found.code) {
    case 'invalid_type': {
      const kind = KINDS[found.expected] ?? { code: 'value.invalid', words: 'valid' }
      return { code: kind.code, message: `${place}: ${received} is not ${kind.words}.`, values: { place, received } }
    }
    case 'too_big':
      return tooBig(String(found.origin), Number(found.maximum), place, value)
    case 'too_small':
      return tooSmall(String(found.origin), Number(found.minimum), place, value)
    case 'invalid_value':
      return choice(place, received, found.values)
    case 'invalid_union':
      return union(found, place, received)
    case 'unrecognized_keys': {
      const keys = cut(found.keys.map((key) => cut(JSON.stringify(key))).join(', '))
      return {
        code: 'value.unknown-keys',
        message: `${place} has fields that do not belong there: ${keys}.`,
        values: { place, keys },
      }
    }
    case 'invalid_format': {
      const words = PATTERNS[found.message]
      if (words === undefined)
        return {
          code: 'value.form',
          message: `${place}: ${received} has not the form that is wanted.`,
          values: { place, received },
        }
      return { code: found.message, message: `${place}: ${received} is not ${words}`, values: { place, received } }
    }
    default:
      return { code: 'value.invalid', message: `${place}: ${received} is not valid.`, values: { place, received } }
  }
}

function tooBig(origin: string, most: number, place: string, value: unknown): Finding {
  const count = sizeOf(value)
  if (origin === 'string') {
    const message = `${place} has ${count} characters; at most ${most} fit. Write less.`
    return { code: 'value.too-long', message, values: { place, count, most } }
  }
  if (origin === 'array')
    return {
      code: 'value.too-many',
      message: `${place} has ${count} entries; at most ${most} fit.`,
      values: { place, count, most },
    }
  const received = literal(value)
  return { code: 'value.above', message: `${place}: ${received} is above ${most}.`, values: { place, received, most } }
}

function tooSmall(origin: string, least: number, place: string, value: unknown): Finding {
  const count = sizeOf(value)
  if (origin === 'string' || origin === 'array') {
    const message = `${place} has ${count} ${origin === 'string' ? 'characters' : 'entries'}; at least ${least} are needed.`
    return { code: origin === 'string' ? 'value.too-short' : 'value.too-few', message, values: { place, count, least } }
  }
  const received = literal(value)
  return { code: 'value.below', message: `${place}: ${received} is below ${least}.`, values: { place, received, least } }
}

function choice(place: string, received: string, wanted: readonly unknown[]): Finding {
  const options = wanted.map(literal).join(', ')
  return {
    code: 'value.not-one-of',
    message: `${place}: ${received} is none of ${options}.`,
    values: { place, received, options },
  }
}

/** A union by its discriminator, of literals, or of kinds of values; what each member says on its own would only confuse. */
function union(found: z.core.$ZodIssueInvalidUnion, place: string, received: string): Finding {
  if ('options' in found && Array.isArray(found.options)) return choice(place, received, found.options)
  const inner = found.errors.flat()
  const literals = inner.flatMap((i) => (i.code === 'invalid_value' ? i.values : []))
  if (literals.length > 0) return choice(place, received, literals)
  return { code: 'value.invalid', message: `${place}: ${received} is not valid.`, values: { place, received } }
}

/** Characters as a person counts them: an emoji of two UTF-16 units is one, as it is to Neutron. */
const sizeOf = (value: unknown): number =>
  typeof value === 'string' ? [...value].length : typeof value === 'object' && value !== null ? Object.keys(value).length : 0

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part]
  }
  return value
}

/** As in JavaScript: `ports[3].macAddress`. The outermost value is called by its format. */
const placeOf = (path: readonly (string | number)[]): string =>
  path.length === 0
    ? 'JSON'
    : path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('')

/** Short enough for a sentence, and the same in every language. */
function literal(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value))
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]'
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : '{…}'
  return cut(String(value))
}

const cut = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)
