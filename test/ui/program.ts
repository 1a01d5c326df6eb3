import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { startShell } from '../support/shell.ts'

/** The program that a test's page belongs to, started for this test alone: the same specs run against each shell. */
export interface RunningProgram {
  /** Main's process. */
  readonly pid: number
  /** Where the loopback shell serves the page. Only tests about that door itself need it; their tag is `@loopback`. */
  readonly address: string
  /** Brings the page up. Only the loopback shell can serve more pages than the test's own. */
  readonly show: (page: Page) => Promise<void>
}

interface Fixtures {
  /** A project file of the repository, of which each test gets a copy; null for the program's own first project. */
  readonly document: string | null
  readonly program: RunningProgram
}

export const test = base.extend<Fixtures>({
  document: [null, { option: true }],
  program: async ({ document }, use) => {
    const shell = await startShell(document === null ? [] : [copyOf(document)])
    await use({ pid: shell.child.pid ?? 0, address: shell.address, show: async (page) => void (await page.goto(shell.address)) })
    await shell.close()
  },
})

function copyOf(document: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'project.json')
  copyFileSync(document, copy)
  return copy
}
