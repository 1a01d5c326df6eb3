/**
 * Values that a command-line client prints as text within its JSON: older ones print all lists so, python-neutronclient prints a line of
 * JSON each. What cannot be read stays the text that it is, and the schema then says what it wanted.
 */

/** `a, b` or a line each. */
export const textList = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== '')

/** Lines of `key='value', other='value'`, or of JSON. */
export function recordList(text: string): unknown {
  if (text.trim() === '') return []
  const records = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [record(line.trim())]))
  return records.some((each) => each === null) ? text : records
}

const PAIR = /^([\w:-]+)='([^']*)'(?:,\s*|;\s*|$)/

function record(line: string): Readonly<Record<string, unknown>> | null {
  if (line.startsWith('{')) return jsonRecord(line)
  const found: [string, string][] = []
  for (let rest = line; rest !== ''; ) {
    const pair = PAIR.exec(rest)
    if (pair === null) return null
    found.push([pair[1] ?? '', pair[2] ?? ''])
    rest = rest.slice(pair[0].length)
  }
  return Object.fromEntries(found)
}

function jsonRecord(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}

/** `22:22`, `22`, `type=8`, `type=8:code=0` or nothing; null for any other text. */
export function portRange(text: string): { readonly min: number | null; readonly max: number | null } | null {
  if (text.trim() === '') return { min: null, max: null }
  const icmp = /^type=(\d{1,5})(?::code=(\d{1,5}))?$/.exec(text)
  if (icmp !== null) return { min: Number(icmp[1]), max: icmp[2] === undefined ? null : Number(icmp[2]) }
  const ports = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(text)
  return ports === null ? null : { min: Number(ports[1]), max: Number(ports[2] ?? ports[1]) }
}
