import { unreachable } from '../result.ts'

/**
 * `iptables-save`, `ip6tables-save` (with and without `-c`) as lines of data, and back to the same bytes: tables that we do not know,
 * chains of any name, comments and what is no line of theirs included. A rule's words are carried as they stand.
 * Format: iptables 1.8, iptables/iptables-save.c, xtables-save.c, xshared.c. Chain names are printed bare there, never quoted.
 */
export type SaveLine =
  | { readonly is: 'table'; readonly name: string }
  /** `policy` is null for a chain of a user; `counts` is `packets:bytes` in digits, since numbers hold 53 bits of 64; null without `-c`. */
  | { readonly is: 'chain'; readonly name: string; readonly policy: string | null; readonly counts: string | null }
  /** `text`: all that stands after `-A CHAIN `; empty for a rule that matches all and does nothing. */
  | { readonly is: 'rule'; readonly chain: string; readonly text: string; readonly counts: string | null }
  | { readonly is: 'commit' }
  /** A comment, an empty line, or a line that would not be printed again as it was. */
  | { readonly is: 'other'; readonly text: string }

/** Never throws. `printSave(readSave(text))` is `text`. */
export const readSave = (text: string): SaveLine[] => text.split('\n').map(readLine)

export const printSave = (lines: readonly SaveLine[]): string => lines.map(printLine).join('\n')

const STAR = 42
const COLON = 58
const BRACKET = 91
const DASH = 45

/** The first character tells what a line is: this is run over each of ten thousands. */
function readLine(line: string): SaveLine {
  switch (line.charCodeAt(0)) {
    case BRACKET:
    case DASH:
      return readRule(line) ?? { is: 'other', text: line }
    case COLON:
      return readChain(line) ?? { is: 'other', text: line }
    case STAR:
      return { is: 'table', name: line.slice(1) }
    default:
      return line === 'COMMIT' ? { is: 'commit' } : { is: 'other', text: line }
  }
}

const RULE = /^(?:\[(\d+:\d+)\] )?-A ([^ ]+)(?: (.*))?$/s

function readRule(line: string): SaveLine | null {
  const match = RULE.exec(line)
  if (match === null) return null
  const [, counts = null, chain = '', text] = match
  // A blank behind the chain and nothing more would be lost.
  return text === '' ? null : { is: 'rule', chain, text: text ?? '', counts }
}

/** `:FORWARD ACCEPT [12:3456]`; a chain of a user has the policy `-`. */
const CHAIN = /^:([^ ]+) ([^ ]+)(?: \[(\d+:\d+)\])?$/

function readChain(line: string): SaveLine | null {
  const match = CHAIN.exec(line)
  if (match === null) return null
  const [, name = '', policy = '', counts = null] = match
  return { is: 'chain', name, policy: policy === '-' ? null : policy, counts }
}

/** Packets and bytes; zeros where there is nothing to read. */
export function countsOf(text: string | null): readonly [packets: number, bytes: number] {
  const colon = text?.indexOf(':') ?? -1
  return text === null || colon < 0 ? [0, 0] : [Number(text.slice(0, colon)), Number(text.slice(colon + 1))]
}

function printLine(line: SaveLine): string {
  switch (line.is) {
    case 'table':
      return `*${line.name}`
    case 'chain':
      return `:${line.name} ${line.policy ?? '-'}${line.counts === null ? '' : ` [${line.counts}]`}`
    case 'rule':
      return `${line.counts === null ? '' : `[${line.counts}] `}-A ${line.chain}${line.text === '' ? '' : ` ${line.text}`}`
    case 'commit':
      return 'COMMIT'
    case 'other':
      return line.text
    default:
      return unreachable(line)
  }
}
