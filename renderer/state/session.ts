import { create } from 'zustand'
import type { SessionState } from '#shared/contract/states'
import { connection, followSession } from '../api.ts'
import type { ConnectionState } from '../connection.ts'

interface SessionStore {
  /** Null until main has spoken for the first time; afterwards the last that was heard, also while disconnected. */
  readonly session: SessionState | null
  readonly connection: ConnectionState
}

/** What main says about lab, kernel and apply, and whether main can be heard at all. */
export const useSession = create<SessionStore>()(() => ({ session: null, connection: connection.state() }))

connection.onState((state) => useSession.setState({ connection: state }))
followSession((session) => useSession.setState({ session }))

export const isConnected = (): boolean => useSession.getState().connection === 'connected'
