import { describe, expect, it } from 'vitest'
import { Launch, launchOf } from '#electron/desktop/launch'
import { editEntries, fileEntries, groupEntries, kernelEntries, viewEntries } from '#electron/desktop/menu-entries'
import { MenuCommand } from '#shared/contract/commands'
import { defaultKeys } from '../../../renderer/commands/default-keys.ts'
import { commands } from '../../../renderer/texts/en/commands.ts'

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

describe('the menu', () => {
  const entries = [...fileEntries, ...editEntries, ...groupEntries, ...kernelEntries, ...viewEntries]

  it('has every command once, in the words of the page', () => {
    expect(entries.map(({ command }) => command).sort()).toEqual([...MenuCommand.options].sort())
    for (const { command, label } of entries) expect(label).toBe(commands.names[command])
  })

  it('shows the keys that the page hears', () => {
    const keyed = (accelerator: string) => accelerator.replace('CmdOrCtrl', 'mod').toLowerCase()
    for (const { command, accelerator } of entries)
      if (accelerator !== undefined) expect(defaultKeys[command]).toContain(keyed(accelerator))
  })
})
