import type { AddressGroup, SecurityGroup } from '#shared/project/schema'
import { groupLabel, listLabel } from '../../state/group-names.ts'
import { ANY, type DraftField, listWord, remoteWord } from './rule-draft.ts'

/**
 * A draft holds `any`, `group NAME` and `address group NAME` whatever the language, so that what was typed before a switch of the language is still
 * understood after it. Here these are said, and read, in the words of the language; everything else is data.
 */
interface Remotes {
  readonly groups: readonly SecurityGroup[]
  readonly lists: readonly AddressGroup[]
}

export function sayableDraft(words: { any: string; group: string; list: string }, { groups, lists }: Remotes) {
  const { any } = words
  const said = new Map<string, string>([
    ...groups.map((each) => [remoteWord(each, groups), `${words.group} ${groupLabel(each, groups)}`] as const),
    ...lists.map((each) => [listWord(each, lists), `${words.list} ${listLabel(each, lists)}`] as const),
  ])
  const read = new Map([...said].map(([word, words]) => [words, word]))
  const mayBeAny = (name: DraftField): boolean => name !== 'description'
  return {
    say: (name: DraftField, text: string): string =>
      mayBeAny(name) && text === ANY ? any : name === 'remote' ? (said.get(text) ?? text) : text,
    read: (name: DraftField, typed: string): string =>
      mayBeAny(name) && typed.trim() === any ? ANY : name === 'remote' ? (read.get(typed.trim()) ?? typed) : typed,
  }
}
