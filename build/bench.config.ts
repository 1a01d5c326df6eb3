import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Measurements, one at a time and never among the tests: a slow machine is not a failure. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/bench/**/*.bench.ts'],
    fileParallelism: false,
    testTimeout: 4 * 60 * 60 * 1000,
    hookTimeout: 60_000,
  },
})
