// `npm start`: on a fresh clone, too. The desktop window where there can be one, else the same page in a browser.
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { chooseShell, notFetched } from './choose-shell.mjs'
import { handOver } from './hand-over.mjs'
import { electronFolder, fetchRuntime, isProgram, lastFailure, textOf } from './runtime.mjs'
import { ensureBuilt, ensurePackages, root } from './setup.mjs'
import { ensureTools } from './tools.mjs'

/**
 * Runs the window in our place. An editor's terminal may set ELECTRON_RUN_AS_NODE, with which there is no window. A group of its own
 * and one signal, because a terminal's Ctrl+C would reach Electron twice, and the second could cut the saving short.
 */
function openWindow(runtime, args) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = spawn(runtime, args, { stdio: 'inherit', env, detached: true })
  let told = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (!told) child.kill(signal)
      told = true
    })
  child.on('error', (error) => {
    console.error(`${runtime} could not be run: ${error.message}. \`npm start -- --serve\` does without it.`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}

const choose = () =>
  chooseShell({
    args: process.argv.slice(2),
    env: process.env,
    uid: process.getuid?.() ?? null,
    electronFolder,
    textOf,
    isProgram,
    failure: lastFailure(),
    now: Date.now(),
  })

/** With the runtime fetched when that is all that lacks. */
async function shellToOpen() {
  const choice = choose()
  if (choice.shell !== 'fetch') return choice
  const why = await fetchRuntime()
  return why === null ? choose() : { shell: 'loopback', why: notFetched(why), args: choice.args }
}

ensureTools()
ensurePackages()
ensureBuilt()
const choice = await shellToOpen()
if (choice.shell === 'desktop')
  openWindow(choice.runtime, [join(root, 'dist', 'desktop', 'main.cjs'), ...choice.args.map((file) => resolve(file))])
else {
  if (choice.why !== null) console.error(choice.why)
  handOver(join(root, 'dist', 'node', 'serve.js'), ['--open', ...choice.args])
}
