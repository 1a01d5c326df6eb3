// Types, lint, boundaries, and files or packages that nobody uses, side by side.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensurePackages, root } from './setup.mjs'

ensurePackages()
const bin = (name) => join(root, 'node_modules', '.bin', name)
const jobs = [
  ...['shared', 'electron', 'renderer', 'test'].map((folder) => [bin('tsc'), ['-p', join(folder, 'tsconfig.json')]]),
  [bin('biome'), ['check', '.']],
  [bin('knip'), ['--config', 'build/knip.json', '--include', 'files,dependencies,unlisted', '--no-progress']],
  [bin('vitest'), ['run', '--config', 'build/vitest.config.ts', '--project', 'pure', 'test/boundaries.test.ts']],
]

const one = ([command, args]) =>
  new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let words = ''
    child.stdout.on('data', (data) => (words += data))
    child.stderr.on('data', (data) => (words += data))
    child.on('close', (code) => {
      if (code !== 0) console.error(`${command} ${args.join(' ')}\n${words}`)
      done(code === 0)
    })
  })

const results = await Promise.all(jobs.map(one))
if (results.every(Boolean)) console.log('types, lint and boundaries hold')
else process.exit(1)
