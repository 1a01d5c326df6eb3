import { err, ok } from '#shared/result'
import { followTool } from '../helper/run-tool.ts'
import type { Handler } from './handler.ts'
import { namespaceFile } from './namespaces.ts'

/** `-n`: no name service. `-W 1`: after the last packet a lost answer is awaited for one second, not for ten. */
export const pingArguments = (to: string, count: number, interval: number, size: number): string[] => [
  ...['-n', '-c', String(count), '-i', String(interval), '-s', String(size), '-W', '1'],
  to,
]

/** Pings from a machine; the lines of ping come as it prints them. A cancelled ping still prints its statistics. */
export const ping =
  (namespace: string): Handler<'ping'> =>
  async ({ to, count, interval, size }, job) => {
    const args = pingArguments(to, count, interval, size)
    const followed = followTool({ tool: 'ping', args, within: namespaceFile(namespace) }, job.line)
    if (!followed.ok) return followed
    const { ended, stop } = followed.value
    job.signal.addEventListener('abort', stop, { once: true })
    if (job.signal.aborted) stop()
    const { exitCode, stderr } = await ended
    for (const line of stderr.split('\n')) if (line !== '') job.line(line)
    // 0: answers came. 1: none came. Another status, or a signal: ping could not do its work; its words are in the lines.
    return job.signal.aborted && exitCode === null ? err({ kind: 'cancelled' }) : ok({ exitCode })
  }
