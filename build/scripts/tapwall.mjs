// `npm run -s tapwall -- ...`: the command line, built first if need be.
import { join } from 'node:path'
import { handOver } from './hand-over.mjs'
import { ensureBuilt, ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

const args = process.argv.slice(2)
/** Commands that may start a lab. */
if (['ping', 'serve', 'apply', 'restore'].includes(args[0])) ensureTools()
ensurePackages()
ensureBuilt()
handOver(join(root, 'dist', 'node', 'cli.js'), args)
