import type { Family } from '#shared/netfilter/rule-spec'
import type { Way } from '../../../parts/chain-graph/places.ts'
import { chainKey, type IndexedChain, type KernelIndex, type OriginState, originOf } from '../../../state/kernel-index.ts'
import { seeRule } from '../../../state/kernel-rule.ts'
import { shortChain, shortWords } from '../../../state/kernel-words.ts'
import { callersOf } from '../chain-flow.ts'
import type { GraphRow } from './graph-row.ts'
import { windowed } from './line-window.ts'

/** What the graph draws, before it has places: chains with their rows, and jumps from a row to a chain. Counters are looked up by row number. */

export interface GraphNode {
  readonly id: string
  readonly kind: 'hook' | 'shared' | 'port' | 'folded'
  readonly name: string
  readonly policy: string | null
  readonly portId: string | null
  readonly lines: readonly GraphRow[]
  readonly foldedPorts: number
  /** Has a sentence below it: why nothing comes through INPUT. */
  readonly hasNote: boolean
}

/** A jump from a line to a chain. `rows`: those of the line's rules that make it, whose counters are its packets. */
export interface GraphJump extends Way {
  readonly rows: readonly number[]
}

export interface ChainGraph {
  readonly nodes: readonly GraphNode[]
  readonly jumps: readonly GraphJump[]
}

/** The folded chains of all ports that are not looked at. */
export const FOLDED = 'folded ports'

export interface GraphOf {
  readonly family: Family
  readonly table: string
  /** Ports whose chains are drawn; null: of all. */
  readonly open: ReadonlySet<string> | null
  /** What folded ports are called, in their order; a port without a name has that of its chains. */
  readonly names?: ReadonlyMap<string, string>
  /** By chain: a row that has to be drawn, of a chain too long to be drawn whole. */
  readonly windows?: ReadonlyMap<string, number>
}

/** Empty built-in chains of other tables say nothing and are left out. */
export function chainGraph(
  index: KernelIndex,
  { family, table, open, names = new Map(), windows = new Map() }: GraphOf,
): ChainGraph {
  const isDrawn = ({ policy, rows }: IndexedChain) => table === 'filter' || policy === null || rows.length > 0
  const chains = index.chains.filter((c) => c.family === family && c.table === table && isDrawn(c))
  const isFolded = (portId: string | null) => open !== null && portId !== null && !open.has(portId)
  const folded = new Set(chains.filter((c) => isFolded(c.portId)).map((c) => c.name))
  const nodes = chains
    .filter((c) => !folded.has(c.name))
    .map((chain) => chainNode(index, chain, { isFolded, row: windows.get(chain.key) }))
  const foldedChains = chains.filter((c) => folded.has(c.name))
  if (folded.size > 0) nodes.push(foldedNode(index, foldedChains, names, windows.get(FOLDED)))
  const jumps = nodes.flatMap((node) => jumpsOf(index, node, folded, chains))
  return { nodes, jumps: [...jumps, ...foldedJumps(index, foldedChains, folded)] }
}

/** What the folded chains jump to outside of themselves, one way for each target: sg-fallback above all. */
function foldedJumps(index: KernelIndex, chains: readonly IndexedChain[], folded: ReadonlySet<string>): GraphJump[] {
  const rows = new Map<string, number[]>()
  for (const chain of chains)
    for (const row of chain.rows) {
      const { jump } = seeRule(index.rows[row]?.text ?? '')
      const key = jump === null ? null : chainKey(chain.family, chain.table, jump)
      if (jump === null || key === null || folded.has(jump) || !index.chainByName.has(key)) continue
      push(rows, key, row)
    }
  return [...rows].map(([to, own]) => ({ id: `${FOLDED} ${to}`, from: FOLDED, line: 0, to, toLine: null, rows: own }))
}

interface Folding {
  readonly isFolded: (portId: string | null) => boolean
  /** Has to be drawn. */
  readonly row: number | undefined
}

function chainNode(index: KernelIndex, chain: IndexedChain, { isFolded, row: wanted }: Folding): GraphNode {
  const own: GraphRow[] = []
  const others: number[] = []
  const ports = new Set<string>()
  chain.rows.forEach((row, at) => {
    // In the port's own chains every rule is of that port.
    const port = chain.portId !== null ? null : foldedPort(originOf(index, row))
    if (port !== null && isFolded(port)) {
      others.push(row)
      ports.add(port)
    } else own.push(graphRow(index, chain, row, at))
  })
  const fold = others.length === 0 ? [] : [foldedRow(index, others, ports.size)]
  const at = insertAt(own, others)
  return {
    id: chain.key,
    kind: chain.role === 'hook' ? 'hook' : chain.portId === null ? 'shared' : 'port',
    name: chain.name,
    policy: chain.policy,
    portId: chain.portId,
    lines: windowed([...own.slice(0, at), ...fold, ...own.slice(at)], wanted),
    foldedPorts: 0,
    hasNote: chain.role === 'hook' && chain.table === 'filter' && chain.name === 'INPUT' && chain.rows.length > 0,
  }
}

/** The port whose line may be folded: its jump in a shared chain, its zone in raw, its way past nat. What is let through unfiltered is always drawn. */
function foldedPort(origin: OriginState | null): string | null {
  if (origin?.kind === 'port' || origin?.kind === 'zone') return origin.portId
  return origin?.kind === 'accepted-port' && origin.why === 'nat-shortcut' ? origin.portId : null
}

/** All of them do the same, each for its port. */
function foldedRow(index: KernelIndex, rows: readonly number[], count: number): GraphRow {
  const { verdict } = seeRule(index.rows[rows[0] ?? -1]?.text ?? '')
  return { id: 'others', kind: 'ports', rows, number: null, verdict, words: '', afterOthers: false, count, portId: null }
}

/** Behind the last open line that stands before the first folded one's end, so that a closing ACCEPT stays last. */
function insertAt(own: readonly GraphRow[], others: readonly number[]): number {
  const last = others.at(-1) ?? -1
  const after = own.findIndex((line) => (line.rows[0] ?? 0) > last)
  return after === -1 ? own.length : after
}

function graphRow(index: KernelIndex, chain: IndexedChain, row: number, at: number): GraphRow {
  const rule = seeRule(index.rows[row]?.text ?? '')
  const words = [shortWords(rule), rule.otherTarget].filter(Boolean).join(' ')
  return {
    ...{ id: `${row}`, kind: 'rule', rows: [row], number: at + 1, verdict: rule.verdict, count: 1, portId: null },
    words: words === '' && rule.jump !== null ? shortChain(rule.jump) : words,
    afterOthers: chain.rows.length > 1 && chain.role !== 'sg-chain',
  }
}

/** One line for each port, with the packets that were handed to its chains. */
function foldedNode(
  index: KernelIndex,
  chains: readonly IndexedChain[],
  names: ReadonlyMap<string, string>,
  wanted: number | undefined,
): GraphNode {
  const byPort = new Map<string, IndexedChain[]>([...names.keys()].map((portId) => [portId, []]))
  for (const chain of chains) if (chain.portId !== null) push(byPort, chain.portId, chain)
  const lines = [...byPort].flatMap(([portId, own]): GraphRow[] => {
    const [first] = own
    if (first === undefined) return []
    const entered = own.filter(({ role }) => role !== 'port-source').flatMap((chain) => callersOf(index, chain))
    const words = names.get(portId) ?? shortChain(first.name)
    return [
      {
        ...{ id: portId, kind: 'port', rows: entered, number: null, verdict: 'jump', words },
        ...{ afterOthers: false, count: 1, portId },
      },
    ]
  })
  return {
    ...{ id: FOLDED, kind: 'folded', name: '', policy: null, portId: null, hasNote: false },
    ...{ lines: windowed(lines, wanted, 8), foldedPorts: lines.length },
  }
}

function jumpsOf(index: KernelIndex, node: GraphNode, folded: ReadonlySet<string>, chains: readonly IndexedChain[]): GraphJump[] {
  const [first] = chains
  if (!first || node.kind === 'folded') return []
  return node.lines.flatMap((line, at) => {
    const targets = new Map<string, number[]>()
    for (const row of line.rows) {
      const { jump } = seeRule(index.rows[row]?.text ?? '')
      if (jump === null) continue
      const key = chainKey(first.family, first.table, jump)
      if (folded.has(jump)) push(targets, FOLDED, row)
      else if (index.chainByName.has(key)) push(targets, key, row)
    }
    return [...targets].map(([to, rows]) => ({
      ...{ id: `${node.id} ${line.id} ${to}`, from: node.id, line: at, to, toLine: null, rows },
    }))
  })
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
