import { err, ok, type Result } from '../result.ts'

/** Where a text stops being JSON. Lines and columns are counted from 1. */
export interface JsonError {
  readonly line: number
  readonly column: number
  readonly reason: 'syntax' | 'too-deep' | 'ends-early' | 'key-twice'
}

/**
 * Reads JSON (RFC 8259) with at most `deepest` levels of brackets. JSON.parse alone tells the place of an error only in the words of
 * the engine, which differ from one engine to the next; and of a key that an object has twice it drops the first, which somebody wrote.
 */
export function parseJson(text: string, deepest: number): Result<unknown, JsonError> {
  const wrong = findError(text, deepest)
  if (wrong !== null) return err(wrong)
  return ok(JSON.parse(text))
}

/** Every token but strings, which can be too long for one match. */
const TOKEN = /[ \t\r\n]+|[{}[\],:]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** The end of the token at `at`, just behind its last character; -1 where none begins. */
function tokenEnd(text: string, at: number): number {
  if (text[at] === '"') return stringEnd(text, at)
  TOKEN.lastIndex = at
  return TOKEN.test(text) ? TOKEN.lastIndex : -1
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; ) {
    const c = text.charCodeAt(at)
    if (c === 0x22) return at + 1
    if (c < 0x20) return -1
    if (c === 0x5c) {
      ESCAPE.lastIndex = at
      if (!ESCAPE.test(text)) return -1
      at = ESCAPE.lastIndex
    } else at++
  }
  return -1
}

/** What may come next; `key` and `value` with `-or-end` also take the closing bracket of an empty object or list. */
type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing'

function findError(text: string, deepest: number): JsonError | null {
  const open: ('{' | '[')[] = []
  /** Of each open bracket the keys that were there already; a list has none. */
  const keys: Set<string>[] = []
  let expect: Expect = 'value'
  for (let at = 0, end: number; at < text.length; at = end) {
    end = tokenEnd(text, at)
    if (end < 0) return place(text, at, 'syntax')
    // Of a string only the quote matters.
    const token = text[at] === '"' ? '"' : text.slice(at, end)
    if (/^[ \t\r\n]/.test(token)) continue
    const next = step(expect, token, open)
    if (next === null) return place(text, at, 'syntax')
    if (open.length > deepest) return place(text, at, 'too-deep')
    while (keys.length > open.length) keys.pop()
    while (keys.length < open.length) keys.push(new Set())
    if (next === 'colon' && !isNew(keys.at(-1), keyOf(text.slice(at, end)))) return place(text, at, 'key-twice')
    expect = next
  }
  return expect === 'nothing' ? null : place(text, text.length, 'ends-early')
}

/** A key may be written in more than one way. */
const keyOf = (token: string): string => (token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1))

function isNew(keys: Set<string> | undefined, key: string): boolean {
  if (keys?.has(key)) return false
  keys?.add(key)
  return true
}

/** The state after a token, null where the token may not stand. Keeps `open` in step. */
function step(expect: Expect, token: string, open: ('{' | '[')[]): Expect | null {
  const afterValue = (): Expect => (open.length === 0 ? 'nothing' : 'comma-or-end')
  const inObject = open.at(-1) === '{'
  switch (expect) {
    case 'nothing':
      return null
    case 'colon':
      return token === ':' ? 'value' : null
    case 'comma-or-end':
      if (token === ',') return inObject ? 'key' : 'value'
      return closes(token, open) ? afterValue() : null
    case 'key':
    case 'key-or-end':
      if (token === '"') return 'colon'
      return expect === 'key-or-end' && closes(token, open) ? afterValue() : null
    default:
      if (token === '{' || token === '[') {
        open.push(token)
        return token === '{' ? 'key-or-end' : 'value-or-end'
      }
      if (expect === 'value-or-end' && closes(token, open)) return afterValue()
      return /^[}\],:]$/.test(token) ? null : afterValue()
  }
}

function closes(token: string, open: ('{' | '[')[]): boolean {
  if (token !== (open.at(-1) === '{' ? '}' : ']')) return false
  open.pop()
  return true
}

function place(text: string, at: number, reason: JsonError['reason']): JsonError {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, reason }
}
