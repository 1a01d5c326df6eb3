import { create } from 'zustand'
import type { SessionState } from '#shared/contract/states'
import { connection, followSession } from '../api.ts'
import type { ConnectionState } from '../connection.ts'

interface SessionStore {
  /** Null until main has spoken for the first time; afterwards the last that was heard, also while disconnected. */
  readonly session: SessionState | null
  readonly connection: ConnectionState
  /**
   * The lab that starts or runs took the place of one that ran, because the machines had become others; `lost`: and of its rules. Until
   * the next apply, else null.
   */
  readonly rebuilt: { readonly lost: boolean } | null
}

/** What main says about lab, kernel and apply, and whether main can be heard at all. */
export const useSession = create<SessionStore>()(() => ({ session: null, connection: connection.state(), rebuilt: null }))

connection.onState((state) => useSession.setState({ connection: state }))
followSession((session) => useSession.setState((before) => ({ session, rebuilt: wasRebuilt(before, session) })))

/** A lab that runs is started anew for one reason only; what is applied to the new one ends the matter. */
function wasRebuilt({ session: before, rebuilt }: SessionStore, { lab, lastApply }: SessionState): SessionStore['rebuilt'] {
  if (lab.state === 'starting' && before?.lab.state === 'running')
    return { lost: rebuilt?.lost === true || before.lastApply !== null }
  return lab.state === 'starting' || (lab.state === 'running' && lastApply === null) ? rebuilt : null
}

/** How the target of applies does: the lab, or this machine once it is switched on. Null before main has spoken. */
export const targetState = (session: SessionState | null): SessionState['lab']['state'] | null =>
  session === null ? null : session.target === 'machine' ? session.machine.state : session.lab.state

export const isConnected = (): boolean => useSession.getState().connection === 'connected'
