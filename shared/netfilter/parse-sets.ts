import type { DumpSet } from './dump.ts'
import { lastingOptions, readSets } from './sets-text.ts'

/**
 * Reads `ipset save`. bucketsize and initval are left out: the kernel chooses them anew for each set; and so is what a member counts and
 * how long it stays. Never throws; a member of a set that was not created in the text is passed over.
 */
export function parseSets(text: string): DumpSet[] {
  const sets = new Map<string, DumpSet>()
  for (const line of readSets(text)) {
    if (line.is === 'create') sets.set(line.set, { name: line.set, create: withoutChance(line.text), members: [] })
    else if (line.is === 'add') {
      const options = lastingOptions(line.options)
      sets.get(line.set)?.members.push(options === '' ? line.element : `${line.element} ${options}`)
    }
  }
  return [...sets.values()]
}

const withoutChance = (text: string): string => text.replace(/ (?:bucketsize|initval) \S+/g, '').trimEnd()
