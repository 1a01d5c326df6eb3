import { type AgentState, type AgentTurn, MOST_TURNS, type TurnLines } from '#shared/contract/agent'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { toldPlan, toldTurn, turnBetween } from './agent-record.ts'
import type { HostMoment, HostPlan } from './plan-project.ts'
import { type Topic, topic } from './topic.ts'

export interface DoneTurn {
  readonly host: string
  readonly by: AgentTurn['by']
  readonly at: number
  readonly waitedMs: number
  readonly attempt: number
  /** Null: the first turn of the agent in this lab. */
  readonly before: HostMoment | null
  readonly after: HostMoment
  readonly planned: HostPlan | null
  readonly steps: AgentTurn['steps']
  readonly error: TapwallError | null
}

/** The turns of all agents, the newest first; what is old is forgotten. They outlive the lab, so that what it did can be read. */
export interface AgentTurns {
  readonly state: Topic<AgentState>
  /** Where nothing was to be done and nothing was, there is no turn. */
  readonly done: (turn: DoneTurn) => void
  readonly waiting: (waiting: AgentState['waiting']) => void
  readonly lines: (id: number) => Result<TurnLines, TapwallError>
}

export function agentTurns(): AgentTurns {
  const state = topic<AgentState>({ turns: [], earlier: 0, waiting: null })
  const lines = new Map<number, TurnLines>()
  let turns = 0

  const done: AgentTurns['done'] = ({ before, after, planned, ...turn }) => {
    const settings = after.project.hosts.find(({ name }) => name === turn.host)
    if (settings === undefined) return
    const { release, firewallDriver: driver } = settings
    const told = toldTurn(turnBetween(before, after, turn.host), settings)
    const plan = planned === null ? null : toldPlan(planned)
    if (told.notices.length === 0 && turn.error === null && (planned === null || planned.plan.transactions.length === 0)) return
    const id = ++turns
    if (plan !== null) lines.set(id, { id, ...plan.lines })
    lines.delete(id - MOST_TURNS)
    state.change((s) => {
      const all = [{ id, ...turn, release, driver, ...told, plan: plan?.plan ?? null }, ...s.turns]
      return { ...s, turns: all.slice(0, MOST_TURNS), earlier: s.earlier + Math.max(0, all.length - MOST_TURNS) }
    })
  }

  return {
    state,
    done,
    waiting: (waiting) => {
      const { waiting: known } = state.get()
      if (known?.why === waiting?.why && known?.ports === waiting?.ports) return
      state.change((s) => ({ ...s, waiting }))
    },
    lines: (id) => {
      const known = lines.get(id)
      if (known !== undefined) return ok(known)
      if (state.get().turns.some((turn) => turn.id === id)) return ok({ id, chains: [], sets: [], left: 0 })
      return err(invalid([issue(['id'], 'agent.turn-unknown', `There is no turn ${id} any more. Choose one of the list.`, { id })]))
    },
  }
}
