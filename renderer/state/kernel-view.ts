import { z } from 'zod'
import { create } from 'zustand'

/** How a person likes to see chains and tests; the browser keeps it. */
const Kept = z.object({
  /** Chains of every port, instead of the followed one with the others folded. */
  allPorts: z.boolean().catch(false),
  kernelText: z.boolean().catch(false),
  hideZero: z.boolean().catch(false),
  hideUnmoved: z.boolean().catch(true),
  ping: z
    .object({ from: z.string(), to: z.string(), count: z.string(), interval: z.string(), size: z.string() })
    .catch({ from: '', to: '', count: '4', interval: '1', size: '56' }),
})
export type KernelView = z.infer<typeof Kept>

const KEY = 'tapwall.chains'

function read(): KernelView {
  try {
    return Kept.parse(JSON.parse(window.localStorage.getItem(KEY) ?? '{}'))
  } catch {
    return Kept.parse({})
  }
}

export const useKernelView = create<KernelView>()(read)

useKernelView.subscribe((view) => {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(view))
  } catch {
    // Without storage the next visit begins anew.
  }
})

export const setKernelView = (change: Partial<KernelView>): void => useKernelView.setState(change)
