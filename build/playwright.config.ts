import { defineConfig } from '@playwright/test'
import type { ProgramOptions } from '../test/ui/program.ts'

/** Given by `test-electron.mjs` when Electron's runtime is there. */
const runtime = process.env['TAPWALL_ELECTRON']

/**
 * The page with a real lab behind it: in Debian's Chromium against the loopback shell; the same over message ports, main's own bundle and
 * the preload script in a stand-in for Electron; and in Electron itself, where its runtime is.
 */
export default defineConfig<object, ProgramOptions>({
  testDir: '../test/ui',
  outputDir: '../dist/ui-results',
  timeout: 120_000,
  workers: 1,
  reporter: [['list'], ['json', { outputFile: '../dist/test-results/ui.json' }]],
  projects: [
    { name: 'loopback', grepInvert: /@window/ },
    // How it looks does not depend on the way to main.
    { name: 'stand-in', grepInvert: /@loopback|@look/, use: { shell: { kind: 'stand-in' } } },
    ...(runtime === undefined
      ? []
      : [{ name: 'electron', grepInvert: /@loopback/, use: { shell: { kind: 'electron' as const, runtime } } }]),
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
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
