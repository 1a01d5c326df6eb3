import type { LabTopology } from '#shared/helper/topology'
import { type FollowedTool, followTool } from '../helper/run-tool.ts'
import type { LabPort } from './links.ts'
import { namespaceFile } from './namespaces.ts'
import { readLinks } from './read-links.ts'

export interface LinkWatch {
  readonly stop: () => void
}

/** Events come in heaps: a deleted veth makes ten lines. */
const GATHER_MS = 20
/** A monitor needs a moment before it hears anything, and one that ended is started anew. */
const SETTLE_MS = 500
const AGAIN_MS = 1000

/** Whether the VM has its card in the host's bridge, and the bridge its cable to the switch. */
const isPlugged = (links: ReadonlyMap<string, string | null>, { tap, qvb, qbr }: LabPort): boolean =>
  links.get(tap) === qbr && links.get(qvb) === qbr

/**
 * Tells which ports of a host come and go, whoever plugs them. `ip monitor link` says that something happened (it has no JSON), and the
 * state is then read, so that a line that was missed or worded otherwise does no harm. All ports count as plugged in at first.
 */
export function watchLinks(
  { namespace, ports }: LabTopology['computes'][number],
  told: (portId: string, isPlugged: boolean) => void,
): LinkWatch {
  const known = new Map(ports.map(({ portId }) => [portId, true]))
  const timers = new Set<NodeJS.Timeout>()
  let monitor: FollowedTool | null = null
  let state: 'idle' | 'due' | 'reading' | 'again' = 'idle'
  let stopped = false

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  const read = async () => {
    state = 'reading'
    const links = await readLinks(namespace)
    if (stopped) return
    const isDueAgain = (state as string) === 'again' || !links.ok
    state = 'idle'
    if (links.ok)
      for (const port of ports) {
        const is = isPlugged(links.value, port)
        if (known.get(port.portId) === is) continue
        known.set(port.portId, is)
        told(port.portId, is)
      }
    if (isDueAgain) look(links.ok ? GATHER_MS : AGAIN_MS)
  }

  function look(ms = GATHER_MS): void {
    if (state === 'reading') state = 'again'
    if (state !== 'idle') return
    state = 'due'
    later(ms, () => void read())
  }

  const follow = () => {
    const started = followTool({ tool: 'ip', args: ['monitor', 'link'], within: namespaceFile(namespace) }, () => look())
    const again = () => {
      if (!stopped) later(AGAIN_MS, follow)
    }
    if (!started.ok) return again()
    monitor = started.value
    void started.value.ended.then(again)
    later(SETTLE_MS, () => look())
  }

  if (ports.length > 0) follow()
  return {
    stop: () => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      monitor?.stop()
    },
  }
}
