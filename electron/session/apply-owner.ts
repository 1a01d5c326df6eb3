import type { SessionState } from '#shared/contract/states'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { type AppliedHost, applyProject } from './apply.ts'
import type { KernelWatch } from './kernel-watch.ts'
import type { LabOwner } from './lab-owner.ts'
import type { ProjectStore } from './project-store.ts'
import { type Topic, topic } from './topic.ts'

type ApplyState = Pick<SessionState, 'applying' | 'lastApply'>

export interface ApplyAnswer {
  readonly revision: number
  readonly transactions: number
  readonly ms: number
}

/**
 * The one apply at a time. What it came to is kept, and since when one runs: the page that asked may be gone when the answer comes,
 * and the next page must not take silence for success.
 */
export interface ApplyOwner {
  readonly state: Topic<ApplyState>
  /** By host name: what was written last; empty when the lab holds nothing of ours. */
  readonly hosts: () => ReadonlyMap<string, AppliedHost>
  readonly apply: (revision: number) => Promise<Result<ApplyAnswer, TapwallError>>
  /** The lab that held it is gone. */
  readonly forgetHosts: () => void
  /** A new lab begins: what was applied to the one before is no news of it. */
  readonly forgetOutcome: () => void
}

interface Deps {
  readonly projects: ProjectStore
  readonly lab: LabOwner
  readonly watch: KernelWatch
  readonly now: () => number
}

export function applyOwner({ projects, lab, watch, now }: Deps): ApplyOwner {
  const state = topic<ApplyState>({ applying: null, lastApply: null })
  let hosts: ReadonlyMap<string, AppliedHost> = new Map()

  /** All of it but the remembering. */
  const write = async (
    client: NonNullable<ReturnType<LabOwner['client']>>,
  ): Promise<Result<{ transactions: number }, TapwallError>> => {
    const { project, revision } = projects.state.get()
    const applied = await applyProject(project, client, hosts, watch.readNow)
    // A lab that was started meanwhile holds nothing of this.
    if (applied.ok && lab.client() !== client)
      return err({ kind: 'helper-lost', detail: 'The lab was started anew during the apply.' })
    if (applied.ok) {
      hosts = applied.value.hosts
      projects.setApplied({ revision, at: now(), project })
    }
    await watch.readNow()
    return applied
  }

  const apply: ApplyOwner['apply'] = async (revision) => {
    const wanted = projects.state.get()
    const client = lab.client()
    if (state.get().applying !== null) return err({ kind: 'busy', doing: 'An apply is under way.' })
    if (client === null || lab.state.get().state !== 'running') return err({ kind: 'helper-lost', detail: 'No lab is running.' })
    if (revision !== wanted.revision)
      return err({ kind: 'drift', detail: `You saw revision ${revision}; the project is at revision ${wanted.revision} by now.` })
    const since = now()
    state.set({ applying: { revision, since }, lastApply: null })
    const written = await write(client).catch((thrown: unknown) => err<TapwallError>({ kind: 'bug', detail: String(thrown) }))
    const ms = now() - since
    const transactions = written.ok ? written.value.transactions : null
    state.set({ applying: null, lastApply: { revision, at: now(), ms, transactions, error: written.ok ? null : written.error } })
    return written.ok ? ok({ revision, transactions: written.value.transactions, ms }) : written
  }

  return {
    state,
    hosts: () => hosts,
    apply,
    forgetHosts: () => {
      hosts = new Map()
    },
    forgetOutcome: () => state.change((s) => ({ ...s, lastApply: null })),
  }
}
