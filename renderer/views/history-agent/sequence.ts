import type { AgentCall, AgentNotice, AgentTurn } from '#shared/contract/agent'
import type { Family, TableName } from '#shared/netfilter/rule-spec'

/** The figure of one turn: who says what to whom, from above to below. */

/** The server, the agent of the turn with its kernel, and the agents of other hosts that are told the same. */
export type Lane = 'server' | 'agent' | 'kernel' | `other ${string}`

/**
 * `stored`: what is applied stands in the server's database. `brought-back`: the former rules come back, by whoever holds the trial.
 * `answer`: what the server says to a `call`.
 */
export type Step = { readonly key: string; readonly from: Lane; readonly to: Lane } & (
  | { readonly is: 'stored' | 'brought-back' | 'nothing' | 'failed' }
  | { readonly is: 'notice'; readonly notice: AgentNotice; readonly here: boolean }
  | { readonly is: 'call'; readonly call: AgentCall }
  | { readonly is: 'answer'; readonly call: AgentCall }
  | { readonly is: 'compute'; readonly prepared: number; readonly refreshed: number; readonly removed: number; readonly ms: number }
  | { readonly is: 'sets'; readonly count: number }
  | { readonly is: 'table'; readonly family: Family; readonly table: TableName; readonly comes: number; readonly goes: number }
  | { readonly is: 'written'; readonly ms: number; readonly transactions: number }
  | { readonly is: 'checked'; readonly ms: number }
)

export interface Sequence {
  readonly lanes: readonly Lane[]
  readonly steps: readonly Step[]
}

/** More agents than these are told in words. */
const MOST_OTHERS = 2

export function sequenceOf(turn: AgentTurn, others: readonly AgentTurn[]): Sequence {
  const beside = others.slice(0, MOST_OTHERS)
  const steps: Step[] = []
  const add = (step: StepWithoutKey) => steps.push({ ...step, key: String(steps.length) } as Step)
  if (turn.by === 'apply') add({ is: 'stored', from: 'server', to: 'server' })
  for (const notice of turn.notices) {
    // A device is seen; started anew the agent is by somebody.
    const from = notice.from === 'server' ? 'server' : notice.kind === 'settings' ? 'agent' : 'kernel'
    add({ is: 'notice', from, to: 'agent', notice, here: true })
    if (from !== 'server') continue
    for (const other of beside) {
      const same = other.notices.find(({ kind, about }) => kind === notice.kind && about.ids[0] === notice.about.ids[0])
      if (same !== undefined) add({ is: 'notice', from, to: `other ${other.host}`, notice: same, here: false })
    }
  }
  for (const call of turn.asks) {
    add({ is: 'call', from: 'agent', to: call.cached ? 'agent' : 'server', call })
    if (!call.cached) add({ is: 'answer', from: 'server', to: 'agent', call })
  }
  const { prepared, refreshed, removed } = turn
  if (turn.by === 'revert') add({ is: 'brought-back', from: 'agent', to: 'kernel' })
  else {
    const counts = { prepared: prepared.count, refreshed: refreshed.count, removed: removed.count }
    add({ is: 'compute', from: 'agent', to: 'agent', ...counts, ms: turn.steps.plan })
    work(turn, add)
  }
  if (turn.error !== null) add({ is: 'failed', from: 'kernel', to: 'agent' })
  else for (const call of turn.tells) add({ is: 'call', from: 'agent', to: 'server', call })
  const used = new Set(steps.flatMap(({ from, to }) => [from, to]))
  const lanes: readonly Lane[] = ['server', 'agent', 'kernel', ...beside.map(({ host }): Lane => `other ${host}`)]
  return { lanes: lanes.filter((lane) => used.has(lane) || lane === 'agent' || lane === 'kernel'), steps }
}

type WithoutKey<S> = S extends unknown ? Omit<S, 'key'> : never
type StepWithoutKey = WithoutKey<Step>

/** What the agent gives its kernel: sets before the rules that name them, and those that nobody names any more behind. */
function work({ plan, steps, error }: AgentTurn, add: (step: StepWithoutKey) => void): void {
  if (plan === null) return
  if (plan.transactions === 0) {
    if (error === null) add({ is: 'nothing', from: 'agent', to: 'agent' })
    return
  }
  const [gone, made] = [plan.sets.filter(({ how }) => how === 'gone'), plan.sets.filter(({ how }) => how !== 'gone')]
  if (made.length > 0) add({ is: 'sets', from: 'agent', to: 'kernel', count: made.length })
  for (const { family, table, comes, goes } of plan.tables)
    add({ is: 'table', from: 'agent', to: 'kernel', family, table, comes, goes })
  if (gone.length > 0) add({ is: 'sets', from: 'agent', to: 'kernel', count: gone.length })
  if (error !== null) return
  add({ is: 'written', from: 'kernel', to: 'agent', ms: steps.write, transactions: plan.transactions })
  add({ is: 'checked', from: 'agent', to: 'agent', ms: steps.check })
}
