import { createContext } from 'react'

/** What a click in the graph does, and what is marked in it. In a context, so that nodes keep their data while the choice moves. */
export interface GraphActions {
  readonly chosenChain: string | null
  readonly chosenRow: number | null
  /** Rows and chains that the search found; null when nothing is searched. */
  readonly found: Found | null
  readonly chooseChain: (nodeId: string) => void
  readonly chooseRow: (nodeId: string, row: number) => void
  readonly unfold: () => void
  /** Brings a chain into sight that the keyboard has reached. */
  readonly reveal: (nodeId: string) => void
}

export interface Found {
  readonly chains: ReadonlySet<string>
  readonly rows: ReadonlySet<number>
}

export const GraphContext = createContext<GraphActions>({
  chosenChain: null,
  chosenRow: null,
  found: null,
  chooseChain: () => {},
  chooseRow: () => {},
  unfold: () => {},
  reveal: () => {},
})
