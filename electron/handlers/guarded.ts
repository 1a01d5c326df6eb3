import type { RPCHandler } from '@orpc/server/ws'
import type { WebSocket } from 'ws'
import { envelopeGuard } from './envelope.ts'

/** A line that sent what is no message of the contract is closed with this code. */
export const NO_MESSAGE = 4400

/** The socket as oRPC sees it: only whole messages of the contract come in, and the next one goes out when the last has left. */
export function guarded(socket: WebSocket): Parameters<RPCHandler<never>['upgrade']>[0] {
  const passes = envelopeGuard()
  const send = (message: string) => new Promise<void>((resolve) => socket.send(message, () => resolve()))
  const listen = (event: string, hear: (event: { data?: string }) => void) => {
    if (event === 'close') socket.on('close', () => hear({}))
    if (event !== 'message') return
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? null : data.toString()
      if (passes(message)) hear({ data: message })
      else socket.close(NO_MESSAGE, 'no message of the contract')
    })
  }
  // oRPC uses no more of a socket than this, and waits for what `send` promises.
  return { send, addEventListener: listen } as never
}
