import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { REFUSED, SWAPPED } from '#shared/contract/close-codes'
import type { Contract } from '#shared/contract/contract'

export type Client = ContractRouterClient<Contract>

/** `refused`: the token is wrong, and trying again would not help. `swapped`: main went on to another document. */
export type Loss = 'lost' | 'refused' | 'swapped'

/** One live line to main. It ends once, by `onLoss` or by `close`. */
export interface Line {
  readonly client: Client
  readonly close: () => void
}

/** How the page reaches main: by WebSockets from a browser (here), by message ports in the desktop window (`port-transport.ts`). */
export interface Transport {
  /** Resolves when both contract and readings are open; rejects with a `Loss` when they cannot be. */
  readonly connect: (hear: { readonly reading: (frame: ArrayBuffer) => void; readonly loss: (loss: Loss) => void }) => Promise<Line>
}

const lossOf = ({ code }: CloseEvent): Loss => (code === REFUSED ? 'refused' : code === SWAPPED ? 'swapped' : 'lost')

/** Waits until a socket is open. Main opens also to those whom it refuses, because only then does a browser tell the reason. */
const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('close', (event) => reject(lossOf(event)), { once: true })
  })

export function webSocketTransport(host: string, token: string): Transport {
  const protocols = ['tapwall', `token.${token}`]
  return {
    connect: async ({ reading, loss }) => {
      const contract = new WebSocket(`ws://${host}/contract`, protocols)
      const readings = new WebSocket(`ws://${host}/readings`, protocols)
      readings.binaryType = 'arraybuffer'
      const close = () => {
        contract.close()
        readings.close()
      }
      try {
        await Promise.all([opened(contract), opened(readings)])
      } catch (failed) {
        close()
        throw failed
      }
      let ended = false
      const end = (event: CloseEvent) => {
        if (ended) return
        ended = true
        close()
        loss(lossOf(event))
      }
      contract.addEventListener('close', end)
      readings.addEventListener('close', end)
      readings.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (event.data instanceof ArrayBuffer) reading(event.data)
      })
      const client: Client = createORPCClient(new RPCLink({ websocket: contract }))
      return {
        client,
        close: () => {
          ended = true
          close()
        },
      }
    },
  }
}
