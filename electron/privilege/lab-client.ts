import type { Readable, Writable } from 'node:stream'
import { decodeIssues } from '#shared/decode-issues'
import { issue, type TapwallError } from '#shared/errors'
import {
  type LabAnswers,
  type LabGreeting,
  LabMessage,
  type LabRequest,
  type LabVerb,
  LONGEST_LINE,
  labAnswers,
} from '#shared/helper/lab-protocol'
import { err, ok, type Result } from '#shared/result'
import { readLines } from '../helper/lines.ts'

/** Main's side of the pipe to the lab program. Several requests may be under way; each is answered by its number. */
export type LabArguments<V extends LabVerb> = Omit<Extract<LabRequest, { verb: V }>, 'id' | 'verb'>

export interface LabRequestOptions {
  /** Called for each line that the job writes, with the lab's clock in milliseconds since 1970. */
  readonly onLine?: (text: string, at: number) => void
  /** Aborting cancels the job in the lab; the request still answers, as the job ends. */
  readonly signal?: AbortSignal
}

export interface LabClient {
  readonly greeting: LabGreeting
  /** The process that holds the lab; killing it kills all of the lab. */
  readonly pid: number
  request<V extends LabVerb>(
    verb: V,
    args: LabArguments<V>,
    options?: LabRequestOptions,
  ): Promise<Result<LabAnswers[V], TapwallError>>
  /** Called once when the lab has ended, however it ended; at once when it already has. Returns how to stop listening. */
  onExit(listener: (error: TapwallError) => void): () => void
  /** Ends the lab and waits until it is gone. */
  close(): Promise<void>
}

/** A started lab program, as the client needs it. */
export interface LabPipe {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** SIGKILL to the process that holds the lab. */
  kill(): void
  /** Resolves with words for people when the process has ended and its output is read. */
  readonly ended: Promise<string>
}

/** The lab leaves when its input ends; one that has not left by then hangs. */
const PATIENCE_MS = 2000
const READ_MS = 10_000

interface Pending {
  readonly verb: LabVerb
  readonly onLine: ((text: string, at: number) => void) | undefined
  readonly settle: (result: Result<unknown, TapwallError>) => void
}

/** Waits for the greeting; whatever comes instead of it is told as `helper-lost`. */
export function openLabClient(pipe: LabPipe, greetingMs: number): Promise<Result<LabClient, TapwallError>> {
  const pending = new Map<number, Pending>()
  const listeners = new Set<(error: TapwallError) => void>()
  let lost: TapwallError | null = null
  let nextId = 1

  let brokenBecause: string | null = null
  const broken = (why: string) => {
    brokenBecause ??= why
    pipe.kill()
  }
  const send = (message: LabRequest) => pipe.stdin.write(`${JSON.stringify(message)}\n`)
  // A lab that has just died makes writing fail with EPIPE; `ended` tells it better.
  pipe.stdin.on('error', () => {})

  function request<V extends LabVerb>(
    verb: V,
    args: LabArguments<V>,
    options: LabRequestOptions = {},
  ): Promise<Result<LabAnswers[V], TapwallError>> {
    if (lost !== null) return Promise.resolve(err(lost))
    const { signal, onLine } = options
    if (signal?.aborted) return Promise.resolve(err({ kind: 'cancelled' }))
    const id = nextId++
    const cancel = () => send({ id: nextId++, verb: 'cancel', job: id })
    signal?.addEventListener('abort', cancel, { once: true })
    return new Promise((resolve) => {
      // A reading takes milliseconds: a lab that does not answer one hangs, and nothing shown of it would be true any more.
      const hung = verb === 'read' ? setTimeout(() => broken(`It did not answer within ${READ_MS / 1000} s.`), READ_MS) : undefined
      const settle = (result: Result<unknown, TapwallError>) => {
        clearTimeout(hung)
        signal?.removeEventListener('abort', cancel)
        resolve(result.ok ? decodeAnswer(verb, result.value) : result)
      }
      pending.set(id, { verb, onLine, settle })
      // The arguments are those of this verb by the signature; TypeScript cannot put a generic union together again.
      send({ ...args, id, verb } as unknown as LabRequest)
    })
  }

  function onExit(listener: (error: TapwallError) => void): () => void {
    if (lost !== null) listener(lost)
    else listeners.add(listener)
    return () => listeners.delete(listener)
  }

  async function close(): Promise<void> {
    pipe.stdin.end()
    const tired = setTimeout(() => pipe.kill(), PATIENCE_MS)
    await pipe.ended
    clearTimeout(tired)
  }

  return new Promise((resolve) => {
    const late = setTimeout(() => broken(`It did not greet within ${greetingMs} ms.`), greetingMs)
    const hear = (line: string) => {
      const message = decodeMessage(line)
      if (message === null) return broken('It said what is not of the protocol.')
      if (message.kind === 'greeting') {
        clearTimeout(late)
        return resolve(ok({ greeting: message.greeting, pid: pipe.pid, request, onExit, close }))
      }
      // Only a request of ours that was broken on its way has no number; who waits for its answer would wait for ever.
      if (message.id === null) return broken('It could not read a request.')
      const asked = pending.get(message.id)
      if (message.kind === 'line') return asked?.onLine?.(message.text, message.at)
      pending.delete(message.id)
      asked?.settle(message.kind === 'answer' ? ok(message.value) : err(message.error))
    }
    readLines(pipe.stdout, LONGEST_LINE, hear, () => broken('It sent a line that is too long.'))
    pipe.ended.then((detail) => {
      clearTimeout(late)
      const error: TapwallError = { kind: 'helper-lost', detail: [brokenBecause, detail].filter((s) => s !== null).join(' ') }
      lost = error
      resolve(err(error))
      for (const { settle } of pending.values()) settle(err(error))
      pending.clear()
      for (const listener of [...listeners]) listener(error)
      listeners.clear()
    })
  })
}

function decodeMessage(line: string): LabMessage | null {
  try {
    const decoded = LabMessage.safeParse(JSON.parse(line))
    return decoded.success ? decoded.data : null
  } catch {
    return null
  }
}

function decodeAnswer<V extends LabVerb>(verb: V, value: unknown): Result<LabAnswers[V], TapwallError> {
  const decoded = labAnswers[verb].safeParse(value)
  if (!decoded.success)
    return err({
      kind: 'invalid',
      issues: [issue([], 'lab.answer', `The lab's answer to ${verb} is none.`, { verb }), ...decodeIssues(decoded.error, value)],
    })
  // The schema that was just run is the one of this verb.
  return ok(decoded.data as LabAnswers[V])
}
