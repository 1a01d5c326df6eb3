import { randomBytes } from 'node:crypto'
import { chmodSync, renameSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { SWAPPED } from '#shared/contract/close-codes'
import { err, ok, type Result } from '#shared/result'
import { LONGEST_MESSAGE } from '../handlers/envelope.ts'
import { guarded } from '../handlers/guarded.ts'
import { namedRefusals } from '../handlers/refusals.ts'
import { router } from '../handlers/router.ts'
import type { Desk } from '../program/desk.ts'
import { makeFolder, socketFolders } from './socket-folder.ts'
import { listSockets } from './sockets.ts'

/**
 * Commands in a terminal talk to the running program here, with the contract that pages have. Who may is decided by the kernel: only
 * the owner can enter the folder, and only who may write a socket can connect to it (unix(7)). So there is no token.
 */
export interface TerminalSocket {
  readonly path: string
  readonly close: () => Promise<void>
}

/** struct sockaddr_un of Linux has room for so many bytes and the NUL; Node would cut a longer path short. */
const LONGEST_PATH = 107

/** Opens the socket in the best of the folders; the reasons why in none of them. */
export async function listenToTerminals(
  desk: Desk,
  folders: readonly string[] = socketFolders(),
): Promise<Result<TerminalSocket, string>> {
  const reasons: string[] = []
  for (const folder of folders) {
    const name = `${process.pid}-${randomBytes(4).toString('hex')}`
    const path = join(folder, `${name}.sock`)
    const made = Buffer.byteLength(path) > LONGEST_PATH ? err(`${path} is too long for a socket.`) : await makeFolder(folder)
    if (made.ok) {
      await listSockets(folder)
      const opened = await open(desk, join(folder, `${name}.new`), path)
      if (opened.ok) return opened
      reasons.push(opened.error)
    } else reasons.push(made.error)
  }
  return err(reasons.join(' '))
}

async function open(desk: Desk, first: string, path: string): Promise<Result<TerminalSocket, string>> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE })
  const server: Server = createServer((_request, response) => void response.writeHead(404).end())
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (request.url !== '/contract') return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (line) => {
      line.on('error', () => line.terminate())
      const program = desk.program()
      if (program === null) return line.close()
      line.on('close', desk.attach({ swap: () => line.close(SWAPPED, 'another document') }))
      void new RPCHandler(router(program, desk), namedRefusals).upgrade(guarded(line))
    })
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(first, resolve)
    })
    chmodSync(first, 0o600)
    // Whoever sees it by its name finds somebody listening, and never takes it for one that was left behind.
    renameSync(first, path)
  } catch (error) {
    server.close()
    return err(`${path} cannot be made: ${error instanceof Error ? error.message : String(error)}.`)
  }
  return ok({
    path,
    close: () =>
      new Promise((resolve) => {
        rmSync(path, { force: true })
        for (const line of sockets.clients) line.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}
