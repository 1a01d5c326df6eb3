import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFile } from '#electron/project-file/file'
import { TapwallError } from '#shared/errors'
import { checkProject } from '#shared/project/check'
import { printProject, readProject } from '#shared/project/file'
import { chanceFor } from '../support/chance.ts'
import { mutantFile } from '../support/file-mutants.ts'
import { IssuesSeen } from '../support/issues-in-chinese.ts'

/** Mutants of project files and of Networking API documents on the way on which files are read: refused by name, or a whole project. */
const MUTANTS = 10_000
const seen = new IssuesSeen()

describe('mutants of files', () => {
  it(`are refused by name or read whole, ${MUTANTS} of them, and stay as they are`, { timeout: 300_000 }, async () => {
    const random = chanceFor('files')
    const folder = mkdtempSync(join(tmpdir(), 'tapwall-test-'))
    const path = join(folder, 'mutant.json')
    let read = 0
    for (let at = 0; at < MUTANTS; at++) {
      const bytes = mutantFile(random)
      writeFileSync(path, bytes)
      const opened = await openFile(path)
      const where = `mutant ${at}`
      if (opened.ok) {
        read += 1
        const { project } = opened.value
        expect(checkProject(project), where).toEqual([])
        const again = readProject(printProject(project))
        if (!again.ok) throw new Error(`${where} is printed, but not read again: ${JSON.stringify(again.error)}`)
        expect(printProject(again.value), where).toBe(printProject(project))
      } else {
        expect(TapwallError.safeParse(opened.error).error?.message, where).toBeUndefined()
        expect(opened.error.kind === 'invalid' ? opened.error.issues.length : 0, where).toBeGreaterThan(0)
        seen.add(opened.error)
      }
      expect(readFileSync(path).equals(bytes), where).toBe(true)
    }
    expect(readdirSync(folder)).toEqual(['mutant.json'])
    console.log(JSON.stringify({ refused: MUTANTS - read, read, codes: seen.codes() }))
    expect(read).toBeGreaterThan(MUTANTS / 50)
    expect(read).toBeLessThan(MUTANTS / 2)
  })

  it('are told in Chinese without English', async () => {
    expect(seen.codes().length).toBeGreaterThan(30)
    expect(await seen.english()).toEqual([])
  })
})
