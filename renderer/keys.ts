/** Whether a key press is one of a command's keys. A bare digit is not taken while someone types. */
export interface Press {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Letters by what they mean, digits by where they are: Alt changes what a digit key writes on many layouts. */
const nameOf = ({ key, code }: Press): string => /^Digit(\d)$/.exec(code)?.[1] ?? key.toLowerCase()

export function pressed(keys: readonly string[], press: Press, typing: boolean): boolean {
  return keys.some((wanted) => {
    const parts = wanted.split('+')
    const name = parts.at(-1)
    const has = (part: string) => parts.includes(part)
    if (typing && !has('mod') && !has('alt')) return false
    return (
      name === nameOf(press) &&
      has('mod') === (press.ctrlKey || press.metaKey) &&
      has('shift') === press.shiftKey &&
      has('alt') === press.altKey
    )
  })
}

/** In a field, undo belongs to the field's own text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** As a person reads it: `Ctrl+Shift+Z`. */
export const keyWords = (keys: readonly string[]): string =>
  (keys[0] ?? '')
    .split('+')
    .map((part) => (part === 'mod' ? 'Ctrl' : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('+')
