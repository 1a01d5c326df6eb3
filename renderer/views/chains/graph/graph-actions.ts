import { createContext } from 'react'
import type { GraphPlace } from './walk.ts'

/** What a click in the graph does, and what is marked in it. In a context, so that nodes keep their data while the choice moves. */
export interface GraphActions {
  readonly chosenChain: string | null
  readonly chosenRow: number | null
  /** Rows and chains that the search found; null when nothing is searched. */
  readonly found: Found | null
  /** Ports that can be folded again. */
  readonly foldable: ReadonlySet<string>
  readonly chooseChain: (nodeId: string) => void
  readonly chooseRow: (row: number) => void
  /** Draws a folded port's chains, too. */
  readonly openPort: (portId: string) => void
  readonly foldPort: (portId: string) => void
  /** Goes to the node that stands for the folded ports. */
  readonly goToFolded: () => void
  /** Draws the part of a long chain that has this row; the focus stays at the place of the line that asks for it. */
  readonly showPart: (from: GraphPlace, row: number) => void
  /** Moves the focus by an arrow key; false where it is none. */
  readonly walk: (from: GraphPlace, key: string) => boolean
  /** To the chosen chain in the table. */
  readonly openInTable: () => void
  /** Brings a chain into sight that the keyboard has reached. */
  readonly reveal: (nodeId: string) => void
}

export interface Found {
  readonly chains: ReadonlySet<string>
  readonly rows: ReadonlySet<number>
}

const nothing = () => {}

export const GraphContext = createContext<GraphActions>({
  ...{ chosenChain: null, chosenRow: null, found: null, foldable: new Set() },
  ...{ chooseChain: nothing, chooseRow: nothing, openPort: nothing, foldPort: nothing, goToFolded: nothing, showPart: nothing },
  ...{ walk: () => false, openInTable: nothing, reveal: nothing },
})
