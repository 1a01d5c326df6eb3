// Brings a fresh clone to where it can run: npm packages, and builds of what has changed. Node's own modules only.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const at = (...parts) => join(root, ...parts)

const OLDEST_NODE = [20, 19]

const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Runs a program; its words go to standard error, so that a command's own output stays clean. Ends ours when it fails. */
export function run(command, args, { env = {}, cwd = root } = {}) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } })
  if (status === 0) return
  console.error(`${command} ${args.join(' ')} ${error ? `could not run: ${error.message}` : `ended with status ${status}`}`)
  process.exit(1)
}

function ensureNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return
  console.error(`Tapwall needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/** `npm ci` when node_modules is absent or was made from another lock file. */
export function ensurePackages() {
  ensureNode()
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex')
  const stamp = at('node_modules', '.tapwall-lock')
  if (textOf(stamp) === lock) return
  // npm ci would empty the folder that a link leads to, and put a new one in the place of the link.
  if (lstatSync(at('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link to packages of another lock file. Run npm ci where it leads to, or remove the link.')
    process.exit(1)
  }
  console.error('Installing npm packages (npm ci)')
  run('npm', ['ci', '--loglevel', 'error'])
  writeFileSync(stamp, lock)
}

const SOURCES = ['shared', 'electron', 'renderer', 'build', 'package.json', 'package-lock.json', 'tsconfig.json']

function* filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) {
    yield `${path} ${stat.size} ${stat.mtimeMs}`
    return
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name))
}

/** Changes whenever a source file does. */
function sourceStamp() {
  const hash = createHash('sha256')
  for (const source of SOURCES) for (const line of filesUnder(at(source))) hash.update(line)
  return hash.digest('hex')
}

const vite = (config, ...more) =>
  run(process.execPath, [
    at('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    at('build', config),
    '--logLevel',
    'warn',
    ...more,
  ])

export function build() {
  const stamp = sourceStamp()
  for (const config of ['vite.lab.config.ts', 'vite.helper.config.ts', 'vite.node.config.ts', 'vite.page.config.ts']) vite(config)
  for (const mode of ['main', 'preload']) vite('vite.desktop.config.ts', '--mode', mode)
  mkdirSync(at('dist'), { recursive: true })
  writeFileSync(at('dist', '.built'), stamp)
}

export function ensureBuilt() {
  if (textOf(at('dist', '.built')) === sourceStamp()) return
  console.error('Building')
  build()
}
