import type { LabNode, LabState } from '#shared/contract/states'
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
  readonly start: (project: Project) => Promise<Result<Record<string, never>, TapwallError>>
  readonly stop: () => Promise<void>
}

export type StartLab = () => Promise<Result<LabClient, TapwallError>>

const off: LabState = { state: 'off', error: null, startedIn: null, nodes: [] }

export function labOwner(startLab: StartLab, now: () => number): LabOwner {
  const state = topic<LabState>(off)
  let client: LabClient | null = null

  const fail = (error: TapwallError): Result<never, TapwallError> => {
    state.set({ ...off, state: 'failed', error })
    return err(error)
  }

  const stop = async () => {
    const leaving = client
    client = null
    state.set(off)
    await leaving?.close()
  }

  const start = async (project: Project): Promise<Result<Record<string, never>, TapwallError>> => {
    await stop()
    const begun = now()
    state.set({ ...off, state: 'starting' })
    const topology = labTopology(project)
    if (!topology.ok) return fail({ kind: 'invalid', issues: topology.error })
    const started = await startLab()
    if (!started.ok) return fail(started.error)
    const running = started.value
    running.onExit((error) => {
      if (client !== running) return
      client = null
      state.set({ ...off, state: 'lost', error })
    })
    client = running
    const built = await running.request('build', { topology: topology.value })
    if (client !== running) return err(state.get().error ?? { kind: 'cancelled' })
    if (!built.ok) {
      client = null
      await running.close()
      return fail(built.error)
    }
    const nodes: LabNode[] = labNodes(project)
    state.set({ state: 'running', error: null, startedIn: now() - begun, nodes })
    return ok({})
  }

  return { state, client: () => client, start, stop }
}
