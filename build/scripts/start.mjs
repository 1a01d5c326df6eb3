// `npm start`: on a fresh clone, too.
import { join } from 'node:path'
import { ensureBuilt, ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'
import { handOver } from './hand-over.mjs'

ensureTools()
ensurePackages()
ensureBuilt()
handOver(join(root, 'dist', 'node', 'serve.js'), ['--open', ...process.argv.slice(2)])
