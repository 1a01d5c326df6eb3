import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { Contract } from '#shared/contract/contract'
import type { Shell } from './shell.ts'

/** The contract, asked by a test in the page's place. */
export interface TestClient {
  readonly call: ContractRouterClient<Contract>
  readonly close: () => void
  /** The code with which the line was closed. */
  readonly ended: Promise<number>
}

export async function openClient({ port, token }: Pick<Shell, 'port' | 'token'>): Promise<TestClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, ['tapwall', `token.${token}`], {
    origin: `http://127.0.0.1:${port}`,
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  // ws speaks the browser's WebSocket interface; only its declared event types differ.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  const ended = new Promise<number>((resolve) => socket.once('close', resolve))
  return { call: createORPCClient(link), close: () => socket.terminate(), ended }
}

/** The first snapshot of a stream that fits; fails after `ms`. */
export async function firstOf<T>(stream: Promise<AsyncIterable<T>>, fits: (value: T) => boolean, ms = 20_000): Promise<T> {
  const timer = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(`nothing that fits within ${ms} ms`)), ms).unref(),
  )
  const search = (async () => {
    for await (const value of await stream) if (fits(value)) return value
    throw new Error('the stream ended')
  })()
  return Promise.race([search, timer])
}
