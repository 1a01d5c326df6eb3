import type { TraceRequest, TraceSend } from '#shared/contract/trace'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { LabOwner } from './lab-owner.ts'
import type { ProjectStore } from './project-store.ts'
import type { Target } from './target.ts'
import { type PlannedTrace, planTrace } from './trace-plan.ts'

/** What is done while packets are followed; it may tell lines, and the trace ends after it. */
export type TraceJob = (onLine: (text: string, at: number) => void, signal: AbortSignal) => Promise<Result<unknown, TapwallError>>

/** What is followed where, for how long, and what is done meanwhile. */
export interface TraceOrder {
  readonly hosts: readonly PlannedTrace[]
  readonly seconds: number
  /** Packets of one connection at each bridge. */
  readonly perSecond: number
  /** Null: what comes by itself is followed. */
  readonly job: TraceJob | null
}

interface Deps {
  readonly projects: ProjectStore
  readonly lab: Pick<LabOwner, 'client'>
  readonly target: Target
}

const notInLab: TapwallError = invalid([
  issue(
    ['send'],
    'trace.on-machine',
    'Packets are sent from a machine of the lab, and rules go to this machine now. Follow those that come by themselves.',
  ),
])

/** The order that a request stands for, with the project as it is now. */
export function orderOf(request: TraceRequest, { projects, lab, target }: Deps): Result<TraceOrder, TapwallError> {
  const { question, hosts: asked, send, seconds, perSecond } = request
  const job = send === null ? ok(null) : jobOf(send, lab, target)
  if (!job.ok) return job
  const { project } = projects.state.get()
  const hosts = target.hosts(project)
  if (!hosts.ok) return hosts
  const planned = planTrace(project, hosts.value, asked, question)
  return planned.ok ? ok({ hosts: planned.value, seconds, perSecond, job: job.value }) : planned
}

function jobOf(send: TraceSend, lab: Deps['lab'], target: Target): Result<TraceJob, TapwallError> {
  if (target.is() === 'machine') return err(notInLab)
  const client = lab.client()
  if (client === null) return err(target.none())
  if (send.do === 'ping') {
    const { from: node, to, count, interval, size } = send
    return ok((onLine, signal) => client.request('ping', { node, to, count, interval, size }, { onLine, signal }))
  }
  const { from: node, to, listener, port, bytes } = send
  return ok((onLine, signal) => client.request('tcp', { node, listener, to, port, bytes, timeoutMs: 3000 }, { onLine, signal }))
}
