import { createConnection, createServer } from 'node:net'

/**
 * The two ends of the TCP test, each a small program of its own inside a machine's namespace: the lab program starts itself with
 * these words as arguments. What they have to say is one line on standard output.
 */
export const LISTENING = 'listening'

export interface TcpEnd {
  readonly connected: boolean
  readonly reason: string | null
  readonly ms: number
}

/** Runs the program that the arguments name. */
export function runTcpProgram(args: readonly string[]): void {
  const [name = '', address = '', port = '', bytes = '0', timeoutMs = '0'] = args
  if (name === 'tcp-listen') listen(address, Number(port))
  else if (name === 'tcp-connect') connect(address, Number(port), Number(bytes), Number(timeoutMs))
  else throw new Error(`no such program: ${name}`)
}

const say = (words: string) => process.stdout.write(`${words}\n`)

/** Echoes whatever comes, until it is ended from outside. */
function listen(address: string, port: number): void {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  server.on('error', (error: NodeJS.ErrnoException) => {
    say(error.code ?? error.message)
    process.exit(1)
  })
  server.listen(port, address, () => say(LISTENING))
}

/** Connects, sends, reads the echo, closes, and tells how it went. */
function connect(address: string, port: number, bytes: number, timeoutMs: number): void {
  const begun = performance.now()
  let left = bytes
  const end = (connected: boolean, reason: string | null) => {
    const told: TcpEnd = { connected, reason, ms: performance.now() - begun }
    process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0))
  }
  const socket = createConnection({ host: address, port })
  const late = setTimeout(() => end(false, 'ETIMEDOUT'), timeoutMs)
  socket.on('connect', () => {
    if (bytes === 0) socket.end()
    else socket.write(Buffer.alloc(bytes, 'tapwall '))
  })
  socket.on('data', (chunk) => {
    left -= chunk.length
    if (left <= 0) socket.end()
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    clearTimeout(late)
    end(false, error.code ?? error.message)
  })
  // The other side has closed, too: no packet of this connection is still on its way.
  socket.on('close', (failed) => {
    if (failed) return
    clearTimeout(late)
    end(left <= 0, left <= 0 ? null : 'ECONNRESET')
  })
}
