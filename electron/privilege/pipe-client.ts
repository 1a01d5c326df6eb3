import type { Readable, Writable } from 'node:stream'
import type { z } from 'zod'
import { decodeIssues } from '#shared/decode-issues'
import { issue, type TapwallError } from '#shared/errors'
import { LONGEST_LINE, packArguments } from '#shared/helper/firewall-verbs'
import { err, ok, type Result } from '#shared/result'
import { readLines } from '../helper/lines.ts'

/** Main's side of the pipe to a program of ours. Several requests may be under way; each is answered by its number. */

/** What a program may be asked: by verb its arguments and its answer. */
export interface Verbs {
  readonly [verb: string]: { readonly args: object; readonly answer: unknown }
}

/** The schemas of a program's lines. `word` names it in sentences; `of` whose loss it is. */
export interface Protocol<V extends Verbs, G> {
  readonly word: string
  readonly of?: 'machine'
  readonly message: z.ZodType<PipeMessage<G>>
  readonly answers: { readonly [K in keyof V]: z.ZodType<V[K]['answer']> }
}

export type PipeMessage<G> =
  | { readonly kind: 'greeting'; readonly greeting: G }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown }
  | { readonly kind: 'refusal'; readonly id: number | null; readonly error: TapwallError }
  | { readonly kind: 'trial-over'; readonly trial: string; readonly error: TapwallError | null }
  | { readonly kind: 'link'; readonly at: number; readonly port: string; readonly plugged: boolean }
  | { readonly kind: 'begun'; readonly id: number; readonly at: number }
  | { readonly kind: 'line'; readonly id: number; readonly at: number; readonly text: string }

export interface PipeRequestOptions {
  /** Called for each line that the job writes, with the program's clock in milliseconds since 1970. */
  readonly onLine?: (text: string, at: number) => void
  /** Called when the job says that it is under way. */
  readonly onBegun?: (at: number) => void
  /** Aborting cancels the job; the request still answers, as the job ends. */
  readonly signal?: AbortSignal
}

export interface PipeClient<V extends Verbs, G> {
  readonly greeting: G
  /** The process that was started; killing it kills all that it began. */
  readonly pid: number
  request<K extends keyof V & string>(
    verb: K,
    args: V[K]['args'],
    options?: PipeRequestOptions,
  ): Promise<Result<V[K]['answer'], TapwallError>>
  /** Called when a trial's time was over, with what bringing the former rules back came to. */
  onTrialOver(listener: (trial: string, error: TapwallError | null) => void): void
  /** Called when the devices of a port have gone from their host, or are back. */
  onLink(listener: (portId: string, isPlugged: boolean) => void): void
  /** Called once when the program has ended, however it ended; at once when it already has. Returns how to stop listening. */
  onExit(listener: (error: TapwallError) => void): () => void
  /** Ends the program and waits until it is gone. */
  close(): Promise<void>
}

/** A started program, as the client needs it. */
export interface ProgramPipe {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** SIGKILL to that process. */
  kill(): void
  /** Resolves with words for people when the process has ended and its output is read. */
  readonly ended: Promise<string>
}

/** A program leaves when its input ends; one that has not left by then hangs. */
const PATIENCE_MS = 2000
/** Much longer than any reading takes: on a machine that is overloaded, a lab given up for dead would take everything in it along. */
const READ_MS = 30_000

interface Pending {
  readonly onLine: ((text: string, at: number) => void) | undefined
  readonly onBegun: ((at: number) => void) | undefined
  readonly settle: (result: Result<unknown, TapwallError>) => void
}

/** Waits for the greeting. A refusal in its place is the answer; whatever else comes is told as `helper-lost`. */
export function openPipeClient<V extends Verbs, G>(
  protocol: Protocol<V, G>,
  pipe: ProgramPipe,
  greetingMs: number,
): Promise<Result<PipeClient<V, G>, TapwallError>> {
  const pending = new Map<number, Pending>()
  const listeners = new Set<(error: TapwallError) => void>()
  const trialListeners = new Set<(trial: string, error: TapwallError | null) => void>()
  const linkListeners = new Set<(portId: string, isPlugged: boolean) => void>()
  let lost: TapwallError | null = null
  let nextId = 1

  let greeted = false
  let brokenBecause: string | null = null
  const broken = (why: string) => {
    brokenBecause ??= why
    pipe.kill()
  }
  const send = (message: object) => pipe.stdin.write(`${JSON.stringify(message)}\n`)
  // A lab that has just died makes writing fail with EPIPE; `ended` tells it better.
  pipe.stdin.on('error', () => {})

  function request<K extends keyof V & string>(
    verb: K,
    args: V[K]['args'],
    options: PipeRequestOptions = {},
  ): Promise<Result<V[K]['answer'], TapwallError>> {
    if (lost !== null) return Promise.resolve(err(lost))
    const { signal, onLine, onBegun } = options
    if (signal?.aborted) return Promise.resolve(err({ kind: 'cancelled' }))
    const id = nextId++
    const cancel = () => send({ id: nextId++, verb: 'cancel', job: id })
    signal?.addEventListener('abort', cancel, { once: true })
    return new Promise((resolve) => {
      // A lab that does not answer one hangs, and nothing shown of it would be true any more.
      const hung = verb === 'read' ? setTimeout(() => broken(`It did not answer within ${READ_MS / 1000} s.`), READ_MS) : undefined
      const settle = (result: Result<unknown, TapwallError>) => {
        clearTimeout(hung)
        signal?.removeEventListener('abort', cancel)
        resolve(result.ok ? decodeAnswer(protocol, verb, result.value) : result)
      }
      pending.set(id, { onLine, onBegun, settle })
      send({ ...packArguments(verb, args), id, verb })
    })
  }

  function onExit(listener: (error: TapwallError) => void): () => void {
    if (lost !== null) listener(lost)
    else listeners.add(listener)
    return () => listeners.delete(listener)
  }

  const onTrialOver: PipeClient<V, G>['onTrialOver'] = (listener) => void trialListeners.add(listener)

  const onLink: PipeClient<V, G>['onLink'] = (listener) => void linkListeners.add(listener)

  async function close(): Promise<void> {
    pipe.stdin.end()
    const tired = setTimeout(() => pipe.kill(), PATIENCE_MS)
    await pipe.ended
    clearTimeout(tired)
  }

  return new Promise((resolve) => {
    const late = setTimeout(() => broken(`It did not greet within ${greetingMs} ms.`), greetingMs)
    const hear = (line: string) => {
      const message = decodeMessage(protocol, line)
      if (message === null) return broken('It said what is not of the protocol.')
      if (message.kind === 'greeting') {
        clearTimeout(late)
        greeted = true
        return resolve(ok({ greeting: message.greeting, pid: pipe.pid, request, onExit, onTrialOver, onLink, close }))
      }
      if (message.kind === 'trial-over') {
        for (const listener of trialListeners) listener(message.trial, message.error)
        return
      }
      if (message.kind === 'link') {
        for (const listener of linkListeners) listener(message.port, message.plugged)
        return
      }
      if (message.kind === 'refusal' && !greeted) {
        resolve(err(message.error))
        return pipe.kill()
      }
      // Only a request of ours that was broken on its way has no number; who waits for its answer would wait for ever.
      if (message.id === null) return broken('It could not read a request.')
      const asked = pending.get(message.id)
      if (message.kind === 'line') return asked?.onLine?.(message.text, message.at)
      if (message.kind === 'begun') return asked?.onBegun?.(message.at)
      pending.delete(message.id)
      asked?.settle(message.kind === 'answer' ? ok(message.value) : err(message.error))
    }
    readLines(pipe.stdout, LONGEST_LINE, hear, () => broken('It sent a line that is too long.'))
    pipe.ended.then((detail) => {
      clearTimeout(late)
      const error: TapwallError = {
        kind: 'helper-lost',
        detail: [brokenBecause, detail].filter((s) => s !== null).join(' '),
        ...(protocol.of === undefined ? {} : { of: protocol.of }),
      }
      lost = error
      resolve(err(error))
      for (const { settle } of pending.values()) settle(err(error))
      pending.clear()
      for (const listener of [...listeners]) listener(error)
      listeners.clear()
    })
  })
}

function decodeMessage<V extends Verbs, G>({ message }: Protocol<V, G>, line: string): PipeMessage<G> | null {
  try {
    const decoded = message.safeParse(JSON.parse(line))
    return decoded.success ? decoded.data : null
  } catch {
    return null
  }
}

function decodeAnswer<V extends Verbs, G, K extends keyof V & string>(
  { answers, word }: Protocol<V, G>,
  verb: K,
  value: unknown,
): Result<V[K]['answer'], TapwallError> {
  const decoded = answers[verb].safeParse(value)
  if (decoded.success) return ok(decoded.data)
  const none = issue([], 'lab.answer', `The ${word}'s answer to ${verb} is none.`, { verb })
  return err({ kind: 'invalid', issues: [none, ...decodeIssues(decoded.error, value)] })
}
