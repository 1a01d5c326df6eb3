import type { SecurityGroup } from '#shared/project/schema'
import { groupLabel } from '../../state/group-names.ts'
import { ANY, type DraftField, remoteWord } from './rule-draft.ts'

/**
 * A draft holds `any` and `group NAME` whatever the language, so that what was typed before a switch of the language is still
 * understood after it. Here these two are said, and read, in the words of the language; everything else is data.
 */
export function sayableDraft(any: string, group: string, groups: readonly SecurityGroup[]) {
  const said = new Map(groups.map((each) => [remoteWord(each, groups), `${group} ${groupLabel(each, groups)}`]))
  const read = new Map([...said].map(([word, words]) => [words, word]))
  const mayBeAny = (name: DraftField): boolean => name !== 'description'
  return {
    say: (name: DraftField, text: string): string =>
      mayBeAny(name) && text === ANY ? any : name === 'remote' ? (said.get(text) ?? text) : text,
    read: (name: DraftField, typed: string): string =>
      mayBeAny(name) && typed.trim() === any ? ANY : name === 'remote' ? (read.get(typed.trim()) ?? typed) : typed,
  }
}
