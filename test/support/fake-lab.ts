import type { HostClient } from '#electron/privilege/host-client'
import type { LabClient } from '#electron/privilege/lab-client'
import type { TapwallError } from '#shared/errors'
import { LAB_PROTOCOL, type LabVerb } from '#shared/helper/lab-protocol'
import { rowsOf } from '#shared/netfilter/dump'
import { err, ok } from '#shared/result'
import type { Plan } from '#shared/sync/plan'
import { FakeTables } from './fake-tables.ts'

/** A lab in memory: tables that obey plans, counters that the test sets, and answers that the test may hold back. */
export interface FakeLab {
  readonly client: LabClient
  readonly tables: (host: string) => FakeTables
  /** What a host holds from the beginning. */
  readonly fill: (host: string, tables: FakeTables) => void
  readonly closed: () => boolean
  /** The rules on trial go back, as when nobody keeps them. */
  readonly timeIsOver: (trial: string) => void
  /** A device goes or comes, whoever does it. */
  readonly link: (portId: string, isPlugged: boolean) => void
  /** Ends as a killed lab does. */
  readonly die: () => void
  /** Answers to this verb wait until the returned function is called. */
  readonly hold: (verb: LabVerb) => () => void
  /** The next request of this verb is refused as busy. */
  readonly failNext: (verb: LabVerb) => void
  readonly asked: readonly LabVerb[]
}

export function fakeLab(): FakeLab {
  const byHost = new Map<string, { tables: FakeTables; last: string; version: number }>()
  const listeners = new Set<(error: TapwallError) => void>()
  const overListeners = new Set<(trial: string, error: TapwallError | null) => void>()
  const linkListeners = new Set<(portId: string, isPlugged: boolean) => void>()
  const onTrial = new Map<{ tables: FakeTables }, FakeTables>()
  const asked: LabVerb[] = []
  const held = new Map<LabVerb, Promise<void>>()
  const failing = new Set<LabVerb>()
  let lost: TapwallError | null = null
  let closed = false
  let versions = 0

  const at = (host: string) => {
    const known = byHost.get(host) ?? { tables: new FakeTables(), last: '', version: 0 }
    byHost.set(host, known)
    return known
  }
  const read = (host: string) => {
    const known = at(host)
    const dump = known.tables.dump()
    const text = JSON.stringify(dump)
    if (text !== known.last) known.version = ++versions
    known.last = text
    const zeros = rowsOf(dump).map(() => 0)
    return { version: known.version, at: Date.now(), cost: 1, dump, packets: zeros, bytes: zeros, bridgeNfCallIptables: true }
  }
  const bringBack = () => {
    for (const [known, tables] of onTrial) known.tables = tables
    onTrial.clear()
  }
  const link = (portId: string, isPlugged: boolean) => {
    for (const listener of linkListeners) listener(portId, isPlugged)
  }
  const answer = (verb: LabVerb, args: unknown): unknown => {
    if (verb === 'plug' || verb === 'unplug') link((args as { readonly port: string }).port, verb === 'plug')
    if (verb === 'read') return read((args as { readonly host: string }).host)
    if (verb === 'apply') {
      const { plan, trial } = args as { readonly plan: Plan; readonly trial: string | null }
      const known = at(plan.host)
      if (trial !== null && !onTrial.has(known)) onTrial.set(known, known.tables.copy())
      for (const transaction of plan.transactions) at(plan.host).tables.apply(transaction)
    }
    if (verb === 'confirm') onTrial.clear()
    if (verb === 'revert') bringBack()
    if (verb === 'ping') return { exitCode: 0 }
    if (verb === 'send') return { sent: (args as { readonly frames: readonly string[] }).frames.length }
    if (verb === 'trace') return { why: 'time', restarts: 0 }
    if (verb === 'connections') return { entries: [], more: 0 }
    if (verb === 'end-connections') return { ended: 0 }
    return { ms: 1 }
  }
  const client: LabClient = {
    greeting: { lab: LAB_PROTOCOL, pid: 1, uid: 65534 },
    pid: 0,
    request: async (verb, args) => {
      asked.push(verb)
      await held.get(verb)
      if (failing.delete(verb)) return err({ kind: 'busy', doing: 'The test wants it so.' })
      // The fake answers each verb with what its schema says; the generic signature cannot see that.
      return lost === null ? ok(answer(verb, args) as never) : err(lost)
    },
    onExit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onTrialOver: (listener) => void overListeners.add(listener),
    onLink: (listener) => void linkListeners.add(listener),
    close: async () => {
      closed = true
    },
  }
  return {
    client,
    tables: (host) => at(host).tables,
    fill: (host, tables) => {
      at(host).tables = tables.copy()
    },
    asked,
    closed: () => closed,
    link,
    failNext: (verb) => void failing.add(verb),
    timeIsOver: (trial) => {
      bringBack()
      for (const listener of overListeners) listener(trial, null)
    },
    die: () => {
      lost = { kind: 'helper-lost', detail: 'killed' }
      for (const listener of listeners) listener(lost)
    },
    hold: (verb) => {
      let release = () => {}
      held.set(
        verb,
        new Promise((resolve) => {
          release = () => {
            held.delete(verb)
            resolve()
          }
        }),
      )
      return () => release()
    },
  }
}

/** The same as the helper of a machine, which is asked less. */
export const asHelper = ({ client }: FakeLab, recovered = false): HostClient => ({
  ...client,
  greeting: { host: 1, pid: 1, uid: 0, recovered },
  request: client.request as unknown as HostClient['request'],
})
