import type { TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { editsAnswered, revisionTold, useProject } from './project.ts'

type Revision = Result<{ readonly revision: number }, TapwallError>

let latest: Promise<unknown> = Promise.resolve()
let waiting = 0

/** Whether something that was asked for is not yet in what main told: what can be undone is not known until then. */
export const isHistoryMoving = (): boolean => waiting > 0 || useProject.getState().pending.length > 0

/**
 * Acts on main's history, each begun when the edits and acts before it are answered and told: a key that is pressed in the same breath
 * as an edit means the history with that edit. `act` answers null when there is nothing to ask main for.
 */
export function inHistoryTurn<T extends Revision | null>(act: () => Promise<T>): Promise<T> {
  waiting++
  const turn = latest.then(async () => {
    await editsAnswered()
    const answer = await act()
    if (answer?.ok) await revisionTold(answer.value.revision)
    return answer
  })
  latest = turn
    .catch(() => null)
    .then(() => {
      waiting--
    })
  return turn
}
