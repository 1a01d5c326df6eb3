import type { Chance } from './chance.ts'

/** Texts that a shell, a path, a tool, a terminal or a screen might take for something else. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udc00y',
  '\u202egnp.exe',
  '\u200b\u200d\ufeff',
  '👩‍👩‍👧‍👦🏴‍☠️',
  'ａｄｍｉｎ',
  '$(reboot)',
  '`reboot`',
  '; rm -rf /',
  '| cat /etc/shadow',
  '&& reboot #',
  "' OR 1=1 --",
  '"; DROP TABLE ports; --',
  '\\',
  '\r\n',
  'first\nsecond',
  '-A INPUT -j ACCEPT\nCOMMIT\n*filter',
  '\tx',
  '\u001b]0;owned\u0007',
  '\u009b31m',
  '../../etc/passwd',
  '/etc/passwd',
  '/proc/self/mem',
  '/dev/zero',
  'file:///etc/passwd',
  '..',
  '.',
  '/',
  '~',
  '%00',
  '%2e%2e%2f',
  '-f',
  '--help',
  '-j ACCEPT',
  '--',
  'lo',
  'all',
  'default',
  'eth0+',
  'tap0\u0000eth0',
  'br0;reboot',
  'aaaaaaaaaaaaaaaa',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  'true',
  '1e5',
  '0x10',
  '٣',
  '<script>alert(1)</script>',
  '{{constructor.constructor("return 1")()}}',
  '%s%n%x',
  '[object Object]',
]

export const HOSTILE_NUMBERS: readonly number[] = [
  ...[-1, 0, -0, 1, 0.5, 1.5, -1e9, 255, 256, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e21, 1e308, 5e-324],
]

/**
 * Pieces of JSON that no value of JavaScript prints, or that are too large to be copied about: they stand in a value as a text of
 * their own, and become themselves when it is printed by `printWithRaw`.
 */
const RAW: readonly (() => string)[] = [
  () => '1e999',
  () => '-1e999',
  () => '123456789012345678901234567890',
  () => '{"__proto__":{"polluted":1}}',
  () => '{"a":1,"a":2}',
  () => nested('[', ']', 10_000),
  () => nested('{"a":', '}', 10_000),
  () => `[${'0,'.repeat(99_999)}0]`,
  () => `[${'{},'.repeat(9999)}{}]`,
  () => `"${'a'.repeat(10_000)}"`,
  () => `"${'ü'.repeat(300)}"`,
  () => `"${'a'.repeat(1_000_000)}"`,
  () => `{${Array.from({ length: 2000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
]
const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}0${close.repeat(depth)}`

/** The pieces above that are large come seldom, so that 10,000 mutants are sent in seconds. */
function raw(random: Chance): string {
  const at = random.oneIn(12) ? random.below(RAW.length) : random.below(5)
  return `raw:${at}:raw`
}

export const printWithRaw = (value: unknown): string =>
  (JSON.stringify(value) ?? '').replace(/"raw:(\d+):raw"/g, (_, at: string) => RAW[Number(at)]?.() ?? '0')

/** Any value but one that fits on purpose. */
export function hostileValue(random: Chance): unknown {
  switch (random.below(9)) {
    case 0:
    case 1:
      return random.pick(HOSTILE_NUMBERS)
    case 2:
    case 3:
    case 4:
      return random.pick(HOSTILE_TEXTS)
    case 5:
      return random.pick([null, true, false, [], {}, [null], [[]], { length: 3 }])
    case 6:
      return raw(random)
    case 7:
      return `${random.pick(HOSTILE_TEXTS)}${random.pick(HOSTILE_TEXTS)}`
    default:
      return { [random.pick(HOSTILE_TEXTS)]: random.pick(HOSTILE_NUMBERS) }
  }
}
