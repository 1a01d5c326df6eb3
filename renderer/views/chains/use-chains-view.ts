import { useCallback, useMemo, useState } from 'react'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import type { Project } from '#shared/project/schema'
import { counters, useCounters } from '../../state/counters.ts'
import { useKernel } from '../../state/kernel.ts'
import { chainKey, type IndexedChain, type KernelIndex } from '../../state/kernel-index.ts'
import { tablesOf } from '../../state/kernel-tables.ts'
import { setKernelView, useKernelView } from '../../state/kernel-view.ts'
import { portFacts } from '../../state/port-facts.ts'
import { useProject } from '../../state/project.ts'
import { selectChain, selectKernelRow, selectPort, selectRule, useScreen } from '../../state/screen.ts'
import { targetState, useSession } from '../../state/session.ts'
import { type ChainFlow, chainFlow } from './chain-flow.ts'
import { type FollowedPort, followedPort, portsWithChains, shownChain } from './choose.ts'
import type { Drawing } from './graph/drawing.ts'
import { chainGraph } from './graph/graph-model.ts'
import { useDrawing } from './graph/use-drawing.ts'
import { type RuleLine, ruleLines } from './rule-line.ts'
import type { Applied } from './rule-pane.tsx'

export type Emptiness = 'waiting' | 'off' | 'lost' | 'unread' | 'none'

/** All that the Chains view shows, gathered in one place. */
export function useChainsView() {
  const index = useKernel((kernel) => kernel.index)
  const emptiness = useEmptiness(index)
  const host = useSession((store) => store.session?.kernel?.host ?? '')
  return { index, emptiness, host }
}

/** Why there is nothing to draw; null when there is. */
function useEmptiness(index: KernelIndex | null): Emptiness | null {
  const lab = useSession((store) => targetState(store.session))
  const onMachine = useSession((store) => store.session?.target === 'machine')
  const some = index?.chains.some((chain) => chain.table === 'filter' && chain.policy === null) ?? false
  // Its chains do not end with who reads them.
  if (lab === 'lost') return onMachine ? 'unread' : 'lost'
  if (lab === 'off' || lab === 'failed') return 'off'
  if (lab !== 'running' || index === null) return 'waiting'
  return some ? null : 'none'
}

export interface ChainsModel {
  readonly index: KernelIndex
  readonly host: string
  readonly family: Family
  readonly table: TableName
  /** The picker is there when there is more than one. */
  readonly tables: readonly TableName[]
  readonly ports: readonly FollowedPort[]
  /** Null: the chains of all ports are drawn. */
  readonly follow: string | null
  /** The port that would be followed: the strip draws one port's way also when the graph draws all. */
  readonly followed: string | null
  /** Ports whose chains are drawn besides those of the followed one. */
  readonly foldable: ReadonlySet<string>
  /** What ports are called in the graph. */
  readonly names: ReadonlyMap<string, string>
  /** Null while it is laid out. */
  readonly drawing: Drawing | null
  readonly chain: IndexedChain | null
  readonly lines: readonly RuleLine[]
  readonly line: RuleLine | null
  readonly project: Project | null
  readonly applied: Applied | null
  readonly kernelText: boolean
  readonly hideZero: boolean
  readonly setFamily: (family: Family) => void
  readonly setTable: (table: TableName) => void
  readonly setFollow: (portId: string | null) => void
  readonly openPort: (portId: string) => void
  readonly foldPort: (portId: string) => void
  /** Draws the part of a long chain that has this row. */
  readonly showPart: (key: string, row: number) => void
  readonly chooseChain: (key: string) => void
  readonly chooseRow: (row: number) => void
  readonly openRule: (groupId: string, ruleId: string) => void
}

export function useChainsModel(index: KernelIndex, host: string): ChainsModel {
  const place = useScreen((screen) => screen.chain)
  const kernelRow = useScreen((screen) => screen.kernelRow)
  const portChosen = useScreen((screen) => screen.portId)
  const { allPorts, kernelText, hideZero } = useKernelView()
  const told = useProject((store) => store.told)
  const project = told?.applied?.project ?? told?.project ?? null
  const family = place?.family ?? 'ipv4'
  const tables = useMemo(() => tablesOf(index), [index])
  const wanted = place?.table ?? 'filter'
  const table = tables.includes(wanted) ? wanted : 'filter'
  const ports = useMemo(() => portsWithChains(index, family, project), [index, family, project])
  const firstPort = ports.find((port) => port.portId === portChosen)?.portId ?? ports[0]?.portId ?? null
  const chain = shownChain(index, { family, table, name: place?.name ?? null, portId: firstPort })
  const followed = followedPort(ports, chain, portChosen)
  const follow = allPorts ? null : followed
  const names = useMemo(() => new Map(ports.map(({ portId, name, device }) => [portId, nameInGraph(name, device)])), [ports])
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [windows, setWindows] = useState<ReadonlyMap<string, number>>(new Map())
  const graph = useMemo(() => {
    const open = follow === null ? null : new Set([...opened, follow])
    return chainGraph(index, { family, table, open, names, windows })
  }, [index, family, table, follow, opened, names, windows])
  const drawing = useDrawing(graph, index)
  const foldable = useMemo(() => new Set([...opened].filter((portId) => portId !== follow)), [opened, follow])
  const showPart = useCallback((key: string, row: number) => setWindows((before) => new Map(before).set(key, row)), [])
  const lines = useMemo(() => (chain === null ? [] : ruleLines(index, chain, project)), [index, chain, project])
  const line = lines.find((one) => one.mark !== null && one.mark === kernelRow) ?? lines.find((one) => one.id === kernelRow) ?? null
  const choose = useCallback(
    (row: number) => {
      const at = index.rows[row]
      if (at === undefined) return
      selectChain(at.chain, at.family, at.table)
      const key = chainKey(at.family, at.table, at.chain)
      const node = graph.nodes.find(({ id }) => id === key)
      if (node?.lines.some((line) => line.kind === 'rule' && line.rows[0] === row) !== true) showPart(key, row)
      selectKernelRow(at.mark ?? index.keys[row] ?? null)
    },
    [index, graph, showPart],
  )
  return {
    index,
    host,
    family,
    table,
    tables,
    ports,
    follow,
    followed,
    foldable,
    names,
    drawing,
    chain,
    lines,
    line,
    project,
    applied: told?.applied ?? null,
    kernelText,
    hideZero,
    setFamily: (next) => selectChain(chain?.name ?? '', next, table),
    setTable: (next) => selectChain('', family, next),
    setFollow: (portId) => {
      setKernelView({ allPorts: portId === null })
      if (portId === null) return
      selectPort(portId)
      // In other tables a port has lines, and no chain of its own.
      if (table !== 'filter') return
      const own = index.chains.find(
        (c) => c.portId === portId && c.family === family && c.role === (chain?.portId ? chain.role : 'port-in'),
      )
      if (own) selectChain(own.name, family)
    },
    openPort: (portId) => setOpened((before) => new Set([...before, portId, ...(follow === null ? [] : [follow])])),
    foldPort: (portId) => setOpened((before) => new Set([...before].filter((one) => one !== portId))),
    showPart,
    chooseChain: (key) => {
      const next = index.chainByName.get(key)
      if (next) selectChain(next.name, next.family, next.table)
    },
    chooseRow: choose,
    openRule: selectRule,
  }
}

/** A port without a name is called after its id, and so is its device. */
const nameInGraph = (name: string, device: string): string => (device.includes(name) ? device : `${name} ${device}`)

/** The port that is looked at while there are no chains to follow. */
export function useChosenPort(): string | null {
  const chosen = useScreen((screen) => screen.portId)
  const project = useProject((store) => store.told?.applied?.project ?? store.told?.project ?? null)
  const ports = project === null ? [] : portFacts(project)
  return (ports.find(({ port }) => port.id === chosen) ?? ports[0])?.port.id ?? null
}

const sameFlow = (a: ChainFlow, b: ChainFlow): boolean =>
  a.entered === b.entered &&
  a.atEnd === b.atEnd &&
  a.balanced === b.balanced &&
  a.leaving.length === b.leaving.length &&
  a.callers.length === b.callers.length &&
  a.callers.every((row, at) => row === b.callers[at]) &&
  a.leaving.every((one, at) => one.row === b.leaving[at]?.row && one.packets === b.leaving[at]?.packets)

const delta = (row: number): number => counters.row(row).delta

/** Where the packets since the baseline came from and left, while they do. */
export function useChainFlow(index: KernelIndex, chain: IndexedChain): ChainFlow {
  return useCounters(
    useCallback(() => chainFlow(index, chain, delta), [index, chain]),
    sameFlow,
  )
}

/** Ids of the lines whose counters stand still since the baseline. */
export function useStillLines(lines: readonly RuleLine[]): ReadonlySet<string> {
  return useCounters(
    useCallback(() => new Set(lines.filter((line) => delta(line.row) === 0).map((line) => line.id)), [lines]),
    (a, b) => a.size === b.size && [...a].every((id) => b.has(id)),
  )
}
