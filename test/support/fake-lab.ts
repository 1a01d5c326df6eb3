import type { LabClient } from '#electron/privilege/lab-client'
import type { TapwallError } from '#shared/errors'
import type { LabVerb } from '#shared/helper/lab-protocol'
import { rowsOf } from '#shared/netfilter/dump'
import { err, ok } from '#shared/result'
import type { Plan } from '#shared/sync/plan'
import { FakeTables } from './fake-tables.ts'

/** A lab in memory: tables that obey plans, counters that the test sets, and answers that the test may hold back. */
export interface FakeLab {
  readonly client: LabClient
  readonly tables: (host: string) => FakeTables
  readonly closed: () => boolean
  /** Ends as a killed lab does. */
  readonly die: () => void
  /** Answers to this verb wait until the returned function is called. */
  readonly hold: (verb: LabVerb) => () => void
  readonly asked: readonly LabVerb[]
}

export function fakeLab(): FakeLab {
  const byHost = new Map<string, { tables: FakeTables; last: string; version: number }>()
  const listeners = new Set<(error: TapwallError) => void>()
  const asked: LabVerb[] = []
  const held = new Map<LabVerb, Promise<void>>()
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
  const answer = (verb: LabVerb, args: unknown): unknown => {
    if (verb === 'read') return read((args as { readonly host: string }).host)
    if (verb === 'apply') {
      const { plan } = args as { readonly plan: Plan }
      for (const transaction of plan.transactions) at(plan.host).tables.apply(transaction)
    }
    if (verb === 'ping') return { exitCode: 0 }
    return { ms: 1 }
  }
  const client: LabClient = {
    greeting: { lab: 1, pid: 1, uid: 65534 },
    pid: 0,
    request: async (verb, args) => {
      asked.push(verb)
      await held.get(verb)
      // The fake answers each verb with what its schema says; the generic signature cannot see that.
      return lost === null ? ok(answer(verb, args) as never) : err(lost)
    },
    onExit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      closed = true
    },
  }
  return {
    client,
    tables: (host) => at(host).tables,
    asked,
    closed: () => closed,
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
