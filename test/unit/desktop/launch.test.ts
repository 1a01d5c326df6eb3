import { describe, expect, it } from 'vitest'
import { Launch, launchOf } from '#electron/desktop/launch'

describe('the file of a start', () => {
  it.each([
    [['electron', 'main.cjs', 'a.json'], 2, '/home/a.json'],
    [['electron', 'main.cjs', '/b/a.json'], 2, '/b/a.json'],
    [['tapwall', '../c.json'], 1, '/c.json'],
    [['tapwall', '--enable-logging', 'c.json'], 1, '/home/c.json'],
    [['electron', '--inspect=0', '--no-sandbox', 'main.cjs', 'a.json'], 2, '/home/a.json'],
    [['electron', '--inspect=0', 'main.cjs'], 2, null],
    [['electron', 'main.cjs'], 2, null],
    [['tapwall', ''], 1, null],
  ])('%j', (argv, own, file) => {
    expect(launchOf(argv, own, '/home')).toEqual({ file })
  })

  it('is taken from another instance only as it is made here', () => {
    expect(Launch.safeParse({ file: '/a' }).success).toBe(true)
    for (const other of [null, {}, { file: 1 }, { file: '' }, { file: '/a', more: 1 }, { file: 'x'.repeat(5000) }])
      expect(Launch.safeParse(other).success).toBe(false)
  })
})
