import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { readDocument } from '#shared/neutron/document'
import { chanceFor } from '../../support/chance.ts'
import { mutantFile } from '../../support/file-mutants.ts'
import { root } from '../../support/shell.ts'
import { filesBelow } from './world.ts'

/** Mutants of files, named to the real programs: status 1, words for people on standard error, and the file as it was. */
const MUTANTS = 200
const SIDE_BY_SIDE = 4

const programs = [
  { name: 'serve', words: (path: string) => [join(root, 'dist/node/serve.js'), path] },
  { name: 'compile', words: (path: string) => [join(root, 'dist/node/cli.js'), 'compile', path] },
]

describe('mutants of files', () => {
  it(`are refused by the programs, ${MUTANTS} of them, and stay as they are`, { timeout: 300_000 }, async () => {
    const random = chanceFor('files named to programs')
    const home = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
    const files: string[] = []
    while (files.length < MUTANTS) {
      const bytes = mutantFile(random)
      if (readDocument(new TextDecoder().decode(bytes)).ok) continue
      const path = join(home, `mutant-${files.length}.json`)
      writeFileSync(path, bytes)
      files.push(path)
    }
    const before = filesBelow(home)
    const one = async (path: string, at: number) => {
      const { name, words } = programs[at % programs.length] ?? { name: '', words: () => [] }
      const env = { HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home, XDG_CONFIG_HOME: home }
      const { exitCode, stdout, stderr } = await execa(process.execPath, words(path), { env, reject: false, timeout: 30_000 })
      const where = `${name} ${readFileSync(path).toString('latin1').slice(0, 200)}`
      expect(exitCode, `${where}: ${stderr}`).toBe(1)
      expect(stdout, where).toBe('')
      expect(stderr, where).toMatch(/\.( \(\w+ \d{3}\))?\s*$/)
      // Words, not a stack of ours; and nothing that a terminal would obey.
      expect(stderr, where).not.toMatch(/\n\s+at |node:internal|TypeError|RangeError/)
      expect(stderr.replaceAll('\n', ''), where).not.toMatch(/\p{Cc}/u)
    }
    const waiting = files.map((path, at) => ({ path, at }))
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async () => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await one(next.path, next.at)
      }),
    )
    expect(filesBelow(home)).toEqual(before)
  })
})
