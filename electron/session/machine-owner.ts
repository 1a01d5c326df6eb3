import { type MachineState, MOST_AGENT_CHAINS } from '#shared/contract/machine'
import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import type { OwnConnection } from '#shared/netfilter/own-connection'
import { err, ok, type Result } from '#shared/result'
import { agentChains } from '#shared/sync/agent-chains'
import type { HostClient } from '../privilege/host-client.ts'
import type { WayToRoot } from '../privilege/start-helper.ts'
import { type Topic, topic } from './topic.ts'

/** This machine, as a shell gives it to its sessions. */
export interface Machine {
  /** Its hostname. */
  readonly name: string
  readonly way: () => Promise<Result<WayToRoot, TapwallError>>
  /** By which people may be using it. */
  readonly connections: () => OwnConnection[]
  /** Aborting gives up, also while a person is asked. */
  readonly start: (signal: AbortSignal) => Promise<Result<HostClient, TapwallError>>
}

/** For a session that never leaves the lab. */
export const noMachine: Machine = {
  name: '',
  way: async () => err({ kind: 'cancelled' }),
  connections: () => [],
  start: async () => err({ kind: 'cancelled' }),
}

/** The helper of this machine's firewall: started when it is switched on, and noticed when it is gone. There is at most one. */
export interface MachineOwner {
  readonly state: Topic<MachineState>
  /** The running helper, or null. */
  readonly client: () => HostClient | null
  /** Switched on: running, or lost since. */
  readonly isOn: () => boolean
  /** `before`: what must come about once the helper is there and before it counts; when it does not, the helper ends again. */
  readonly start: (host: string, before: () => Promise<Done>) => Promise<Done>
  readonly stop: () => Promise<void>
  readonly connections: Machine['connections']
  /** What its kernel holds now: an agent may work there. */
  readonly look: (dump: Dump) => void
}

type Done = Result<Record<string, never>, TapwallError>

export function machineOwner({
  name,
  connections,
  start: startHelper,
}: Pick<Machine, 'name' | 'connections' | 'start'>): MachineOwner {
  const off: MachineState = { state: 'off', error: null, name, host: null, recovered: false, readOnly: null }
  const state = topic<MachineState>(off)
  let client: HostClient | null = null
  let isOn = false
  let giveUp: AbortController | null = null

  const fail = (error: TapwallError): Result<never, TapwallError> => {
    // Who gave up has told the new state.
    if (error.kind !== 'cancelled') state.change((s) => ({ ...s, state: isOn ? 'lost' : 'failed', error }))
    return err(error)
  }

  const start: MachineOwner['start'] = async (host, before) => {
    const own = new AbortController()
    giveUp = own
    state.set({ ...off, state: 'starting', host })
    const started = await startHelper(own.signal)
    if (!started.ok) return fail(own.signal.aborted ? { kind: 'cancelled' } : started.error)
    const running = started.value
    const ready = await before()
    if (!ready.ok || own.signal.aborted) {
      await running.close()
      return ready.ok ? err({ kind: 'cancelled' }) : fail(ready.error)
    }
    giveUp = null
    client = running
    isOn = true
    state.set({ ...off, state: 'running', host, recovered: running.greeting.recovered })
    running.onExit((error) => {
      if (client !== running) return
      client = null
      state.change((s) => ({ ...s, state: 'lost', error, readOnly: null }))
    })
    return client === running ? ok({}) : err(state.get().error ?? { kind: 'cancelled' })
  }

  return {
    state,
    client: () => client,
    isOn: () => isOn,
    connections,
    start,
    stop: async () => {
      giveUp?.abort()
      giveUp = null
      const leaving = client
      client = null
      isOn = false
      state.set(off)
      await leaving?.close()
    },
    look: (dump) => {
      const chains = agentChains(dump.tables)
      const readOnly = chains.length === 0 ? null : { chains: chains.slice(0, MOST_AGENT_CHAINS), count: chains.length }
      if (JSON.stringify(readOnly) !== JSON.stringify(state.get().readOnly)) state.change((s) => ({ ...s, readOnly }))
    },
  }
}
