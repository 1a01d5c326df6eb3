import type { TapwallError } from '#shared/errors'
import type { Dump } from '#shared/netfilter/dump'
import { ok, type Result } from '#shared/result'
import { traceCollector } from '#shared/trace/collect'
import { type TraceFilter, traceRules } from '#shared/trace/trace-rules'
import type { TracedPass } from '#shared/trace/traced'
import type { Firewall } from '../privilege/firewall.ts'

/** Of one host: which packets are followed, and the rules that they meet. */
export interface HostTrace {
  readonly host: string
  readonly place: string
  readonly filter: TraceFilter
  readonly dump: Dump
  /** The other port of a bridge that has two; null where that is not known. */
  readonly otherPort: (bridge: string, port: string) => string | null
}

/** A trace removes its own rules when its time is over, whatever becomes of who asked. */
const SECONDS = 30
const PER_SECOND = 20
/** What the kernel told last is on its way through the monitor. */
const LAST_WORDS_MS = 300

type Wait = (ms: number) => Promise<void>

/** Runs `act` while the kernels of some hosts tell of the packets; the passes come in the order in which they began. */
export async function traceHosts<T>(
  firewall: Firewall,
  hosts: readonly HostTrace[],
  act: () => Promise<Result<T, TapwallError>>,
  wait: Wait,
): Promise<Result<{ readonly value: T; readonly passes: readonly TracedPass[] }, TapwallError>> {
  const stop = new AbortController()
  const traces = hosts.map((own, at) => begin(firewall, own, `walk${at}`, stop.signal))
  const refused = (await Promise.all(traces.map(({ begun }) => begun))).find((error) => error !== null)
  const done = refused === undefined ? await act() : null
  if (done !== null) await wait(LAST_WORDS_MS)
  stop.abort()
  await Promise.all(traces.map(({ ended }) => ended))
  if (refused !== undefined) return { ok: false, error: refused }
  if (done === null || !done.ok) return done ?? { ok: false, error: { kind: 'cancelled' } }
  const passes = traces.flatMap(({ collector }) => collector.take(Number.POSITIVE_INFINITY))
  return ok({ value: done.value, passes: passes.toSorted((a, b) => a.at - b.at) })
}

function begin(firewall: Firewall, { host, place, filter, dump, otherPort }: HostTrace, trace: string, signal: AbortSignal) {
  const rules = traceRules(trace, filter, { perSecond: PER_SECOND })
  const collector = traceCollector({ place, trace, rules, otherPort }, dump)
  let tell: (error: TapwallError | null) => void = () => {}
  /** Null: it is under way. */
  const begun = new Promise<TapwallError | null>((resolve) => {
    tell = resolve
  })
  const ended = firewall
    .request(
      'trace',
      { host, trace, filter, seconds: SECONDS, perSecond: PER_SECOND },
      { onLine: collector.hear, onBegun: () => tell(null), signal },
    )
    .then((answer) => tell(answer.ok ? { kind: 'cancelled' } : answer.error))
  return { collector, begun, ended }
}
