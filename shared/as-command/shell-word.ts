import { OBEYED } from '../terminal-text.ts'

/**
 * Words of a command for a POSIX shell (XCU 2.2). A name can hold anything; it must arrive as one argument, and pasting the command
 * must do nothing else: a terminal obeys control characters also between quotes, and text that turns around shows another command
 * than it runs.
 */

/** Needs no quotes in any shell; a leading ~ or = means something to some. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/

/** No argument of a process can hold them: NUL ends it, and half a surrogate pair is no character. */
const IMPOSSIBLE = /\0|\p{Cs}/gu
export const isPossible = (text: string): boolean => text.search(IMPOSSIBLE) < 0

/** One argument. What cannot be in one becomes U+FFFD. */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text
  const parts: string[] = []
  let from = 0
  const possible = text.replace(IMPOSSIBLE, '\ufffd')
  for (const { 0: obeyed, index } of possible.matchAll(OBEYED)) {
    // A line's end between quotes is just that.
    if (obeyed === '\n') continue
    if (index > from) parts.push(quoted(possible.slice(from, index)))
    parts.push(`"$(printf '${octal(obeyed)}')"`)
    from = index + obeyed.length
  }
  if (from < possible.length || parts.length === 0) parts.push(quoted(possible.slice(from)))
  return parts.join('')
}

export const shellCommand = (words: readonly string[]): string => words.map(shellWord).join(' ')

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The character's bytes in UTF-8, as printf's format takes them. All of these characters lie in the BMP. */
function octal(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const bytes =
    code < 0x80
      ? [code]
      : code < 0x800
        ? [0xc0 | (code >> 6), 0x80 | (code & 0x3f)]
        : [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
