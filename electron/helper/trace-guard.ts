import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import type { TraceId } from '#shared/trace/trace-rules'
import { clearTraceJournal, readTraceJournal, writeTraceJournal } from './journal.ts'
import type { ProcessName } from './process-name.ts'
import { armTrace, disarmTraces, type TraceOrder } from './trace-writing.ts'

type Done = Result<null, TapwallError>

/** Writes the rules of traces, and knows which are there: in a journal before they are. The guard's, which outlives the helper. */
export interface TraceGuard {
  readonly arm: (order: TraceOrder) => Promise<Done>
  readonly disarm: (trace: TraceId) => Promise<Done>
  /** Takes away all that there are; nothing where there are none. */
  readonly sweep: () => Promise<Done>
}

export function traceGuard(guard: ProcessName): TraceGuard {
  // A guard that was killed leaves its traces to the one after it.
  const left = readTraceJournal()
  const traces = new Set<TraceId>(typeof left === 'object' ? left.traces : [])
  const note = () => {
    if (traces.size === 0) clearTraceJournal()
    else writeTraceJournal({ version: 1, guard, traces: [...traces] })
  }
  if (traces.size > 0) note()
  const disarm = async (trace: TraceId): Promise<Done> => {
    const gone = await disarmTraces(null, trace)
    if (!gone.ok) return gone
    traces.delete(trace)
    note()
    return gone
  }
  return {
    arm: async (order) => {
      traces.add(order.trace)
      note()
      const armed = await armTrace(null, order)
      // It may have been written all the same.
      if (!armed.ok) await disarm(order.trace)
      return armed
    },
    disarm,
    sweep: async () => {
      if (traces.size === 0) return ok(null)
      const gone = await disarmTraces(null, null)
      if (!gone.ok) return gone
      traces.clear()
      note()
      return gone
    },
  }
}

/** Takes away the rules of traces whose guard is gone. */
export async function sweepLeftTraces(isAlive: (guard: ProcessName) => boolean): Promise<Result<'done' | 'guarded', TapwallError>> {
  const journal = readTraceJournal()
  if (journal === 'none') return ok('done')
  if (journal !== 'unreadable' && isAlive(journal.guard)) return ok('guarded')
  // Whatever it says, rules of traces are nobody's by now.
  const gone = await disarmTraces(null, null)
  if (!gone.ok) return err(gone.error)
  clearTraceJournal()
  return ok('done')
}
