import type { Reading } from '#shared/counters/reading'
import type { TapwallError } from '#shared/errors'
import { type Dump, emptyDump } from '#shared/netfilter/dump'
import { err, ok, type Result } from '#shared/result'
import type { Firewall } from '../privilege/firewall.ts'
import { type Topic, topic } from './topic.ts'

/** A reading, with the rules that it counts. */
export interface Seen {
  readonly reading: Reading
  readonly dump: Dump
  readonly bridgeNfCallIptables: boolean
}

/**
 * Reads the rules and counters of one host again and again, one reading at a time. The pause between two readings is at least five
 * times what a reading costs, so that watching never takes more than a fifth of a core.
 */
export interface KernelWatch {
  readonly host: Topic<string>
  readonly seen: Topic<Seen | null>
  readonly intervalMs: () => number
  /** Reads at once, between the regular readings. */
  readonly readNow: (host?: string) => Promise<Result<Seen, TapwallError>>
  readonly begin: (firewall: Firewall, host: string) => void
  readonly end: () => void
}

const SHORTEST_INTERVAL = 1000
const PAUSE_PER_COST = 5
/** Readings that may fail in a row (another writer holds the tables) before the kernel counts as unread. */
const MOST_FAILURES = 3

/** `none`: why nothing is read, when nothing is. */
export function kernelWatch(none: () => TapwallError): KernelWatch {
  const host = topic('')
  const seen = topic<Seen | null>(null)
  let client: Firewall | null = null
  let timer: NodeJS.Timeout | undefined
  let interval = SHORTEST_INTERVAL
  let failures = 0
  let tail: Promise<unknown> = Promise.resolve()
  const known = new Map<string, { version: number; dump: Dump }>()

  const read = async (from: Firewall, of: string): Promise<Result<Seen, TapwallError>> => {
    const answer = await from.request('read', { host: of, known: known.get(of)?.version ?? null })
    if (!answer.ok) return answer
    if (client !== from) return err({ kind: 'cancelled' })
    const { version, at, cost, dump, packets, bytes, bridgeNfCallIptables } = answer.value
    if (dump !== null) known.set(of, { version, dump })
    const reading: Reading = { version, at, cost, packets: Float64Array.from(packets), bytes: Float64Array.from(bytes) }
    const result: Seen = { reading, dump: known.get(of)?.dump ?? emptyDump, bridgeNfCallIptables }
    if (of === host.get()) seen.set(result)
    return ok(result)
  }

  /** Readings queue up, so that the versions of the firewall and of `known` never cross. */
  const readNow = (of = host.get()): Promise<Result<Seen, TapwallError>> => {
    const from = client
    if (from === null) return Promise.resolve(err(none()))
    const next = tail.then(() => read(from, of))
    tail = next.catch(() => undefined)
    return next
  }

  const tick = async () => {
    const from = client
    const answer = await readNow()
    if (client !== from || from === null) return
    failures = answer.ok ? 0 : failures + 1
    // What is shown must not pass for the kernel's present state.
    if (failures >= MOST_FAILURES) seen.set(null)
    interval = answer.ok ? Math.max(SHORTEST_INTERVAL, Math.ceil(answer.value.reading.cost * PAUSE_PER_COST)) : SHORTEST_INTERVAL
    timer = setTimeout(() => void tick(), interval)
  }

  const end = () => {
    clearTimeout(timer)
    client = null
    known.clear()
    seen.set(null)
  }

  return {
    host,
    seen,
    intervalMs: () => interval,
    readNow,
    begin: (from, of) => {
      end()
      client = from
      host.set(of)
      void tick()
    },
    end,
  }
}
