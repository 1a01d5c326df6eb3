import { describe, expect, it } from 'vitest'
import { acceleratorOf, entriesOf, menuCommands } from '#electron/desktop/menu-entries'
import { shellTexts } from '#electron/desktop/texts/texts'
import { MenuCommand } from '#shared/contract/commands'
import { languageOf } from '#shared/texts/language'
import { defaultKeys } from '../../../renderer/commands/default-keys.ts'
import { commands as english } from '../../../renderer/texts/en/commands.ts'
import { commands as chinese } from '../../../renderer/texts/zh/commands.ts'

describe('the menu', () => {
  it('has every command once', () => {
    expect(Object.values(menuCommands).flat().sort()).toEqual([...MenuCommand.options].sort())
  })

  it.each([
    ['en', english],
    ['zh', chinese],
  ] as const)('speaks the words of the page: %s', (language, { names }) => {
    for (const command of MenuCommand.options) expect(shellTexts[language].commands[command]).toBe(names[command])
  })

  it('shows the keys that it is told, and no others', () => {
    expect(entriesOf('edit', shellTexts.zh, { redo: 'mod+shift+z', apply: 'mod+enter' })).toEqual([
      { command: 'undo', label: '撤销' },
      { command: 'redo', label: '重做', accelerator: 'CmdOrCtrl+Shift+Z' },
    ])
  })

  it.each([
    ['mod+shift+z', 'CmdOrCtrl+Shift+Z'],
    ['alt+1', 'Alt+1'],
    ['mod+enter', 'CmdOrCtrl+Enter'],
    ['mod+plus', 'CmdOrCtrl+Plus'],
    ['f6', 'F6'],
    ['mod+arrowup', 'CmdOrCtrl+Up'],
    ['/', '/'],
    ['f25', null],
    ['ä', null],
    ['mod+medianext', null],
    ['', null],
    [undefined, null],
  ])('writes the key %s as Electron does: %s', (key, accelerator) => {
    expect(acceleratorOf(key)).toBe(accelerator)
  })

  it('can write every key that commands begin with', () => {
    for (const keys of Object.values(defaultKeys))
      for (const key of keys) if (key !== '?') expect(acceleratorOf(key)).not.toBeNull()
  })
})

describe('what the desktop shell says itself', () => {
  const leaves = (texts: object, path = ''): [string, string][] =>
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
    )
  const placeholders = (text: string) => text.match(/\{\{\w+\}\}/g) ?? []

  it('is said in both languages, with the same values', () => {
    const [en, zh] = [leaves(shellTexts.en), new Map(leaves(shellTexts.zh))]
    expect(en.map(([path]) => path)).toEqual([...zh.keys()])
    for (const [path, text] of en) {
      const other = zh.get(path) ?? ''
      expect(text, path).not.toBe('')
      expect(other, path).toMatch(/\p{Script=Han}/u)
      expect(placeholders(other), path).toEqual(placeholders(text))
    }
  })

  it.each([
    [['zh-CN'], 'zh'],
    [['zh_TW'], 'zh'],
    [['en-GB', 'zh'], 'en'],
    [['de', 'zh-Hans-CN', 'en'], 'zh'],
    [['de'], 'en'],
    [[''], 'en'],
    [[], 'en'],
  ] as const)('is in the first of the languages that it speaks: %j', (tags, language) => {
    expect(languageOf(tags)).toBe(language)
  })
})
