/** Keys as text: `mod+shift+z`, `alt+1`, `/`, `f1`. `mod` is Ctrl, or Command on a Mac. */
export interface Press {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const ALONE = /^(control|shift|alt|meta|altgraph|capslock|dead|process|unidentified|fn|fnlock)$/

/** Letters by what they mean, digits by where they are: Alt changes what a key writes on many layouts. */
function nameOf({ key, code, altKey }: Press): string {
  const place = /^Digit(\d)$/.exec(code)?.[1] ?? (altKey ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() : undefined)
  return place ?? (key === ' ' ? 'space' : key === '+' ? 'plus' : key.toLowerCase())
}

/** The press as text; null while only modifiers are held. */
export function keyOf(press: Press): string | null {
  const name = nameOf(press)
  if (ALONE.test(name)) return null
  // Shift is in a sign already: ? is no Shift+?.
  const sign = name === 'plus' || (name.length === 1 && !/[\p{L}\p{N}]/u.test(name))
  const parts = [press.ctrlKey || press.metaKey ? 'mod' : '', press.altKey ? 'alt' : '', press.shiftKey && !sign ? 'shift' : '']
  return [...parts.filter(Boolean), name].join('+')
}

/** Written as `keyOf` writes it. */
export const isKey = (text: string): boolean =>
  text === text.toLowerCase() &&
  /^(mod\+)?(alt\+)?(shift\+)?([^\s+]|[a-z]{2,12}|f\d{1,2})$/u.test(text) &&
  !ALONE.test(text.split('+').at(-1) ?? '')

const FUNCTION = /(^|\+)f\d{1,2}$/

/** One sign alone, which a slip of the hand or a spoken word can press; such keys can be switched off. */
export const isSingle = (key: string): boolean => !/^(mod|alt)\+/.test(key) && !FUNCTION.test(key)

/** Whether a press is one of these keys. A single sign is not taken while someone types. */
export function pressed(keys: readonly string[], press: Press, typing: boolean): boolean {
  const key = keyOf(press)
  return key !== null && keys.includes(key) && !(typing && isSingle(key))
}

/** In a field, undo belongs to the field's own text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

const WORDS: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  plus: 'Plus',
  '-': 'Minus',
  space: 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  pageup: 'Page Up',
  pagedown: 'Page Down',
}

const isMac = (): boolean => typeof navigator !== 'undefined' && /^Mac/.test(navigator.platform)

/** As a person reads it: `Ctrl+Shift+Z`, or `Cmd+Shift+Z` on a Mac. */
export const keyWord = (key: string): string =>
  key
    .split('+')
    .map((part) => (part === 'mod' && isMac() ? 'Cmd' : (WORDS[part] ?? part.charAt(0).toUpperCase() + part.slice(1))))
    .join('+')

/** The first of several: what a hint has room for. */
export const keyWords = (keys: readonly string[]): string => keyWord(keys[0] ?? '')
