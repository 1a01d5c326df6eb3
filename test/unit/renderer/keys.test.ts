import { describe, expect, it } from 'vitest'
import { defaultKeys } from '../../../renderer/commands/default-keys.ts'
import { reservedFor } from '../../../renderer/commands/key-table.ts'
import { isKey, keyOf, keyWords, type Press, pressed } from '../../../renderer/keys.ts'

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

  it('belong to one command each, and none to the browser or to moving about', () => {
    const keys = Object.values(defaultKeys).flat()
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
    expect(keys.filter((key) => !isKey(key) || reservedFor(key) !== null)).toEqual([])
  })

  it('are named as they are pressed, whatever the modifiers make of them', () => {
    expect(keyOf(press({ key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true }))).toBe('mod+shift+z')
    expect(keyOf(press({ key: 'z', code: 'KeyZ', metaKey: true }))).toBe('mod+z')
    expect(keyOf(press({ key: '!', code: 'Digit1', shiftKey: true }))).toBe('shift+1')
    expect(keyOf(press({ key: '∂', code: 'KeyD', altKey: true }))).toBe('alt+d')
    expect(keyOf(press({ key: '?', code: 'Slash', shiftKey: true }))).toBe('?')
    expect(keyOf(press({ key: '+', code: 'Equal', ctrlKey: true, shiftKey: true }))).toBe('mod+plus')
    expect(keyOf(press({ key: ' ', code: 'Space' }))).toBe('space')
    expect(keyOf(press({ key: 'F1', code: 'F1' }))).toBe('f1')
    for (const key of ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process']) expect(keyOf(press({ key }))).toBeNull()
  })

  it('are taken while someone types when they are more than one sign', () => {
    expect(pressed(['f1'], press({ key: 'F1', code: 'F1' }), true)).toBe(true)
    expect(pressed(['shift+a'], press({ key: 'A', code: 'KeyA', shiftKey: true }), true)).toBe(false)
    expect(pressed(['/'], press({ key: '/', code: 'Slash' }), true)).toBe(false)
  })

  it('are written as a person reads them', () => {
    expect(keyWords(['mod+shift+z'])).toBe('Ctrl+Shift+Z')
    expect(keyWords(['mod+enter'])).toBe('Ctrl+Enter')
    expect(keyWords(['mod+plus'])).toBe('Ctrl+Plus')
  })
})
