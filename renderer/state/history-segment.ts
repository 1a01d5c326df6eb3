import { create } from 'zustand'

/** What History shows: applies, or the turns of the agents. */
export type HistorySegment = 'applies' | 'agent'

const useStore = create<{ readonly segment: HistorySegment }>()(() => ({ segment: 'applies' }))

export const useHistorySegment = (): HistorySegment => useStore(({ segment }) => segment)
export const showSegment = (segment: HistorySegment): void => useStore.setState({ segment })
