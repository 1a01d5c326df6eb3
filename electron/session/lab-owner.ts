import type { LabState } from '#shared/contract/states'
import type { TapwallError } from '#shared/errors'
import { labNodes, labTopology } from '#shared/helper/lab-topology'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import type { LabClient } from '../privilege/lab-client.ts'
import { type Topic, topic } from './topic.ts'

/** Starts the lab, notices when it is gone, and says so. There is at most one. */
export interface LabOwner {
  readonly state: Topic<LabState>
  /** The running lab, or null. */
  readonly client: () => LabClient | null
  /** Ids of the ports whose devices are gone, whoever took them; none without a lab. */
  readonly unplugged: () => ReadonlySet<string>
  /** The VM's card goes, or comes again. That it did is told by the lab, as when somebody else does it. */
  readonly plug: (portId: string, isPlugged: boolean) => Promise<Result<Record<string, never>, TapwallError>>
  readonly start: (project: Project) => Promise<Result<Record<string, never>, TapwallError>>
  readonly stop: () => Promise<void>
}

export type StartLab = () => Promise<Result<LabClient, TapwallError>>

const off: LabState = { state: 'off', error: null, startedIn: null, nodes: [], unplugged: [] }

export function labOwner(startLab: StartLab, now: () => number): LabOwner {
  const state = topic<LabState>(off)
  let client: LabClient | null = null
  /** Rises with each start and stop: what an older start brings is closed again, so that there is never a second lab. */
  let generation = 0
  let unplugged: ReadonlySet<string> = new Set()

  const leave = async (next: LabState): Promise<number> => {
    const own = ++generation
    const leaving = client
    client = null
    unplugged = new Set()
    state.set(next)
    await leaving?.close()
    return own
  }

  const fail = (own: number, error: TapwallError): Result<never, TapwallError> => {
    if (own === generation) state.set({ ...off, state: 'failed', error })
    return err(error)
  }

  const start = async (project: Project): Promise<Result<Record<string, never>, TapwallError>> => {
    const begun = now()
    const own = await leave({ ...off, state: 'starting' })
    if (own !== generation) return err({ kind: 'cancelled' })
    const topology = labTopology(project)
    if (!topology.ok) return fail(own, { kind: 'invalid', issues: topology.error })
    const started = await startLab()
    if (!started.ok) return fail(own, started.error)
    const running = started.value
    if (own !== generation) {
      await running.close()
      return err({ kind: 'cancelled' })
    }
    client = running
    running.onExit((error) => {
      if (client !== running) return
      client = null
      unplugged = new Set()
      state.set({ ...off, state: 'lost', error })
    })
    running.onLink((portId, isPlugged) => {
      if (client !== running) return
      const next = new Set(unplugged)
      if (isPlugged) next.delete(portId)
      else next.add(portId)
      unplugged = next
      state.change((s) => ({ ...s, unplugged: [...next] }))
    })
    const built = await running.request('build', { topology: topology.value })
    if (client !== running) return err(built.ok ? { kind: 'cancelled' } : built.error)
    if (!built.ok) {
      client = null
      await running.close()
      return fail(own, built.error)
    }
    state.set({ state: 'running', error: null, startedIn: now() - begun, nodes: labNodes(project), unplugged: [...unplugged] })
    return ok({})
  }

  return {
    state,
    client: () => client,
    unplugged: () => unplugged,
    plug: async (port, isPlugged) => {
      if (client === null || state.get().state !== 'running') return err({ kind: 'helper-lost', detail: 'No lab is running.' })
      return client.request(isPlugged ? 'plug' : 'unplug', { port })
    },
    start,
    stop: async () => {
      await leave(off)
    },
  }
}
