import { unreachable } from '../result.ts'

/**
 * `ipset save` as lines of data, and back to the same bytes. Format: ipset 7, lib/session.c (ipset_print_elem, list_create): one
 * `create NAME TYPE OPTIONS`, then one `add NAME ELEMENT OPTIONS` for each member.
 */
export type SetsLine =
  /** `text`: all that stands after `create NAME `. */
  | { readonly is: 'create'; readonly set: string; readonly text: string }
  /** `element`: address, prefix, port, set or several by commas; `options`: `timeout 599`, `nomatch`, `comment "…"`, and so on, or ''. */
  | { readonly is: 'add'; readonly set: string; readonly element: string; readonly options: string }
  | { readonly is: 'other'; readonly text: string }

/** Never throws. `printSets(readSets(text))` is `text`. */
export const readSets = (text: string): SetsLine[] => text.split('\n').map(readLine)

export const printSets = (lines: readonly SetsLine[]): string => lines.map(printLine).join('\n')

const CREATE = /^create ([^ ]+) ([^ ].*)$/s
const ADD = /^add ([^ ]+) ([^ ]+)(?: ([^ ].*))?$/s

function readLine(line: string): SetsLine {
  const add = line.startsWith('a') ? ADD.exec(line) : null
  if (add !== null) return { is: 'add', set: add[1] ?? '', element: add[2] ?? '', options: add[3] ?? '' }
  const create = CREATE.exec(line)
  return create === null ? { is: 'other', text: line } : { is: 'create', set: create[1] ?? '', text: create[2] ?? '' }
}

function printLine(line: SetsLine): string {
  switch (line.is) {
    case 'create':
      return `create ${line.set} ${line.text}`
    case 'add':
      return `add ${line.set} ${line.element}${line.options === '' ? '' : ` ${line.options}`}`
    case 'other':
      return line.text
    default:
      return unreachable(line)
  }
}

/**
 * Options without what the kernel changes by itself from reading to reading: the seconds that a member has left and what it counted.
 * Words in a comment are left as they are; it is the last option but for the marks of skbinfo.
 */
export function lastingOptions(options: string): string {
  if (options === '') return ''
  const comment = options.indexOf('comment "')
  const [head, tail] = comment < 0 ? [options, ''] : [options.slice(0, comment), options.slice(comment)]
  return (head.replace(/\b(?:timeout|packets|bytes) \d+ ?/g, '') + tail).trim()
}

/** The text without what passes with time, so that two readings of the same sets are the same text. */
export const lastingSets = (text: string): string =>
  / (?:timeout|packets) \d/.test(text)
    ? printSets(readSets(text).map((line) => (line.is === 'add' ? { ...line, options: lastingOptions(line.options) } : line)))
    : text
