import type { ProjectState, Target } from '#shared/contract/states'
import type { TapwallError } from '#shared/errors'
import type { ApplyEntry, RevertEntry } from '#shared/history/entry'
import type { Dump } from '#shared/netfilter/dump'
import type { Project } from '#shared/project/schema'
import type { Plan } from '#shared/sync/plan'

/** An apply just before its first write. */
export interface BegunApply {
  readonly target: Target
  readonly revision: number
  readonly project: Project
  /** What was applied until then. */
  readonly former: ProjectState['applied']
  /** Seconds; null: the rules stay. */
  readonly trial: number | null
  /** What each host's kernel holds, and the steps that it will be given. */
  readonly hosts: readonly { readonly host: string; readonly dump: Dump; readonly plan: Plan }[]
}

/** Who writes down what is done to the kernel. None of these fails: what could not be written down is told elsewhere. */
export interface ApplyLog {
  /** Resolves when the restore point is on disk, or could not be written. */
  readonly begun: (apply: BegunApply) => Promise<void>
  /** What the apply that was begun last came to. */
  readonly applied: (result: Exclude<ApplyEntry['result'], 'begun'>, error: TapwallError | null, ms: number) => void
  readonly confirmed: () => void
  readonly reverted: (why: RevertEntry['why'], error: TapwallError | null) => void
  /** Drift of one host was put back, or not. */
  readonly putBack: (what: PutBack, error: TapwallError | null, ms: number) => void
}

export interface PutBack {
  readonly target: Target
  readonly applied: ProjectState['applied']
  readonly plan: Plan
  /** So many differences of the drift. */
  readonly differences: number
}

/** For a session that nobody keeps a history of. */
export const noLog: ApplyLog = {
  begun: async () => undefined,
  applied: () => undefined,
  confirmed: () => undefined,
  reverted: () => undefined,
  putBack: () => undefined,
}
