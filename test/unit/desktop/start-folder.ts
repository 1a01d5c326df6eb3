import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The real start.mjs in a folder of its own, with programs that only say how they were called. */
export interface StartFolder {
  readonly root: string
  readonly write: (path: string, text: string | Buffer, mode?: number) => void
  /** Runs it as a user who is not root. */
  readonly begin: (args: readonly string[], env: Record<string, string>, uid?: number) => ChildProcess
  /** Runs it to its end; what the started program said, and what stood on standard error. */
  readonly start: (
    args: readonly string[],
    env: Record<string, string>,
    uid?: number,
  ) => Promise<{ status: number | null; said: unknown; stderr: string }>
  readonly remove: () => void
}

export const SAYS =
  "console.log(JSON.stringify({ args: process.argv.slice(2), node: process.env['ELECTRON_RUN_AS_NODE'] ?? null }))\n"

/** A program that says how it was called and ends with status 7. */
export const RUNTIME = `#!${process.execPath}\n${SAYS.replace('\n', '; process.exit(7)\n')}`

const asUser = (uid: number) => `data:text/javascript,process.getuid = () => ${uid}`

export function startFolder(): StartFolder {
  const root = mkdtempSync(join(tmpdir(), 'tapwall-start-'))
  const write = (path: string, text: string | Buffer, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), mode)
  }
  cpSync(fileURLToPath(new URL('../../../build/scripts', import.meta.url)), join(root, 'build', 'scripts'), { recursive: true })
  write('build/scripts/tools.mjs', 'export const ensureTools = () => undefined\n')
  write('package.json', '{"type": "module"}')
  write('package-lock.json', '{}')
  write('node_modules/.tapwall-lock', createHash('sha256').update('{}').digest('hex'))
  write('node_modules/vite/bin/vite.js', '')
  write('dist/node/serve.js', SAYS)
  const begin: StartFolder['begin'] = (args, env, uid = 1000) =>
    spawn(process.execPath, ['--import', asUser(uid), join(root, 'build', 'scripts', 'start.mjs'), ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', HOME: root, ...env },
    })
  return {
    root,
    write,
    begin,
    start: async (args, env, uid) => {
      const child = begin(args, env, uid)
      let stdout = ''
      let stderr = ''
      child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()))
      child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()))
      const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
      const said: unknown = stdout === '' ? null : JSON.parse(stdout)
      return { status, said, stderr: stderr.replace('Building\n', '') }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
