// `npm start`: on a fresh clone, too.
import { join } from 'node:path'
import { handOver } from './hand-over.mjs'
import { ensureBuilt, ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

ensureTools()
ensurePackages()
ensureBuilt()
handOver(join(root, 'dist', 'node', 'serve.js'), ['--open', ...process.argv.slice(2)])
