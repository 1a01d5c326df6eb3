import { create } from 'zustand'
import type { AgentState, AgentTurn, CauseKind } from '#shared/contract/agent'
import { followAgent } from '../api.ts'
import { showSegment } from './history-segment.ts'
import { openView } from './screen.ts'

/** By what a list of turns can be asked for: all, one kind of cause, or those that failed. */
export type CauseFilter = 'all' | CauseKind | 'failed'

interface AgentTurnsStore {
  /** Null until main has told them. */
  readonly told: AgentState | null
  readonly filter: CauseFilter
  readonly chosen: number | null
}

/** What the agents of the hosts did. */
export const useAgentTurns = create<AgentTurnsStore>()(() => ({ told: null, filter: 'all', chosen: null }))

/** Opens them, the newest first. */
export function showTurns(): void {
  useAgentTurns.setState({ chosen: null })
  showSegment('agent')
  openView('history')
}
/** Followed while somebody looks. */
export const followTurns = (): (() => void) => followAgent((told) => useAgentTurns.setState({ told }))
export const chooseTurn = (chosen: number | null): void => useAgentTurns.setState({ chosen })
export const setCauseFilter = (filter: CauseFilter): void => useAgentTurns.setState({ filter, chosen: null })

export const isOfCause = ({ notices, error }: AgentTurn, filter: CauseFilter): boolean =>
  filter === 'all' || (filter === 'failed' ? error !== null : notices.some(({ kind }) => kind === filter))

/** The turns that other hosts made of the same apply. */
export const turnsBeside = (turns: readonly AgentTurn[], turn: AgentTurn): readonly AgentTurn[] =>
  turn.by === 'apply'
    ? turns.filter(({ id, by, at, host }) => id !== turn.id && by === 'apply' && at === turn.at && host !== turn.host)
    : []
