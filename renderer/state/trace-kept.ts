import { z } from 'zod'
import { create } from 'zustand'
import { emptyTraceForm, TraceForm } from './trace-form.ts'

/** How a person likes to see packets' ways, and what was asked last; the browser keeps it. */
const Kept = z.object({
  form: TraceForm.catch(emptyTraceForm),
  /** Rules that were tried and did not match are shown, too. */
  tried: z.boolean().catch(true),
  look: z.enum(['steps', 'picture']).catch('steps'),
})
export type TraceKept = z.infer<typeof Kept>

const KEY = 'tapwall.trace'

function read(): TraceKept {
  try {
    return Kept.parse(JSON.parse(window.localStorage.getItem(KEY) ?? '{}'))
  } catch {
    return Kept.parse({})
  }
}

export const useTraceKept = create<TraceKept>()(read)

useTraceKept.subscribe((kept) => {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Without storage the next visit begins anew.
  }
})

export const setTraceKept = (change: Partial<TraceKept>): void => useTraceKept.setState(change)
export const changeTraceForm = (change: Partial<TraceForm>): void =>
  useTraceKept.setState(({ form }) => ({ form: { ...form, ...change } }))
