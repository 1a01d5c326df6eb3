import { create } from 'zustand'
import { followKernel } from '../api.ts'
import { counters } from './counters.ts'
import { indexKernel, type KernelIndex } from './kernel-index.ts'

interface KernelStore {
  /** Null until main has told the rules for the first time. */
  readonly index: KernelIndex | null
}

/** What the kernel holds, indexed. Counters are told first, so that no row is drawn with the numbers of another. */
export const useKernel = create<KernelStore>()(() => ({ index: null }))

followKernel((rules) => {
  const index = indexKernel(rules)
  counters.takeRules(index)
  useKernel.setState({ index })
})
