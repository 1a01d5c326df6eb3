import { defineConfig } from '@playwright/test'

/** The page in Debian's Chromium against the loopback shell with a real lab behind it. */
export default defineConfig({
  testDir: '../test/ui',
  outputDir: '../dist/ui-results',
  timeout: 120_000,
  workers: 1,
  reporter: [['list'], ['json', { outputFile: '../dist/test-results/ui.json' }]],
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
