import type { SessionState } from '#shared/contract/states'
import { errorLine } from '#shared/errors'
import type { ApplyAnswer } from '../session/apply-owner.ts'

type Where = Pick<SessionState, 'target' | 'machine'>

/** This machine as a target, for a terminal. */
export const machineWords = ({
  machine: { name, host },
}: {
  readonly machine: Pick<SessionState['machine'], 'name' | 'host'>
}): string => `this machine (${name}, as host ${host})`

/** What an apply came to, for a terminal. */
export function appliedWords({ revision, transactions, ms, connections }: ApplyAnswer, trial: number | null, state: Where): string {
  if (transactions === 0)
    return `Nothing to do: ${state.target === 'lab' ? 'the kernel' : machineWords(state)} holds revision ${revision} already.`
  const what = `${transactions} ${transactions === 1 ? 'transaction' : 'transactions'} in ${ms} ms${endedWords(connections)}`
  const where = state.target === 'lab' ? '' : ` to ${machineWords(state)}`
  return trial === null
    ? `Revision ${revision} is applied${where} and kept: ${what}.`
    : `Revision ${revision} is applied${where} on trial: ${what}. The former rules come back in ${trial} s.`
}

function endedWords(connections: ApplyAnswer['connections']): string {
  if (connections === null) return ''
  const { ended, error } = connections
  const done = ended === 0 ? '' : `, ${ended} open ${ended === 1 ? 'connection' : 'connections'} ended`
  return error === null ? done : `${done}, open connections could not be ended (${errorLine(error)})`
}

export const KEPT = 'The rules are kept.'
export const BACK = 'The former rules are back.'
