import { defineConfig } from '@playwright/test'
import type { ProgramOptions } from '../test/ui/program.ts'

/** Given by `test-electron.mjs` when Electron's runtime is there. */
const runtime = process.env['TAPWALL_ELECTRON']

/** Specs about what crosses to main by ports, the desktop's dialogs, its clipboard and locale; how a page looks does not depend on it. */
const CROSSING =
  /\/(article|as-command|document-file|documents|documents-api|drift|history|languages|late-answers|machine|review|together|trace|trace-sending|window)\.spec\.ts$/

/**
 * `@loopback`: about that shell's door. `@zoom`: in windows smaller than the desktop's may be. `@look`: about nothing but looks.
 *
 * The page with a real lab behind it: in Debian's Chromium against the loopback shell; and the same over message ports, main's own bundle
 * and the preload script in a stand-in for Electron. Or, where its runtime is, in Electron itself.
 */
export default defineConfig<object, ProgramOptions>({
  testDir: '../test/ui',
  outputDir: runtime === undefined ? '../dist/ui-results' : '../dist/electron-results',
  timeout: 180_000,
  // A machine that does other work, too, is slow and not wrong.
  expect: { timeout: 30_000 },
  // Each test has a program, a lab and a home of its own; most of its time it waits for packets.
  workers: 2,
  reporter: [['list'], ['json', { outputFile: `../dist/test-results/${runtime === undefined ? 'ui' : 'electron'}.json` }]],
  projects:
    runtime === undefined
      ? [
          { name: 'loopback', grepInvert: /@window/ },
          { name: 'stand-in', testMatch: CROSSING, grepInvert: /@loopback|@zoom|@look/, use: { shell: { kind: 'stand-in' } } },
        ]
      : [{ name: 'electron', grepInvert: /@loopback|@zoom/, use: { shell: { kind: 'electron', runtime } } }],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 30_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
