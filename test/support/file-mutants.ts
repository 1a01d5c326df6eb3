import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from './chance.ts'
import { printWithRaw } from './hostile-values.ts'
import { garble, mutate, noise } from './mutants.ts'
import { root } from './shell.ts'

/** Files that somebody may open: those of today, of former versions, and documents of the Networking API; all with names of any script. */
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const json = (folder: string): string[] => readdirSync(join(root, folder)).map((name) => join(folder, name))

const projects = [...json('shared/project/examples'), ...json('test/golden/project-files')].map(read)
const documents = json('test/golden/neutron')
  .map((path) => JSON.parse(read(path)) as { neutron: object })
  .map(({ neutron }) => JSON.stringify(neutron, null, 1))
const originals = [...projects, ...documents].map((text) => text.replace(/"name": "(\w+)"/, '"name": "$1 für 虚机 🧱"'))
const values = originals.map((text) => JSON.parse(text) as unknown)

/** Bytes of a file that was a good one. Most are nearly good still: an editor's slip, another encoding, half of a download. */
export function mutantFile(random: Chance): Buffer {
  const at = random.below(originals.length)
  const text = originals[at] ?? ''
  switch (random.below(12)) {
    case 0:
      return Buffer.from(text).subarray(0, random.below(text.length))
    case 1:
      return flipped(Buffer.from(text), random)
    case 2:
      return random.oneIn(10) ? noise(random) : Buffer.from(garble(text, random))
    case 3:
      return encoded(text, random)
    case 4:
      return Buffer.from(doubled(text, random))
    case 5:
      return Buffer.from(garble(text.replaceAll(/\s+/g, ' '), random))
    default:
      return Buffer.from(printWithRaw(mutate(values[at], values, random)))
  }
}

function flipped(bytes: Buffer, random: Chance): Buffer {
  for (let n = 0; n <= random.below(3); n++) {
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  }
  return bytes
}

function encoded(text: string, random: Chance): Buffer {
  switch (random.below(4)) {
    case 0:
      return Buffer.from(`\ufeff${text}`, 'utf16le')
    case 1:
      return Buffer.from(text, 'utf16le')
    case 2:
      return Buffer.from(text, 'latin1')
    default:
      return Buffer.from(`\ufeff${text}`)
  }
}

/** A line twice, or lost: in a list that is one thing twice, in an object one key twice. */
function doubled(text: string, random: Chance): string {
  const lines = text.split('\n')
  const at = random.below(lines.length)
  return lines.toSpliced(at, random.below(2), ...(random.oneIn(3) ? [] : [lines[at] ?? '', lines[at] ?? ''])).join('\n')
}
