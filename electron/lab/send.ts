import { bytesOfHex } from '#shared/frames/hex'
import { pcapFile } from '#shared/frames/pcap'
import type { LabTopology } from '#shared/helper/topology'
import { err, ok } from '#shared/result'
import { followTool } from '../helper/run-tool.ts'
import type { Handler } from './handler.ts'
import { namespaceFile } from './namespaces.ts'

/** Network cards of the machine in this namespace. */
export function cardsOf(topology: LabTopology | null, namespace: string): string[] {
  const plugged = topology?.computes.flatMap(({ ports }) => ports.filter(({ vmNamespace }) => vmNamespace === namespace)) ?? []
  const cards = topology?.machines.find((machine) => machine.namespace === namespace)?.cards ?? []
  return [...plugged, ...cards].map(({ nic }) => nic.name)
}

/**
 * Node has no packet sockets, so tcpreplay sends the frames: a capture file on its standard input, whose times are the pace. It ends with
 * 0 when the last frame is out, and with another status when the card is down.
 */
export const send =
  (namespace: string): Handler<'send'> =>
  async ({ device, frames, intervalMs }, { signal }) => {
    const input = pcapFile(frames.map(bytesOfHex), intervalMs)
    const pace = intervalMs === 0 ? ['--topspeed'] : []
    const args = ['--quiet', ...pace, `--intf1=${device}`, '-']
    const followed = followTool({ tool: 'tcpreplay', args, within: namespaceFile(namespace), input }, () => undefined)
    if (!followed.ok) return followed
    const { ended, stop } = followed.value
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const { exitCode, stderr } = await ended
    if (signal.aborted) return err({ kind: 'cancelled' })
    if (exitCode === 0) return ok({ sent: frames.length })
    return err({ kind: 'kernel-refused', tool: 'tcpreplay', exitCode, input: args.join(' '), stderr })
  }
