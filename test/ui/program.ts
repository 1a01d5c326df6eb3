import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type ElectronApplication, type Page } from '@playwright/test'
import { type DesktopProgram, desktopProgram, launchDesktop } from '../support/desktop.ts'
import { startShell } from '../support/shell.ts'

/** The program that a test's page belongs to, started for this test alone: the same specs run against each shell. */
export interface RunningProgram {
  /** Main's process. */
  readonly pid: number
  /** Brings the page up. Only the loopback shell can serve more pages than the test's own. */
  readonly show: (page: Page) => Promise<void>
  /** What a button of the page has copied: a test may look, the page itself may not. */
  readonly copied: (page: Page) => Promise<string>
  /** Where the loopback shell serves the page; tests about that door have the tag `@loopback`. */
  readonly address: string
  /** The desktop shell from inside; tests about its window have the tag `@window`. Null in the loopback shell. */
  readonly desktop: ElectronApplication | null
}

/** Which shell a Playwright project runs the specs against. `runtime`: Electron's binary. */
export type ShellOption = { readonly kind: 'loopback' | 'stand-in' } | { readonly kind: 'electron'; readonly runtime: string }

export interface ProgramOptions {
  readonly shell: ShellOption
  /** A project file of the repository, of which each test gets a copy; null for the program's own first project. */
  readonly document: string | null
}

interface WorkerFixtures {
  readonly shell: ShellOption
  /** Null for the loopback shell; a sentence when the window cannot be run here. */
  readonly desktop: DesktopProgram | string | null
}

export const test = base.extend<{ document: string | null; program: RunningProgram }, WorkerFixtures>({
  shell: [{ kind: 'loopback' }, { option: true, scope: 'worker' }],
  document: [null, { option: true }],
  desktop: [
    async ({ shell }, use) =>
      use(shell.kind === 'loopback' ? null : await desktopProgram(shell.kind === 'electron' ? shell.runtime : null)),
    { scope: 'worker' },
  ],
  program: async ({ desktop, document, locale, viewport }, use, testInfo) => {
    if (typeof desktop === 'string') {
      console.error(desktop)
      return testInfo.skip(true, desktop)
    }
    if (desktop === null) {
      const shell = await startShell(document === null ? [] : [copyOf(document)])
      const show = async (page: Page) => void (await page.goto(shell.address))
      const copied = async (page: Page) => {
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
        return page.evaluate(() => navigator.clipboard.readText())
      }
      await use({ pid: shell.child.pid ?? 0, address: shell.address, show, copied, desktop: null })
      return shell.close()
    }
    const app = await launchDesktop(desktop, document, locale === undefined ? {} : { locale })
    const show = async (page: Page) => {
      const size = viewport ?? { width: 1440, height: 900 }
      await app.evaluate(
        ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
        size,
      )
      // The window shows the page already; what is emulated counts from the next load on.
      await page.reload()
      await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, size)
    }
    const main = app.process()
    const copied = () => app.evaluate(({ clipboard }) => clipboard.readText())
    await use({ pid: main.pid ?? 0, address: '', show, copied, desktop: app })
    if (main.exitCode === null && main.signalCode === null) await app.close()
  },
  page: async ({ page, program }, use) => {
    if (program.desktop === null) return use(page)
    const window = await program.desktop.firstWindow()
    await window.waitForURL(/^file:/)
    await use(window)
  },
})

function copyOf(document: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'tapwall-test-')), 'project.json')
  copyFileSync(document, copy)
  return copy
}
