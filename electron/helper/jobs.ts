import type { TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'

/** One request while it is worked on: its lines go out as they come, and it may be cancelled. */
export interface Job {
  readonly line: (text: string) => void
  /** Said once by jobs that take a moment before they hear or see anything. */
  readonly begun: () => void
  readonly signal: AbortSignal
  /** Ends it as a cancel from outside would. */
  readonly end: () => void
}

type Message =
  | { readonly kind: 'line'; readonly id: number; readonly at: number; readonly text: string }
  | { readonly kind: 'begun'; readonly id: number; readonly at: number }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: TapwallError }

/** The requests that are worked on. */
export interface Jobs<R> {
  /** Answers by one message, whatever becomes of it. */
  readonly run: (request: R, work: (request: R, job: Job) => Promise<Result<unknown, TapwallError>>) => Promise<void>
  readonly cancel: (id: number) => void
  readonly cancelAll: () => void
}

export function openJobs<R extends { readonly id: number }>(send: (message: Message) => void): Jobs<R> {
  const running = new Map<number, AbortController>()
  return {
    run: async (request, work) => {
      const { id } = request
      const controller = new AbortController()
      running.set(id, controller)
      const job: Job = {
        line: (text) => send({ kind: 'line', id, at: Date.now(), text }),
        begun: () => send({ kind: 'begun', id, at: Date.now() }),
        signal: controller.signal,
        end: () => controller.abort(),
      }
      try {
        const result = await work(request, job)
        send(result.ok ? { kind: 'answer', id, value: result.value } : { kind: 'refusal', id, error: result.error })
      } catch (thrown) {
        const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
        send({ kind: 'refusal', id, error: { kind: 'bug', detail } })
      } finally {
        running.delete(id)
      }
    },
    cancel: (id) => running.get(id)?.abort(),
    cancelAll: () => {
      for (const controller of running.values()) controller.abort()
    },
  }
}
