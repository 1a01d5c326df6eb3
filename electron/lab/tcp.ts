import { z } from 'zod'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { type FollowedTool, followTool } from '../helper/run-tool.ts'
import type { Handler } from './handler.ts'
import { namespaceFile } from './namespaces.ts'
import { LISTENING } from './tcp-programs.ts'

const TcpEnd = z.strictObject({ connected: z.boolean(), reason: z.string().nullable(), ms: z.number() })

/** A port that is already listened on, for one, makes the listener end before it listens. */
const LISTEN_MS = 20_000
/** Time for a program to start and to tell its end, beyond what its connection may take: seconds, on a machine that is overloaded. */
const GRACE_MS = 20_000

/** One connection between two machines; the listener is up before the first packet is sent and gone with the answer. */
export const tcp =
  (namespace: string, listenerNamespace: string | null): Handler<'tcp'> =>
  async ({ to, port, bytes, timeoutMs }, { signal }) => {
    const listener = listenerNamespace === null ? ok(null) : await startListener(listenerNamespace, to, port)
    if (!listener.ok) return listener
    const lines: string[] = []
    const args = ['tcp-connect', to, port, bytes, timeoutMs].map(String)
    const connector = follow(namespace, args, (line) => lines.push(line), timeoutMs + GRACE_MS)
    if (connector.ok) {
      signal.addEventListener('abort', connector.value.stop, { once: true })
      if (signal.aborted) connector.value.stop()
    }
    const ended = connector.ok ? await connector.value.ended : null
    listener.value?.stop()
    await listener.value?.ended
    if (!connector.ok) return connector
    if (signal.aborted) return err({ kind: 'cancelled' })
    const told = TcpEnd.safeParse(parse(lines[0] ?? ''))
    return told.success
      ? ok(told.data)
      : err({ kind: 'bug', detail: `The connecting program said nothing. ${ended?.stderr ?? ''}` })
  }

/** Listens on every address of the family that is connected to: with a floating IP the machine has another one. */
async function startListener(namespace: string, to: string, port: number): Promise<Result<FollowedTool, TapwallError>> {
  const args = ['tcp-listen', to.includes(':') ? '::' : '0.0.0.0', String(port)]
  let said = ''
  let heard: () => void = () => {}
  const first = new Promise<void>((resolve) => {
    heard = resolve
  })
  const onLine = (line: string) => {
    said ||= line
    heard()
  }
  const followed = follow(namespace, args, onLine)
  if (!followed.ok) return followed
  const late = setTimeout(() => heard(), LISTEN_MS)
  await Promise.race([first, followed.value.ended])
  clearTimeout(late)
  if (said === LISTENING) return followed
  followed.value.stop()
  const { stderr } = await followed.value.ended
  return err({ kind: 'kernel-refused', tool: 'listen', exitCode: null, input: args.join(' '), stderr: `${said} ${stderr}`.trim() })
}

/**
 * This very program with other arguments: /proc/1 is the lab program, in the namespaces of the machine as outside of them, and its
 * bundle lies under the same number there as /proc/self in its own arguments.
 */
function follow(namespace: string, args: readonly string[], onLine: (line: string) => void, timeoutMs?: number) {
  const program = (process.argv[1] ?? '').replace('/proc/self/', '/proc/1/')
  const electron = process.env['ELECTRON_RUN_AS_NODE']
  return followTool(
    {
      tool: { runtime: '/proc/1/exe' },
      args: ['--preserve-symlinks-main', program, ...args],
      within: namespaceFile(namespace),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(electron === undefined ? {} : { extraEnvironment: { ELECTRON_RUN_AS_NODE: electron } }),
    },
    onLine,
  )
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
