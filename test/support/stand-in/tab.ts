import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { z } from 'zod'

/** One tab of a Chromium of its own, driven by its debugging protocol: what a window's page runs in. */
export interface Tab {
  readonly send: (method: string, params?: object) => Promise<unknown>
  readonly on: (method: string, hear: (params: unknown) => void) => void
  /** The browser is gone, whoever ended it. */
  readonly ended: Promise<void>
  readonly close: () => void
}

const Message = z.looseObject({
  id: z.int().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
})
const Targets = z.object({ targetInfos: z.array(z.looseObject({ targetId: z.string(), type: z.string() })) })
const Attached = z.object({ sessionId: z.string() })

export async function openTab(args: readonly string[]): Promise<Tab> {
  // However we end, the browser must not outlive us.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '/usr/bin/chromium', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const socket = new WebSocket(await addressOf(child))
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  let count = 0
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  const hearers: [string, (params: unknown) => void][] = []
  socket.on('message', (data) => {
    const { id, method, params, result, error } = Message.parse(JSON.parse(String(data)))
    if (id === undefined) for (const [name, hear] of hearers) name === method && hear(params)
    else if (error === undefined) waiting.get(id)?.resolve(result)
    else waiting.get(id)?.reject(new Error(error.message))
  })
  const ask = (method: string, params: object, sessionId?: string) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject })
      socket.send(JSON.stringify({ id: count, method, params, ...(sessionId === undefined ? {} : { sessionId }) }))
    })
  const { targetInfos } = Targets.parse(await ask('Target.getTargets', {}))
  const targetId = targetInfos.find(({ type }) => type === 'page')?.targetId
  const { sessionId } = Attached.parse(await ask('Target.attachToTarget', { targetId, flatten: true }))
  return {
    send: (method, params = {}) => ask(method, params, sessionId),
    on: (method, hear) => hearers.push([method, hear]),
    ended,
    close: () => child.kill('SIGTERM'),
  }
}

/** Chromium says where it listens on standard error, and so does Electron: it is passed on for whoever started us. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Chromium ended with status ${code}`)))
    if (child.stderr === null) return
    createInterface({ input: child.stderr }).on('line', (line) => {
      console.error(line)
      const address = /^DevTools listening on (ws:.*)$/.exec(line)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
}
