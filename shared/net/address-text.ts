/**
 * Addresses as texts, read and printed digit by digit: a project of thousands of ports has its addresses read at each edit, and a way
 * over regular expressions and lists of words takes ten times as long.
 */
const DOT = 46
const COLON = 58

/** Four decimal parts without leading zeros, which some read as octal; null for any other text. */
export function readIpv4(text: string): number[] | null {
  const bytes = [0, 0, 0, 0]
  let dots = 0
  let byte = 0
  let digits = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === DOT) {
      if (digits === 0 || dots === 3) return null
      bytes[dots++] = byte
      byte = 0
      digits = 0
      continue
    }
    const digit = code - 48
    if (digit < 0 || digit > 9 || (digits > 0 && byte === 0)) return null
    byte = 10 * byte + digit
    digits += 1
    if (byte > 255) return null
  }
  if (digits === 0 || dots !== 3) return null
  bytes[3] = byte
  return bytes
}

/** RFC 4291 section 2.2: groups of up to four hexadecimal digits, `::` once for one zero group or more, dots in the last 32 bits. */
export function readIpv6(text: string): number[] | null {
  const bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  let read = 0
  let at = text.startsWith('::') ? 2 : 0
  /** How many bytes stand before `::`; negative where there is none. */
  let gap = at === 2 ? 0 : -1
  while (at < text.length) {
    const begun = at
    let group = 0
    for (; at < text.length; at++) {
      const digit = hexDigit(text.charCodeAt(at))
      if (digit < 0) break
      group = 16 * group + digit
    }
    if (text.charCodeAt(at) === DOT) {
      const dotted = readIpv4(text.slice(begun))
      if (dotted === null || read > 12) return null
      for (const byte of dotted) bytes[read++] = byte
      break
    }
    if (at === begun || at > begun + 4 || read > 14) return null
    bytes[read++] = group >> 8
    bytes[read++] = group & 255
    if (at === text.length) break
    if (text.charCodeAt(at) !== COLON) return null
    at += 1
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return null
      gap = read
      at += 1
    } else if (at === text.length) return null
  }
  if (gap < 0) return read === 16 ? bytes : null
  if (read > 14) return null
  bytes.copyWithin(16 - (read - gap), gap, read)
  return bytes.fill(0, gap, 16 - (read - gap))
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const small = code | 32
  return small >= 97 && small <= 102 ? small - 87 : -1
}

/** As glibc's inet_ntop: the first longest run of at least two zero groups is cut, ::1.2.3.4 and ::ffff:1.2.3.4 end in dots. */
export function printIpv6(bytes: readonly number[]): string {
  const group = (at: number): number => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)
  let cut = -1
  let longest = 1
  for (let at = 0; at < 8; at++) {
    const begun = at
    while (at < 8 && group(at) === 0) at++
    if (at - begun <= longest) continue
    cut = begun
    longest = at - begun
  }
  const dotted = cut === 0 && (longest === 6 || (longest === 5 && group(5) === 0xffff))
  let text = ''
  for (let at = 0; at < (dotted ? 6 : 8); at++) {
    if (at === cut) {
      text += '::'
      at += longest - 1
    } else text += at === 0 || text.endsWith(':') ? group(at).toString(16) : `:${group(at).toString(16)}`
  }
  if (!dotted) return text
  const last = bytes.slice(12).join('.')
  return text.endsWith(':') ? `${text}${last}` : `${text}:${last}`
}
