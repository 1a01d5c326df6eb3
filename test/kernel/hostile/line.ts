import { WebSocket } from 'ws'
import type { Shell } from '../../support/shell.ts'

/** A WebSocket of the contract without a client on it: any text or bytes may be sent, and every answer is seen. */
export interface RawLine {
  /** The answer to a message with this id, as it came; rejects after `ms` or when the line is closed. */
  readonly ask: (id: string, message: string) => Promise<unknown>
  /** The code with which the other side closes the line because of this message. */
  readonly closedBy: (message: string | Buffer) => Promise<number>
  readonly close: () => void
}

const PATIENCE = 10_000

export async function openRawLine({ port, token }: Shell, path = '/contract'): Promise<RawLine> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, ['tapwall', `token.${token}`], {
    origin: `http://127.0.0.1:${port}`,
  })
  const waiting = new Map<string, { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void }>()
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  socket.on('message', (data, isBinary) => {
    if (isBinary) return
    const answer = JSON.parse(data.toString()) as { i?: string; t?: number; p?: { h?: unknown } }
    // What begins a stream says nothing yet; its first part does.
    if (answer.p?.h !== undefined) return
    waiting.get(answer.i ?? '')?.resolve(answer)
    waiting.delete(answer.i ?? '')
  })
  socket.on('close', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the line was closed with ${code}`))
  })
  return {
    ask: (id, message) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms to ${message.slice(0, 500)}`)), PATIENCE)
        const settled = () => clearTimeout(late)
        waiting.set(id, {
          resolve: (answer) => {
            settled()
            resolve(answer)
          },
          reject: (error) => {
            settled()
            reject(new Error(`${error.message} after ${message.slice(0, 500)}`))
          },
        })
        socket.send(message)
      }),
    closedBy: (message) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`not closed within ${PATIENCE} ms by ${String(message).slice(0, 500)}`)),
          PATIENCE,
        )
        socket.once('close', (code) => {
          clearTimeout(late)
          resolve(code)
        })
        socket.send(message)
      }),
    close: () => socket.terminate(),
  }
}
