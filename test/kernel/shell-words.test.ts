import { execa } from 'execa'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shellCommand, shellWord } from '#shared/as-command/shell-word'

/** A real POSIX shell takes the words apart again: each name arrives as it is, and nothing of it is run. */
async function takenApart(words: readonly string[]): Promise<string[]> {
  const { stdout } = await execa('/bin/sh', ['-c', `printf '%s\\0' ${shellCommand(words)}`], {
    env: { LC_ALL: 'C.UTF-8', HOME: '/home', PATH: '/usr/bin:/bin' },
    extendEnv: false,
    stripFinalNewline: false,
  })
  return stdout.split('\0').slice(0, -1)
}

const HOSTILE = [
  '',
  'web',
  'two words',
  "it's",
  "'",
  `"'\\"`,
  '$(reboot)',
  '`reboot`',
  '$HOME ~ * ? [a] {a,b} !! #no',
  '~',
  '#',
  '=a',
  'a=b',
  '; rm -rf /',
  'a\nb\n',
  '\n',
  '\t|\r&\u001b[31m\u0007',
  '\u001b]0;title\u0007',
  'safe\u202etxt.exe\u2028\u0085',
  '安全组 🔥 👨‍👩‍👧',
  'ends with \\',
  '-rf',
  '--',
  '%s%n\\0',
  'a'.repeat(255),
] as const

describe('the words of a command', () => {
  test('reach the program as they are', async () => {
    expect(await takenApart(HOSTILE)).toEqual(HOSTILE)
  })

  test('also when they are made by chance', async () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'\'"\\$`!~*?;&|<>(){}[]# \n\t\r=-%'),
        fc.constantFrom('\u001b', '\u007f', '\u0085', '\u202e', '\u2066'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 20,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 30 }), async (words) => {
        const possible = words.map((word) => word.replaceAll('\0', '\ufffd'))
        expect(await takenApart(words)).toEqual(possible)
      }),
      { numRuns: 40 },
    )
  })

  test('show nothing that a terminal obeys, and no character that cannot be an argument', () => {
    expect(shellWord('a\u001b[2Jb\u202e')).toBe(`'a'"$(printf '\\033')"'[2Jb'"$(printf '\\342\\200\\256')"`)
    expect(shellWord('a\0b\ud800')).toBe("'a\ufffdb\ufffd'")
    expect(shellWord('a\r')).not.toContain('\r')
    expect(shellWord('10.0.0.0/8')).toBe('10.0.0.0/8')
  })
})
