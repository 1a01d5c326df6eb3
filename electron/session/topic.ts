/**
 * A value that others follow. Followers get the present value first and then each newer one; a slow follower skips to the newest,
 * which is right because every value is a whole snapshot.
 */
export interface Topic<T> {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly change: (next: (value: T) => T) => void
  /** Called on each change, not at once. Returns the unsubscriber. */
  readonly listen: (listener: (value: T) => void) => () => void
  readonly follow: (signal?: AbortSignal) => AsyncGenerator<T, void, void>
}

export function topic<T>(first: T): Topic<T> {
  let value = first
  const listeners = new Set<(value: T) => void>()
  const listen = (listener: (value: T) => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
  const set = (next: T) => {
    if (Object.is(next, value)) return
    value = next
    for (const listener of [...listeners]) listener(next)
  }
  return { get: () => value, set, change: (next) => set(next(value)), listen, follow }

  async function* follow(signal?: AbortSignal): AsyncGenerator<T, void, void> {
    let wake: () => void = () => {}
    let fresh = true
    const notice = () => {
      fresh = true
      wake()
    }
    const stop = listen(notice)
    signal?.addEventListener('abort', notice)
    try {
      while (!signal?.aborted) {
        if (fresh) {
          fresh = false
          yield value
        } else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      stop()
      signal?.removeEventListener('abort', notice)
    }
  }
}
