/**
 * Characters that a terminal obeys or that turn the text beside them around: C0 and C1, DEL, the bidirectional controls, and the
 * separators that some programs take for the end of a line.
 */
export const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

const escaped = (c: string): string => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`

/** A text for a terminal, of several lines: names come from anywhere, and must not move its cursor, colour it or name its window. */
export const terminalText = (text: string): string => text.replace(OBEYED, (c) => (c === '\n' || c === '\t' ? c : escaped(c)))

/** The same as one line: a name with a line's end in it must not pass for a line of ours. */
export const terminalLine = (text: string): string => text.replace(OBEYED, escaped)
