import type { TracedPass } from '#shared/contract/walk'
import { readTraceLine } from '#shared/trace/trace-lines'
import type { Step } from '#shared/walk/step'
import { isStep, type StepRow, type TraceRow } from './trace-rows.ts'

/** The kernel's trace as it was printed, and which of its lines tells of which step. */
export interface ToldLine {
  readonly text: string
  /** Key of the row that it tells of; null for what tells of none: the packet's headers, the end of a chain. */
  readonly row: string | null
}

export interface ToldPass {
  readonly key: string
  readonly place: string
  readonly traceId: string
  readonly lines: readonly ToldLine[]
}

/**
 * A line names table and chain, and among those of one chain they come in the order in which the packet met them, as rows do. `traced` are
 * the crossings in the order in which the rows have them.
 */
export function toldLines(traced: readonly TracedPass[], rows: readonly TraceRow[]): ToldPass[] {
  const rowOf = new Map<Step, StepRow>()
  for (const row of rows) if (isStep(row) && row.right !== null) rowOf.set(row.right, row)
  return traced.map(({ place, traceId, lines, hooks }, at) => {
    const told = new Map<string, Step[]>()
    for (const step of hooks.flatMap(({ steps }) => steps)) {
      if (step.by !== 'told') continue
      const key = `${step.table} ${step.chain}`
      told.set(key, [...(told.get(key) ?? []), step])
    }
    return {
      ...{ key: `${at} ${traceId}`, place, traceId },
      lines: lines.map((text) => {
        const line = readTraceLine(text)
        if (line.is !== 'step' || line.what === 'return') return { text, row: null }
        const step = told.get(`${line.table} ${line.chain}`)?.shift()
        return { text, row: (step === undefined ? undefined : rowOf.get(step))?.key ?? null }
      }),
    }
  })
}
