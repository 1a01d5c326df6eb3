import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type BrowserContextOptions, type ElectronApplication } from '@playwright/test'
import { makeBundle } from './bundle.ts'
import { root } from './shell.ts'

/** The desktop shell as a test starts it: in Electron, or in the stand-in. Never as root: there, as the user nobody. */
const NOBODY = 65534
const amRoot = process.getuid?.() === 0

/** A runtime, and what it is to run. */
export interface DesktopProgram {
  readonly runtime: string
  /** Null for a package, which knows itself. */
  readonly main: string | null
}

/** What the user nobody can run, too, or the sentence that says why that cannot be: root's own folders may be closed to it. */
export async function desktopProgram(runtime: string | null): Promise<DesktopProgram | string> {
  const folder = mkdtempSync(join(tmpdir(), 'tapwall-desktop-'))
  chmodSync(folder, 0o755)
  if (amRoot)
    for (const part of ['desktop', 'page', 'lab']) cpSync(join(root, 'dist', part), join(folder, 'dist', part), { recursive: true })
  const main = join(amRoot ? folder : root, 'dist', 'desktop', 'main.cjs')
  const closed = amRoot ? [runtime ?? process.execPath].find((file) => !runsAsNobody('test', '-x', file)) : undefined
  if (closed !== undefined)
    return `Root runs the window as the user nobody, who cannot run ${closed}: run the tests as an ordinary user, or put it where all may read.`
  const program = runtime ?? (await standIn())
  return { runtime: asUser(program, folder), main }
}

const DOWN = ['setpriv', '--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups']

function runsAsNobody(...words: string[]): boolean {
  const [command = '', ...args] = [...DOWN, ...words]
  return spawnSync(command, args).status === 0
}

/** The stand-in as a file that can be run. */
export async function standIn(): Promise<string> {
  const file = await makeBundle('test/support/stand-in/main.ts', 'electron')
  writeFileSync(file, `#!${process.execPath}\n${readFileSync(file, 'utf8')}`)
  chmodSync(file, 0o755)
  return file
}

/** The runtime, or where root runs the tests a program in `folder` that becomes it as the user nobody: the driver can start one file. */
export function asUser(runtime: string, folder: string): string {
  if (!amRoot) return runtime
  const file = join(folder, 'as-nobody')
  writeFileSync(file, `#!/bin/sh\nexec ${DOWN.join(' ')} '${runtime.replaceAll("'", "'\\''")}' "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

/** Starts it with a home of its own, and a copy of `document` if there is one. */
export async function launchDesktop(
  { runtime, main }: DesktopProgram,
  document: string | null,
  options: Pick<BrowserContextOptions, 'locale'>,
): Promise<ElectronApplication> {
  const home = mkdtempSync(join(tmpdir(), 'tapwall-home-'))
  mkdirSync(join(home, 'tmp'))
  const file = join(home, 'project.json')
  if (document !== null) copyFileSync(document, file)
  if (amRoot) for (const path of [home, join(home, 'tmp'), ...(document === null ? [] : [file])]) chownSync(path, NOBODY, NOBODY)
  const { ELECTRON_RUN_AS_NODE: _, NODE_OPTIONS: __, ...env } = process.env
  return _electron.launch({
    executablePath: runtime,
    args: [...(main === null ? [] : [main]), ...(document === null ? [] : [file])],
    cwd: home,
    // Otherwise the driver starts Electron without its sandbox, which is not what people run.
    chromiumSandbox: true,
    ...options,
    env: {
      ...(env as Record<string, string>),
      HOME: home,
      TMPDIR: join(home, 'tmp'),
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local'),
      XDG_STATE_HOME: join(home, '.state'),
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_RUNTIME_DIR: home,
    },
  })
}
