import { useCallback, useMemo } from 'react'
import { useWay, type Way } from '../../../parts/way-strip/use-way.ts'
import { counters, useCounters } from '../../../state/counters.ts'
import { useKernel } from '../../../state/kernel.ts'
import type { IndexedChain, KernelIndex } from '../../../state/kernel-index.ts'
import { type PortFacts, portFacts } from '../../../state/port-facts.ts'
import type { WayFamily } from '../../../state/way.ts'
import { LINES, type MapLine, type MapRows, mapRows, type RuleCell, ruleCells } from './map-rows.ts'

/** What a line of the map carried since the baseline. */
export interface LineCount {
  readonly packets: number
  readonly bytes: number
  /** Packets of all ports, where the rule there counts them all and others came by. */
  readonly ofAll: number | null
}
export type LineCounts = Readonly<Record<MapLine, LineCount>>

/** A chain of the port, drawn with its rules. */
export interface PlatformFacts {
  readonly chain: IndexedChain | null
  readonly cells: readonly RuleCell[]
}

export interface MapModel {
  readonly way: Way
  readonly index: KernelIndex | null
  readonly rows: MapRows | null
  readonly lines: LineCounts
  readonly platforms: { readonly in: PlatformFacts; readonly out: PlatformFacts; readonly source: PlatformFacts }
  /** Packets of a rule since the baseline. */
  readonly moved: ReadonlyMap<number, number>
  /** Other VMs' ports on the same host. */
  readonly neighbours: readonly PortFacts[]
  /** Their packets, as far as they have chains. */
  readonly ofNeighbours: number
}

const stillLine: LineCount = { packets: 0, bytes: 0, ofAll: null }
const stillLines = Object.fromEntries(LINES.map((line) => [line, stillLine])) as Record<MapLine, LineCount>
const noMoves: ReadonlyMap<number, number> = new Map()
const noPlatform: PlatformFacts = { chain: null, cells: [] }

export function useMap(portId: string | null, family: WayFamily): MapModel {
  const way = useWay(portId, family)
  const index = useKernel((kernel) => kernel.index)
  const rows = useMemo(
    () => (index === null || way.rows === null || portId === null ? null : mapRows(index, way.rows, family, portId)),
    [index, way.rows, family, portId],
  )
  const platforms = useMemo(() => {
    const platform = (chain: IndexedChain | null): PlatformFacts =>
      index === null || chain === null ? noPlatform : { chain, cells: ruleCells(index, chain, way.rows?.fallback ?? null) }
    return {
      in: platform(way.rows?.lanes.to.chain ?? null),
      out: platform(way.rows?.lanes.from.chain ?? null),
      source: platform(rows?.source ?? null),
    }
  }, [index, way.rows, rows])
  const lines = useCounters(
    useCallback(() => (rows === null ? stillLines : lineCounts(rows)), [rows]),
    (a, b) => LINES.every((line) => sameLine(a[line], b[line])),
  )
  const moved = useCounters(
    useCallback(() => movesOf([platforms.in, platforms.out, platforms.source]), [platforms]),
    (a, b) => a.size === b.size && [...a].every(([row, packets]) => b.get(row) === packets),
  )
  const others = rows?.others.rows
  const ofNeighbours = useCounters(
    useCallback(() => (others ?? []).reduce((sum, row) => sum + counters.row(row).delta, 0), [others]),
  )
  const neighbours = useMemo(() => {
    const host = way.place?.port.hostName ?? null
    if (way.project === null || host === null) return []
    return portFacts(way.project).filter(({ port }) => port.hostName === host && port.id !== portId)
  }, [way.project, way.place, portId])
  return { way, index, rows, lines, platforms, moved, neighbours, ofNeighbours }
}

function lineCounts(rows: MapRows): LineCounts {
  const count = (line: MapLine): LineCount => {
    const { own, all } = rows.lines[line]
    const { delta: packets, deltaBytes: bytes } = counters.sum(own)
    const whole = all === null ? packets : counters.sum(all).delta
    return { packets, bytes, ofAll: whole > packets ? whole : null }
  }
  return Object.fromEntries(LINES.map((line) => [line, count(line)])) as Record<MapLine, LineCount>
}

function movesOf(platforms: readonly PlatformFacts[]): ReadonlyMap<number, number> {
  const moves = platforms.flatMap(({ cells }) =>
    cells.flatMap(({ row }): [number, number][] => {
      const packets = counters.row(row).delta
      return packets > 0 ? [[row, packets]] : []
    }),
  )
  return moves.length === 0 ? noMoves : new Map(moves)
}

const sameLine = (a: LineCount, b: LineCount): boolean => a.packets === b.packets && a.bytes === b.bytes && a.ofAll === b.ofAll
