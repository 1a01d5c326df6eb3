// Electron's runtime: where it is, and how it is fetched, by the electron package's own means.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findRuntime } from './choose-shell.mjs'
import { root } from './setup.mjs'

export const electronFolder = join(root, 'node_modules', 'electron')
const failureFile = join(root, 'dist', '.runtime-not-fetched')

export const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

export const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Where the runtime is: see findRuntime. */
export const runtimeHere = () => findRuntime({ env: process.env, electronFolder, textOf, isProgram })

/** When fetching failed last, and why; null when it did not. */
export function lastFailure() {
  const why = textOf(failureFile)
  return why === null ? null : { at: statSync(failureFile).mtimeMs, why }
}

/** Nobody waits longer than this for a server that does not answer, or stops in the middle. */
const FIRST_BYTE_MS = 8000
const NEXT_BYTE_MS = 30_000

/**
 * Fetches the runtime, showing how far it is. Gives null, or the end of a sentence that says why it could not be had, and remembers that.
 * Ctrl+C ends the program.
 */
export async function fetchRuntime() {
  const why = await download()
  try {
    if (why === null) rmSync(failureFile, { force: true })
    else {
      mkdirSync(dirname(failureFile), { recursive: true })
      writeFileSync(failureFile, why)
    }
  } catch {
    // Somebody else's clone: then the next start tries again.
  }
  return why
}

const mayWrite = (folder) => {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function download() {
  if (!mayWrite(electronFolder)) return `you may not write to ${electronFolder}`
  // What the electron package itself would take: its own version of @electron/get, and its list of checksums.
  const own = createRequire(join(electronFolder, 'install.js'))
  const { version } = own('./package.json')
  const patience = patient()
  const interrupted = () => {
    patience.abort('')
    process.exitCode = 130
  }
  process.once('SIGINT', interrupted)
  const progress = progressLine()
  try {
    const { downloadArtifact } = await import(pathToFileURL(own.resolve('@electron/get')).href)
    // Into the cache of @electron/get, where the package's installer then finds it. The variables are the installer's.
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.env.ELECTRON_INSTALL_PLATFORM || process.env.npm_config_platform || process.platform,
      arch: process.env.ELECTRON_INSTALL_ARCH || process.env.npm_config_arch || process.arch,
      cacheRoot: process.env.electron_config_cache,
      checksums: own('./checksums.json'),
      downloadOptions: {
        quiet: true,
        signal: patience.signal,
        getProgressCallback: ({ transferred, total }) => {
          patience.again()
          progress.show(transferred, total)
        },
      },
    })
  } catch (error) {
    return patience.why() ?? reasonOf(error)
  } finally {
    patience.end()
    progress.end()
    process.off('SIGINT', interrupted)
    // The folder of what came so far is gone by now.
    if (process.exitCode === 130) process.exit()
  }
  const { status } = spawnSync(process.execPath, [join(electronFolder, 'install.js')], { stdio: ['ignore', 2, 2] })
  return status === 0 && runtimeHere()?.file !== undefined ? null : 'what came could not be unpacked'
}

/** A signal that aborts when nothing comes for too long. */
function patient() {
  const controller = new AbortController()
  let why = null
  const abort = (words) => {
    why = words
    controller.abort()
  }
  const late = (ms, words) => setTimeout(() => abort(words), ms)
  let timer = late(FIRST_BYTE_MS, `the server sent nothing for ${FIRST_BYTE_MS / 1000} seconds`)
  return {
    signal: controller.signal,
    abort,
    why: () => why,
    again: () => {
      clearTimeout(timer)
      timer = late(NEXT_BYTE_MS, `the server stopped sending for ${NEXT_BYTE_MS / 1000} seconds`)
    },
    end: () => clearTimeout(timer),
  }
}

const NETWORK = {
  ENOTFOUND: 'cannot be found by its name',
  EAI_AGAIN: 'cannot be found by its name now',
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'cut the connection',
  ENETUNREACH: 'cannot be reached',
  EHOSTUNREACH: 'cannot be reached',
  ETIMEDOUT: 'does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'does not answer',
}

/** The end of a sentence; decided by codes, since words differ from version to version. */
function reasonOf(error) {
  const cause = error?.cause ?? error
  const host = cause?.hostname ?? 'the server'
  if (typeof error?.response?.status === 'number') return `the server answered with status ${error.response.status}`
  if (NETWORK[cause?.code] !== undefined) return `${host} ${NETWORK[cause.code]}`
  if (error?.constructor?.name === 'ChecksumMismatchError') return "what came is not what the package's checksum says"
  return String(cause?.message ?? error).split('\n')[0]
}

const MB = 1024 * 1024

/** On a terminal one line that moves, otherwise a line for each quarter. */
function progressLine() {
  const terminal = process.stderr.isTTY === true
  let quarter = -1
  let shown = ''
  const write = (words) => {
    if (words === shown) return
    shown = words
    process.stderr.write(terminal ? `\r${words}` : `${words}\n`)
  }
  return {
    show: (transferred, total) => {
      const part = total === null ? 0 : Math.floor((4 * transferred) / total)
      if (!terminal && part === quarter) return
      quarter = part
      const of = total === null ? '' : ` of ${Math.round(total / MB)}`
      write(`Fetching Electron's runtime: ${Math.round(transferred / MB)}${of} MB`)
    },
    end: () => {
      if (terminal && shown !== '') process.stderr.write('\n')
    },
  }
}
