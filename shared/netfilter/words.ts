/**
 * Words of iptables-save, and back. Quoting: iptables 1.8, libxtables/xtables.c (xtables_save_string); reading:
 * iptables/xshared.c (add_param_to_argv): a backslash takes the next character as it is, inside quotes only.
 */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word = ''
  let begun = false
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const c = line.charAt(at)
    if (quoted) {
      if (c === '"') quoted = false
      else if (c === '\\' && at + 1 < line.length) word += line.charAt(++at)
      else word += c
    } else if (c === '"') {
      quoted = true
      begun = true
    } else if (c === ' ' || c === '\t' || c === '\n' || c === '\r') {
      if (begun) words.push(word)
      word = ''
      begun = false
    } else {
      word += c
      begun = true
    }
  }
  if (begun) words.push(word)
  return words
}

/** A free text as one word. Line breaks would end the line of iptables-restore, so they become blanks. */
export function quoteWord(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/[\r\n]/g, ' ').replace(/["\\']/g, '\\$&')}"`
}
