// `npm run bench [-- NAME…]`: measurements; tables go to the terminal and to dist/bench.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

ensureTools({ forTests: true })
ensurePackages()
ensureBuilt()

const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'vitest'),
  ['run', '--config', 'build/bench.config.ts', ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
)
process.exit(status ?? 1)
