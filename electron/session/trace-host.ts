import type { TapwallError } from '#shared/errors'
import type { TraceAnswer } from '#shared/helper/firewall-verbs'
import { err, ok, type Result } from '#shared/result'
import { type TraceCollector, type TraceSource, traceCollector } from '#shared/trace/collect'
import { type TraceFilter, type TraceRule, traceRules } from '#shared/trace/trace-rules'
import type { TracedPass } from '#shared/trace/traced'
import type { Firewall } from '../privilege/firewall.ts'
import type { Seen } from './kernel-watch.ts'

/** The trace on one host. */
export interface HostTrace {
  readonly host: string
  readonly rules: readonly TraceRule[]
  /** When its rules are there, and its counters and rules were read since. */
  readonly armed: Promise<Result<null, TapwallError>>
  readonly ended: Promise<Result<TraceAnswer, TapwallError>>
  /** What was read when it was armed. */
  readonly before: () => Seen | null
  readonly readAgain: () => Promise<Result<Seen, TapwallError>>
  /** Crossings of which nothing more is heard. */
  readonly take: (now: number) => Promise<TracedPass[]>
}

interface HostTraceDeps {
  readonly firewall: Firewall
  readonly host: string
  readonly trace: string
  readonly filter: TraceFilter
  readonly seconds: number
  readonly perSecond: number
  readonly otherPort: TraceSource['otherPort']
  readonly signal: AbortSignal
  readonly readNow: () => Promise<Result<Seen, TapwallError>>
}

/** Lines of one crossing come within milliseconds of one another. */
const QUIET_MS = 150

export function hostTrace(deps: HostTraceDeps): HostTrace {
  const { firewall, host, trace, filter, seconds, perSecond, signal, readNow, otherPort } = deps
  const rules = traceRules(trace, filter, { perSecond })
  const source: TraceSource = { place: host, trace, rules, otherPort }
  const early: [line: string, at: number][] = []
  let collector: TraceCollector | null = null
  let before: Seen | null = null
  let isOver = false
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const onLine = (line: string, at: number) => {
    if (collector === null) early.push([line, at])
    else collector.hear(line, at)
  }
  const ended = firewall.request('trace', { host, trace, filter, seconds, perSecond }, { onLine, onBegun: () => begin(), signal })
  void ended.then(() => {
    isOver = true
  })

  const arm = async (): Promise<Result<null, TapwallError>> => {
    const first = await Promise.race([begun, ended])
    if (first !== undefined) return first.ok ? err({ kind: 'cancelled' }) : first
    const read = await readNow()
    if (!read.ok) return read
    before = read.value
    collector = traceCollector(source, read.value.dump)
    for (const [line, at] of early) collector.hear(line, at)
    return ok(null)
  }

  /** What the rules do not have that were read last was written since. */
  const laidAnew = async (passes: readonly TracedPass[]): Promise<TracedPass[]> => {
    const read = await readNow()
    if (!read.ok) return [...passes]
    collector?.rules(read.value.dump)
    return passes.flatMap((pass) => {
      const again = traceCollector(source, read.value.dump)
      for (const line of pass.lines) again.hear(line, pass.at)
      const [better] = again.take(Number.POSITIVE_INFINITY)
      return better !== undefined && better.found > pass.found ? better : pass
    })
  }

  return {
    ...{ host, rules, ended, before: () => before, readAgain: readNow },
    armed: arm(),
    take: async (now) => {
      const passes = (collector?.take(isOver ? Number.POSITIVE_INFINITY : now - QUIET_MS) ?? []).filter(({ way }) => way !== null)
      return passes.some(({ found, told }) => found < told) ? laidAnew(passes) : passes
    },
  }
}
