// `npm run test:differential -- --packets 20000 --seed 7`: the walk against the kernel, for as many packets as one likes.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

const { values } = parseArgs({ options: { packets: { type: 'string', default: '20000' }, seed: { type: 'string' } } })
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31))
for (const number of [values.packets, seed])
  if (!/^\d{1,9}\d?$/.test(number)) {
    console.error('Write whole numbers: npm run test:differential -- --packets 20000 --seed 7')
    process.exit(2)
  }

ensureTools({ forTests: true })
ensurePackages()
const env = { ...process.env, TAPWALL_PACKETS: values.packets, TAPWALL_SEED: seed }
const files = ['test/kernel/differential', 'test/kernel/foreign-walk.test.ts']
const args = ['vitest', 'run', '--config', 'build/vitest.config.ts', '--project', 'kernel', ...files]
const { status } = spawnSync('npx', args, { cwd: root, stdio: 'inherit', env })
process.exit(status ?? 1)
