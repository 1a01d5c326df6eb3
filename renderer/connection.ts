import type { Client, Line, Loss, Transport } from './transport.ts'

/** `refused` is final; the other three follow each other for as long as the page is open. */
export type ConnectionState = 'connecting' | 'connected' | 'disconnected' | 'refused'

/** Stops what was begun. */
export type Stop = () => void

export interface Connection {
  readonly state: () => ConnectionState
  readonly onState: (hear: (state: ConnectionState) => void) => Stop
  readonly onReading: (hear: (frame: ArrayBuffer) => void) => Stop
  /** The live client; null while there is no line. */
  readonly client: () => Client | null
  /** Follows a stream now and after each reconnect, until stopped. */
  readonly follow: <T>(open: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>, hear: (value: T) => void) => Stop
}

const FIRST_WAIT = 500
const LONGEST_WAIT = 5000

export interface ConnectionDeps {
  readonly transport: Transport
  readonly wait: (run: () => void, ms: number) => void
  /** Main has another document: nothing that is remembered here means anything any more. */
  readonly onSwap: () => void
}

/** oRPC's link does not reconnect: this keeps a line, renews it with growing pauses, and follows every stream anew. */
export function openConnection({ transport, wait, onSwap }: ConnectionDeps): Connection {
  const stateListeners = new Set<(state: ConnectionState) => void>()
  const readingListeners = new Set<(frame: ArrayBuffer) => void>()
  const lineListeners = new Set<(client: Client, signal: AbortSignal) => void>()
  let state: ConnectionState = 'connecting'
  let line: Line | null = null
  let life = new AbortController()
  let pause = FIRST_WAIT

  const become = (next: ConnectionState) => {
    state = next
    for (const hear of stateListeners) hear(next)
  }
  const onLoss = (loss: Loss) => {
    line = null
    life.abort()
    // The page is about to be loaded again; until then it must not tell of a loss, nor send an edit to the other document.
    if (loss === 'swapped') {
      become('connecting')
      return onSwap()
    }
    become(loss === 'refused' ? 'refused' : 'disconnected')
    if (loss === 'refused') return
    wait(connect, pause)
    pause = Math.min(pause * 2, LONGEST_WAIT)
  }
  const connect = () => {
    transport
      .connect({
        reading: (frame) => {
          for (const hear of readingListeners) hear(frame)
        },
        loss: onLoss,
      })
      .then((opened) => {
        line = opened
        life = new AbortController()
        pause = FIRST_WAIT
        become('connected')
        for (const begin of lineListeners) begin(opened.client, life.signal)
      })
      .catch((failed: unknown) => onLoss(failed === 'refused' || failed === 'swapped' ? failed : 'lost'))
  }
  connect()

  return {
    state: () => state,
    onState: (hear) => {
      stateListeners.add(hear)
      return () => stateListeners.delete(hear)
    },
    onReading: (hear) => {
      readingListeners.add(hear)
      return () => readingListeners.delete(hear)
    },
    client: () => line?.client ?? null,
    follow: (open, hear) => {
      const stopped = { now: false }
      let stream: AbortController | null = null
      const begin = (client: Client, life: AbortSignal) => {
        stream = new AbortController()
        void run(open, client, stream.signal, hear, () => stopped.now || life.aborted)
      }
      lineListeners.add(begin)
      if (line !== null) begin(line.client, life.signal)
      return () => {
        lineListeners.delete(begin)
        stopped.now = true
        // oRPC tells the other side of an abort, which it cannot on a line that is gone.
        if (line !== null) stream?.abort()
      }
    },
  }
}

async function run<T>(
  open: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  client: Client,
  signal: AbortSignal,
  hear: (value: T) => void,
  isOver: () => boolean,
): Promise<void> {
  try {
    for await (const value of await open(client, signal)) {
      if (isOver()) return
      hear(value)
    }
  } catch (failed) {
    // A stream that ends with its line is followed anew by the next line; anything else is a bug worth reading in the console. A line
    // that was refused is told of its end a moment after its streams are.
    setTimeout(() => {
      if (!isOver()) console.error('a stream ended', failed)
    }, FIRST_WAIT)
  }
}
