import type { DumpSet } from './dump.ts'

/**
 * Reads `ipset save`. bucketsize and initval are left out: the kernel chooses them anew for each set. Never throws; a member of a set
 * that was not created in the text is passed over.
 */
export function parseSets(text: string): DumpSet[] {
  const sets = new Map<string, { name: string; create: string; members: string[] }>()
  for (const line of text.split('\n')) {
    const [verb, name = '', ...rest] = line.trim().split(/\s+/)
    if (verb === 'create' && name !== '') sets.set(name, { name, create: withoutChance(rest).join(' '), members: [] })
    else if (verb === 'add') sets.get(name)?.members.push(rest.join(' '))
  }
  return [...sets.values()]
}

const CHANCE = new Set(['bucketsize', 'initval'])

const withoutChance = (words: readonly string[]): string[] =>
  words.filter((word, at) => !CHANCE.has(word) && !CHANCE.has(words[at - 1] ?? ''))
