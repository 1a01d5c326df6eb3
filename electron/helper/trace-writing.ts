import type { TapwallError } from '#shared/errors'
import type { Family } from '#shared/netfilter/rule-spec'
import { err, ok, type Result } from '#shared/result'
import { aroundTraceRules } from '#shared/trace/around'
import { type TraceFilter, type TraceId, type TraceRule, traceRuleOf, traceRules } from '#shared/trace/trace-rules'
import { runTool, type Tool, type Within } from './run-tool.ts'

/** Writing and taking away the rules of traces, in the table raw of one network namespace. Nothing else there is touched. */

/** What a trace's rules are made from. */
export interface TraceOrder {
  readonly trace: TraceId
  readonly filter: TraceFilter
  readonly perSecond: number
}

const FAMILIES: readonly Family[] = ['ipv4', 'ipv6']

export const rulesOf = ({ trace, filter, perSecond }: TraceOrder): TraceRule[] => traceRules(trace, filter, { perSecond })

/** Puts them before all others, so that a packet is followed from its first rule on. */
export async function armTrace(within: Within, order: TraceOrder): Promise<Result<null, TapwallError>> {
  const places = new Map<string, number>()
  const lines = rulesOf(order).map(({ chain, text }) => {
    const at = (places.get(chain) ?? 0) + 1
    places.set(chain, at)
    return `-I ${chain} ${at} ${text}`
  })
  return restore(within, order.filter.family, lines)
}

/** Others may take them away meanwhile, and then none of them goes; each round begins from what is there. */
const MOST_ROUNDS = 4

/** Takes away the rules of one trace, or of all (null), whoever put them there. */
export async function disarmTraces(within: Within, trace: TraceId | null): Promise<Result<null, TapwallError>> {
  let gone: Result<null, TapwallError> = ok(null)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    gone = await disarmOnce(within, trace)
    if (gone.ok) return gone
  }
  return gone
}

async function disarmOnce(within: Within, trace: TraceId | null): Promise<Result<null, TapwallError>> {
  for (const family of FAMILIES) {
    const saved = await rawText(within, family)
    if (!saved.ok) return saved
    const lines = saved.value.split('\n').filter((line) => isOf(line, trace))
    if (lines.length === 0) continue
    // By their words and not by their places, which others may change.
    const gone = await restore(
      within,
      family,
      lines.map((line) => line.replace(/^-A/, '-D')),
    )
    if (!gone.ok) return gone
  }
  return ok(null)
}

function isOf(line: string, trace: TraceId | null): boolean {
  const own = line.startsWith('-A ') ? traceRuleOf(line) : null
  return own !== null && (trace === null || own.trace === trace)
}

/** Lines of a plan for the table raw, whose positions count no rule of a trace. */
export async function aroundTraces(
  within: Within,
  family: Family,
  lines: readonly string[],
): Promise<Result<readonly string[], TapwallError>> {
  // Only what stands in a hook has rules of traces beside it.
  if (!lines.some((line) => PLACED_IN_HOOK.test(line))) return ok(lines)
  const saved = await rawText(within, family)
  return saved.ok ? ok(aroundTraceRules(lines, saved.value)) : saved
}

const PLACED_IN_HOOK = /^(\[\d+:\d+\] )?-[ID] (PREROUTING|OUTPUT) \d/

async function rawText(within: Within, family: Family): Promise<Result<string, TapwallError>> {
  const tool = family === 'ipv4' ? 'iptables-save' : 'ip6tables-save'
  const args = ['-t', 'raw']
  const ended = await runTool({ tool, args, within })
  if (!ended.ok) return ended
  const { exitCode, stdout, stderr } = ended.value
  return exitCode === 0 ? ok(stdout) : err({ kind: 'kernel-refused', tool, exitCode, input: args.join(' '), stderr })
}

async function restore(within: Within, family: Family, lines: readonly string[]): Promise<Result<null, TapwallError>> {
  const tool: Tool = family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore'
  const input = ['*raw', ...lines, 'COMMIT', ''].join('\n')
  const ended = await runTool({ tool, args: ['-w', '5', '--noflush'], within, input, endsWithUs: within === null })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool, exitCode, input, stderr })
}
