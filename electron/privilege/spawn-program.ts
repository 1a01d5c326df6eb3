import { spawn } from 'node:child_process'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { ProgramPipe } from './pipe-client.ts'

export interface SpawnedProgram {
  readonly pipe: ProgramPipe
  /** Resolves with its exit status when it has ended, null when a signal ended it or it could not be started. */
  readonly status: Promise<number | null>
}

interface SpawnOptions {
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>
  /** Open files that it gets as 3, 4, ... */
  readonly files?: readonly number[]
}

/** What is kept of a program's complaints. */
const LONGEST_STDERR = 4000

/**
 * Starts a program of ours with pipes, in a session of its own: Ctrl-C in the terminal is for main, which then closes the program, and
 * what asks for passwords finds no terminal to ask in.
 */
export function spawnProgram(
  command: string,
  args: readonly string[],
  { env, files = [] }: SpawnOptions,
): Result<SpawnedProgram, TapwallError> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe', ...files],
    env: { LC_ALL: 'C', ...env },
    cwd: '/',
    detached: true,
  })
  const { stdin, stdout, stderr, pid } = child
  if (stdin === null || stdout === null || stderr === null || pid === undefined) {
    child.on('error', () => {})
    return err({ kind: 'helper-lost', detail: `${command} could not be started.` })
  }
  let complaints = ''
  stderr.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk.toString('utf8')}`.slice(-LONGEST_STDERR)
  })
  const end = new Promise<{ readonly words: string; readonly status: number | null }>((resolve) => {
    child.on('error', (error) => resolve({ words: error.message, status: null }))
    child.on('close', (status, signal) => {
      const how = signal === null ? `It ended with status ${status}.` : `It was ended by ${signal}.`
      resolve({ words: `${how} ${complaints.trim()}`.trim(), status })
    })
  })
  const kill = () => {
    // A program that has root's rights by now may not be killed by an ordinary user; at the end of its input it leaves by itself.
    stdin.destroy()
    child.kill('SIGKILL')
  }
  return ok({
    pipe: { pid, stdin, stdout, kill, ended: end.then(({ words }) => words) },
    status: end.then(({ status }) => status),
  })
}
