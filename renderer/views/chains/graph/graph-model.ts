import type { Family } from '#shared/netfilter/rule-spec'
import { chainKey, type IndexedChain, type KernelIndex, type OriginState, originOf } from '../../../state/kernel-index.ts'
import { type SeenRule, seeRule } from '../../../state/kernel-rule.ts'
import { shortChain, shortWords } from '../../../state/kernel-words.ts'

/** What the graph draws, before it has places: chains with their rows, and jumps from a row to a chain. Counters are looked up by row number. */

export interface GraphRow {
  readonly id: string
  /** Row numbers that are counted here: one, or those of all the ports that are folded into one line. */
  readonly rows: readonly number[]
  /** Rule number; null for a line that stands for several. */
  readonly number: number | null
  readonly verdict: SeenRule['verdict']
  /** Short words; empty for a rule that asks nothing. */
  readonly words: string
  /** A rule that asks nothing takes "everything", or behind others "everything else". */
  readonly afterOthers: boolean
  /** Ports that this line stands for. */
  readonly foldedPorts: number
}

export interface GraphNode {
  readonly id: string
  readonly kind: 'hook' | 'shared' | 'port' | 'folded'
  readonly name: string
  readonly policy: string | null
  readonly portId: string | null
  readonly lines: readonly GraphRow[]
  readonly foldedPorts: number
}

export interface GraphJump {
  readonly id: string
  readonly from: string
  readonly line: number
  readonly to: string
  readonly rows: readonly number[]
}

export interface ChainGraph {
  readonly nodes: readonly GraphNode[]
  readonly jumps: readonly GraphJump[]
}

/** The folded chains of all ports that are not followed. */
export const FOLDED = 'folded ports'

/** `follow` null draws the chains of every port. Empty built-in chains of other tables say nothing and are left out. */
export function chainGraph(index: KernelIndex, family: Family, table: string, follow: string | null): ChainGraph {
  const isDrawn = ({ policy, rows }: IndexedChain) => table === 'filter' || policy === null || rows.length > 0
  const chains = index.chains.filter((c) => c.family === family && c.table === table && isDrawn(c))
  const folded = new Set(chains.filter((c) => follow !== null && c.portId !== null && c.portId !== follow).map((c) => c.name))
  const nodes = chains.filter((c) => !folded.has(c.name)).map((chain) => chainNode(index, chain, follow))
  const ports = new Set(chains.filter((c) => folded.has(c.name)).map((c) => c.portId)).size
  if (folded.size > 0) nodes.push(foldedNode(ports))
  const jumps = nodes.flatMap((node) => jumpsOf(index, node, folded, chains))
  return { nodes, jumps: [...jumps, ...foldedJumps(index, chains, folded)] }
}

/** What the folded chains jump to outside of themselves, one way for each target: sg-fallback above all. */
function foldedJumps(index: KernelIndex, chains: readonly IndexedChain[], folded: ReadonlySet<string>): GraphJump[] {
  const rows = new Map<string, number[]>()
  for (const chain of chains.filter((c) => folded.has(c.name)))
    for (const row of chain.rows) {
      const { jump } = seeRule(index.rows[row]?.text ?? '')
      const key = jump === null ? null : chainKey(chain.family, chain.table, jump)
      if (jump === null || key === null || folded.has(jump) || !index.chainByName.has(key)) continue
      rows.set(key, [...(rows.get(key) ?? []), row])
    }
  return [...rows].map(([to, own]) => ({ id: `${FOLDED} ${to}`, from: FOLDED, line: 0, to, rows: own }))
}

function chainNode(index: KernelIndex, chain: IndexedChain, follow: string | null): GraphNode {
  const own: GraphRow[] = []
  const others: number[] = []
  const ports = new Set<string>()
  chain.rows.forEach((row, at) => {
    const origin = originOf(index, row)
    // In the port's own chains every rule is of that port.
    const port = follow === null || chain.portId !== null ? null : foldedPort(origin)
    if (port !== null && port !== follow) {
      others.push(row)
      ports.add(port)
    } else own.push(graphRow(index, chain, row, at))
  })
  const fold = others.length === 0 ? [] : [foldedRow(index, others, ports.size)]
  const lines = [...own.slice(0, insertAt(own, others)), ...fold, ...own.slice(insertAt(own, others))]
  return {
    id: chain.key,
    kind: chain.role === 'hook' ? 'hook' : chain.portId === null ? 'shared' : 'port',
    name: chain.name,
    policy: chain.policy,
    portId: chain.portId,
    lines,
    foldedPorts: 0,
  }
}

/** The port whose line may be folded: its jump in a shared chain, its zone in raw, its way past nat. What is let through unfiltered is always drawn. */
function foldedPort(origin: OriginState | null): string | null {
  if (origin?.kind === 'port' || origin?.kind === 'zone') return origin.portId
  return origin?.kind === 'accepted-port' && origin.why === 'nat-shortcut' ? origin.portId : null
}

/** All of them do the same, each for its port. */
function foldedRow(index: KernelIndex, rows: readonly number[], foldedPorts: number): GraphRow {
  const { verdict } = seeRule(index.rows[rows[0] ?? -1]?.text ?? '')
  return { id: 'others', rows, number: null, verdict, words: '', afterOthers: false, foldedPorts }
}

/** Behind the last followed line that stands before the first folded one's end, so that a closing ACCEPT stays last. */
function insertAt(own: readonly GraphRow[], others: readonly number[]): number {
  const last = others.at(-1) ?? -1
  const after = own.findIndex((line) => (line.rows[0] ?? 0) > last)
  return after === -1 ? own.length : after
}

function graphRow(index: KernelIndex, chain: IndexedChain, row: number, at: number): GraphRow {
  const rule = seeRule(index.rows[row]?.text ?? '')
  const words = [shortWords(rule), rule.otherTarget].filter(Boolean).join(' ')
  return {
    id: `${row}`,
    rows: [row],
    number: at + 1,
    verdict: rule.verdict,
    words: words === '' && rule.jump !== null ? shortChain(rule.jump) : words,
    afterOthers: chain.rows.length > 1 && chain.role !== 'sg-chain',
    foldedPorts: 0,
  }
}

const foldedNode = (ports: number): GraphNode => ({
  id: FOLDED,
  kind: 'folded',
  name: '',
  policy: null,
  portId: null,
  lines: [],
  foldedPorts: ports,
})

function jumpsOf(index: KernelIndex, node: GraphNode, folded: ReadonlySet<string>, chains: readonly IndexedChain[]): GraphJump[] {
  const [first] = chains
  if (!first) return []
  return node.lines.flatMap((line, at) => {
    const targets = new Set<string>()
    for (const row of line.rows) {
      const { jump } = seeRule(index.rows[row]?.text ?? '')
      if (jump === null) continue
      const key = chainKey(first.family, first.table, jump)
      if (folded.has(jump)) targets.add(FOLDED)
      else if (index.chainByName.has(key)) targets.add(key)
    }
    return [...targets].map((to) => ({ id: `${node.id} ${line.id} ${to}`, from: node.id, line: at, to, rows: line.rows }))
  })
}
