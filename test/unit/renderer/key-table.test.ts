import { describe, expect, it } from 'vitest'
import type { CommandId } from '../../../renderer/commands/command.ts'
import { defaultKeys } from '../../../renderer/commands/default-keys.ts'
import {
  giveKey,
  givenKeys,
  noChanges,
  ownerOf,
  printKeyTable,
  readKeyTable,
  reservedFor,
  withKeys,
  workingKeys,
} from '../../../renderer/commands/key-table.ts'
import { commands } from '../../../renderer/texts/en/commands.ts'

const ids = Object.keys(commands.names) as CommandId[]
const read = (value: unknown) => readKeyTable(JSON.stringify(value), ids)

describe('the table of keys', () => {
  it('has the defaults until something is changed, and forgets a change that is the default again', () => {
    expect(givenKeys(noChanges, 'undo')).toEqual(['mod+z'])
    expect(givenKeys(noChanges, 'startLab')).toEqual([])
    const cleared = withKeys(noChanges, 'undo', [])
    expect(givenKeys(cleared, 'undo')).toEqual([])
    expect(withKeys(cleared, 'undo', ['mod+z'])).toEqual(noChanges)
  })

  it('gives a key to one command and takes it from the other', () => {
    const table = giveKey(noChanges, 'startLab', 'mod+z', ids)
    expect(givenKeys(table, 'startLab')).toEqual(['mod+z'])
    expect(givenKeys(table, 'undo')).toEqual([])
    expect(ownerOf(table, 'mod+z', ids)).toBe('startLab')
    expect(giveKey(table, 'startLab', 'mod+z', ids)).toBe(table)
  })

  it('lets single signs rest, and only these', () => {
    const table = { ...noChanges, single: false }
    expect(workingKeys(table, 'groups')).toEqual(['alt+2'])
    expect(workingKeys(table, 'newGroup')).toEqual([])
    expect(workingKeys(table, 'palette')).toEqual(['mod+k', 'f1'])
    expect(givenKeys(table, 'newGroup')).toEqual(defaultKeys.newGroup)
  })

  it.each([
    ['browser', ['mod+w', 'mod+t', 'mod+n', 'mod+shift+n', 'mod+tab', 'alt+f4', 'f5']],
    ['text', ['mod+c', 'mod+a']],
    ['zoom', ['mod+plus', 'mod+-', 'mod+0']],
    ['focus', ['tab', 'shift+tab', 'enter', 'arrowdown', 'shift+f10', 'delete']],
    [null, ['mod+k', 'mod+enter', 'alt+1', 'f1', '/']],
  ])('knows what is reserved for %s', (why, keys) => expect(keys.map(reservedFor)).toEqual(keys.map(() => why)))

  it('is read again as it was written', () => {
    const table = giveKey(withKeys({ ...noChanges, single: false }, 'apply', []), 'startLab', 'mod+k', ids)
    expect(readKeyTable(printKeyTable(table), ids)).toEqual({ table, dropped: false })
    expect(readKeyTable(null, ids)).toEqual({ table: noChanges, dropped: false })
  })

  it.each(['', '{', 'null', '[]', '{"single":1,"changed":{}}', '{"single":true}'])('begins anew from %s and says so', (text) =>
    expect(readKeyTable(text, ids)).toEqual({ table: noChanges, dropped: true }),
  )

  it('drops what makes no sense, keeps the rest, and says so', () => {
    const changed = { undo: ['mod+w', 'mod+shift+u', 'MOD+U', 'a b'], nothing: ['mod+m'], apply: 'mod+j', redo: ['mod+shift+y'] }
    const { table, dropped } = read({ single: true, changed })
    expect(dropped).toBe(true)
    expect(table.changed).toEqual({ undo: ['mod+shift+u'], redo: ['mod+shift+y'] })
  })

  it('leaves no key with two commands: one that was chosen keeps it before one that began with it', () => {
    const chosen = read({ single: true, changed: { startLab: ['mod+z'] } })
    expect(chosen.dropped).toBe(false)
    expect(givenKeys(chosen.table, 'startLab')).toEqual(['mod+z'])
    expect(givenKeys(chosen.table, 'undo')).toEqual([])
    const twice = read({ single: true, changed: { startLab: ['mod+m'], clearBaseline: ['mod+m'] } })
    expect(twice.dropped).toBe(true)
    expect(ids.filter((id) => givenKeys(twice.table, id).includes('mod+m'))).toHaveLength(1)
  })
})
