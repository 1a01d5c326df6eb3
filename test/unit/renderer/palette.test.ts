import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../renderer/palette/entries.ts'
import { find, findChoice } from '../../../renderer/palette/find.ts'
import { rank } from '../../../renderer/palette/rank.ts'

const entry = (key: string, section: string, refusal: string | null = null, more: readonly string[] = []): Entry => ({
  key,
  section,
  words: key,
  detail: '',
  texts: [key, ...more],
  keys: [],
  refusal,
  opens: false,
  run: () => {},
})

describe('what is typed', () => {
  it('finds beginnings before words within before letters apart', () => {
    const [whole, word, within, apart] = ['Add a rule', 'Rule: add', 'Ladder', 'A dud'].map((text) => rank('add', [text]) ?? 0)
    expect(whole).toBeGreaterThan(word ?? 0)
    expect(word).toBeGreaterThan(within ?? 0)
    expect(within).toBeGreaterThan(apart ?? 0)
    expect(apart).toBeGreaterThan(0)
  })

  it('must be found word by word, in any order and in any of the texts', () => {
    expect(rank('rule add', ['Add a rule'])).not.toBeNull()
    expect(rank('rule 添加', ['添加规则', 'Add a rule'])).not.toBeNull()
    expect(rank('rule remove', ['Add a rule'])).toBeNull()
    expect(rank('', ['anything'])).toBe(0)
  })

  it('is not found as letters that are anywhere', () => {
    expect(rank('dgrp', ['Duplicate group'])).not.toBeNull()
    expect(rank('xz', ['x and z'])).toBeNull()
    expect(rank('rst', ['r at the very beginning of a long sentence, then s, and at last a t'])).toBeNull()
  })

  it('is found whatever its width and case', () => expect(rank('ｐｉｎｇ', ['PING'])).not.toBeNull())
})

describe('the palette', () => {
  const commands = [entry('Undo', 'Edit', 'Nothing to undo'), entry('Redo', 'Edit'), entry('Apply', 'Kernel', null, ['下发'])]

  it('lists all commands as they are grouped when nothing is typed, and asks for no objects', () => {
    const objects = () => {
      throw new Error('asked for')
    }
    const sections = find('', commands, objects, 'Commands')
    expect(sections.map(({ title, entries }) => [title, entries.length])).toEqual([
      ['Edit', 2],
      ['Kernel', 1],
    ])
  })

  it('puts the section of the best answer first, and what can be done before what cannot', () => {
    const objects = () => [entry('redone-group', 'Groups'), entry('other', 'Groups')]
    expect(find('do', commands, objects, 'Commands')[0]?.entries.map(({ key }) => key)).toEqual(['Redo', 'Undo'])
    expect(find('下发', commands, objects, 'Commands').map(({ entries }) => entries[0]?.key)).toEqual(['Apply'])
    expect(find('redone', commands, objects, 'Commands')[0]?.title).toBe('Groups')
  })

  it('shows the best of many things and counts the rest', () => {
    const many = Array.from({ length: 5000 }, (_, at) => entry(`sg-${at}`, 'Groups'))
    const [groups] = find('sg', commands, () => many, 'Commands')
    expect(groups?.entries.length).toBeLessThan(20)
    expect((groups?.entries.length ?? 0) + (groups?.hidden ?? 0)).toBe(5000)
    expect(findChoice('', many)[0]?.entries.length).toBeGreaterThan(100)
  })
})
