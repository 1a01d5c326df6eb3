import { describe, expect, it } from 'vitest'
import { defaultKeys } from '../../../renderer/commands/default-keys.ts'
import { keyWords, type Press, pressed } from '../../../renderer/keys.ts'

const press = (change: Partial<Press>): Press => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
})

describe('keys of commands', () => {
  it('tell undo from redo', () => {
    const z = press({ key: 'z', code: 'KeyZ', ctrlKey: true })
    expect(pressed(['mod+z'], z, false)).toBe(true)
    expect(pressed(['mod+z'], { ...z, key: 'Z', shiftKey: true }, false)).toBe(false)
    expect(pressed(['mod+shift+z', 'mod+y'], { ...z, key: 'Z', shiftKey: true }, false)).toBe(true)
  })

  it('take a bare digit only when nobody types, and Alt with it always', () => {
    const one = press({ key: '1', code: 'Digit1' })
    expect(pressed(['alt+1', '1'], one, false)).toBe(true)
    expect(pressed(['alt+1', '1'], one, true)).toBe(false)
    expect(pressed(['alt+1', '1'], { ...one, key: '¡', altKey: true }, true)).toBe(true)
  })

  it('belong to one command each', () => {
    const keys = Object.values(defaultKeys).flat()
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
  })

  it('are written as a person reads them', () => {
    expect(keyWords(['mod+shift+z'])).toBe('Ctrl+Shift+Z')
    expect(keyWords(['mod+enter'])).toBe('Ctrl+Enter')
  })
})
