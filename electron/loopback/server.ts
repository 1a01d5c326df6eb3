import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import sirv from 'sirv'
import { WebSocketServer } from 'ws'
import { REFUSED, SWAPPED } from '#shared/contract/close-codes'
import { LONGEST_MESSAGE } from '../handlers/envelope.ts'
import { guarded } from '../handlers/guarded.ts'
import { namedRefusals } from '../handlers/refusals.ts'
import { router } from '../handlers/router.ts'
import type { Desk } from '../program/desk.ts'
import { hostAllowed, originAllowed, tokenKnown } from './gate.ts'
import { sendReadings } from './sockets.ts'

/**
 * The loopback shell: the page's files, the contract on `/contract`, counters as binary frames on `/readings`, and nothing else.
 */
export interface Loopback {
  readonly port: number
  readonly close: () => Promise<void>
}

interface LoopbackOptions {
  readonly desk: Desk
  readonly token: string
  /** 0 takes any free port. */
  readonly port: number
  /** Folder of the built page. */
  readonly pageFolder: string
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  // Mantine writes its variables into a style element.
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

function setHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', POLICY)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

export async function openLoopback({ desk, token, port, pageFolder }: LoopbackOptions): Promise<Loopback> {
  const files = sirv(pageFolder, { dev: false, etag: true, setHeaders })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    handleProtocols: (offered) => (offered.has('tapwall') ? 'tapwall' : false),
  })

  const server: Server = createServer((request, response) => {
    if (!hostAllowed(request)) return void response.writeHead(421).end()
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end()
    files(request, response, () => void response.writeHead(404).end())
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (!hostAllowed(request) || !originAllowed(request)) return refuse(socket, '403 Forbidden')
    const path = request.url
    if (path !== '/contract' && path !== '/readings') return refuse(socket, '404 Not Found')
    sockets.handleUpgrade(request, socket, head, (open) => {
      open.on('error', () => open.terminate())
      if (!tokenKnown(request, token)) return open.close(REFUSED, 'unknown token')
      const program = desk.program()
      if (program === null) return open.close()
      open.on('close', desk.attach({ swap: () => open.close(SWAPPED, 'another document') }))
      if (path === '/contract') void new RPCHandler(router(program, desk), namedRefusals).upgrade(guarded(open))
      else sendReadings(open, program.session)
    })
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
