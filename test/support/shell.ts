import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built loopback shell as a child process, with a home of its own. */
export interface Shell {
  readonly address: string
  readonly port: number
  readonly token: string
  readonly child: ChildProcess
  /** All that it has printed so far. */
  readonly words: () => string
  readonly close: () => Promise<void>
}

export const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(root, 'dist', 'node', 'serve.js')

/** Programs with the same home know of one another, and of no other. */
export const homeOf = (home: string) => ({
  HOME: home,
  XDG_DATA_HOME: home,
  XDG_STATE_HOME: join(home, 'state'),
  XDG_RUNTIME_DIR: home,
})

export async function startShell(
  args: readonly string[] = [],
  home = mkdtempSync(join(tmpdir(), 'tapwall-test-')),
  /** A command that runs another one elsewhere, and becomes it. */
  within: readonly string[] = [],
): Promise<Shell> {
  const [command = '', ...rest] = [...within, process.execPath, program, ...args]
  const child = spawn(command, rest, {
    env: { ...process.env, ...homeOf(home), DISPLAY: '', WAYLAND_DISPLAY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test that fails half-way must not leave its program behind.
  const last = () => child.kill('SIGKILL')
  process.once('exit', last)
  child.once('exit', () => process.off('exit', last))
  let words = ''
  const address = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer) => {
      words += data.toString()
      const found = /Tapwall is at (http:\/\/127\.0\.0\.1:\d+\/#[0-9a-f]+)\nThe project is kept in .*\n/.exec(words)
      if (found?.[1] !== undefined) resolve(found[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`the shell ended with status ${code}: ${words}`)))
  })
  const { port, hash } = new URL(address)
  return {
    address,
    port: Number(port),
    token: hash.slice(1),
    child,
    words: () => words,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}
