// `npm run test:electron`: the page tests in Electron itself, on a screen of their own where there is none.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fetchRuntime, runtimeHere } from './runtime.mjs'
import { ensureBuilt, ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

const fail = (words) => {
  console.error(words)
  process.exit(1)
}

async function runtimeFile() {
  const here = runtimeHere()
  if (here?.wrong !== undefined) fail(`${here.wrong}.`)
  if (here !== null) return here.file
  const why = await fetchRuntime()
  if (why !== null)
    fail(`Electron's runtime could not be fetched: ${why}. ELECTRON_OVERRIDE_DIST_PATH may name a folder that has it.`)
  return runtimeHere().file
}

/** A screen in memory; gives its name. `-ac`: the window may be run by another user than the screen. */
function openScreen() {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-ac'], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  process.on('exit', () => screen.kill())
  return new Promise((resolve) => {
    screen.on('error', (error) => fail(`Xvfb could not be run: ${error.message}`))
    screen.on('exit', (code) => fail(`Xvfb ended with status ${code}.`))
    screen.stdio[3].once('data', (data) => resolve(`:${String(data).trim()}`))
  })
}

// A person's own screen may be closed to the user that root's window runs as.
const ownScreen = process.getuid?.() === 0 || (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
ensureTools({ forTests: true, display: ownScreen })
ensurePackages()
ensureBuilt()
const runtime = await runtimeFile()
const { WAYLAND_DISPLAY, ...env } = process.env
const screen = ownScreen ? { DISPLAY: await openScreen() } : { WAYLAND_DISPLAY }
const playwright = join(root, 'node_modules', '.bin', 'playwright')
const tests = spawn(playwright, ['test', '--config', 'build/playwright.config.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...env, ...screen, TAPWALL_ELECTRON: runtime },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => tests.kill(signal))
tests.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
