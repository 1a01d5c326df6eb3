import { connect } from 'node:net'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { Contract } from '#shared/contract/contract'
import { LONGEST_MESSAGE } from '../handlers/envelope.ts'

/** A terminal's line to a running program. */
export interface TerminalLine {
  readonly call: ContractRouterClient<Contract>
  /** The code with which the line was closed. */
  readonly ended: Promise<number>
  readonly close: () => void
}

/** A program that does not answer in this time is stopped or hangs. */
const PATIENCE = 5_000

/** Rejects when nobody listens at `path` or nobody answers. */
export async function callProgram(path: string): Promise<TerminalLine> {
  const socket = new WebSocket('ws://localhost/contract', {
    createConnection: () => connect({ path, timeout: PATIENCE }),
    handshakeTimeout: PATIENCE,
    maxPayload: 16 * LONGEST_MESSAGE,
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => socket.terminate())
  const ended = new Promise<number>((resolve) => socket.once('close', resolve))
  // ws speaks the browser's WebSocket interface; only its declared event types differ.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return { call: createORPCClient(link), ended, close: () => socket.terminate() }
}
