import { chainKey, type IndexedChain, type KernelIndex } from '../../../state/kernel-index.ts'
import { seeRule } from '../../../state/kernel-rule.ts'
import { portRows } from '../../../state/port-facts.ts'
import type { WayFamily, WayRows } from '../../../state/way.ts'

/** Which rows count what the lines of the map carry. */

/** Lines of the map that have a counter. `in` and `out` are the port's chains to the VM and from it. */
export const LINES = [
  'bridge-hook',
  'hook-top',
  'top-local',
  'local-forward',
  'forward-sg',
  'sg-in',
  'sg-out',
  'in-accept',
  'out-accept',
  'in-drop',
  'out-drop',
  'out-source',
  'accept-device',
  'input',
  'output',
] as const
export type MapLine = (typeof LINES)[number]

interface LineRows {
  /** Rows that count this port's packets there. */
  readonly own: readonly number[]
  /** Rows that count the packets of every port there; null where only this one's come by. */
  readonly all: readonly number[] | null
}

export interface MapRows {
  readonly lines: Readonly<Record<MapLine, LineRows>>
  readonly local: IndexedChain | null
  readonly source: IndexedChain | null
  readonly input: { readonly hook: IndexedChain | null; readonly chain: IndexedChain | null }
  readonly output: { readonly hook: IndexedChain | null; readonly chain: IndexedChain | null }
  readonly others: OtherPorts
}

export interface OtherPorts {
  readonly count: number
  /** Rows that hand packets to their chains. */
  readonly rows: readonly number[]
}

export function mapRows(index: KernelIndex, way: WayRows, family: WayFamily, portId: string): MapRows {
  const chains = index.chains.filter((chain) => chain.family === family && chain.table === 'filter')
  const byRole = (role: IndexedChain['role']): IndexedChain | null => chains.find((chain) => chain.role === role) ?? null
  const hook = (name: string): IndexedChain | null => index.chainByName.get(chainKey(family, 'filter', name)) ?? null
  const jumps = (from: IndexedChain | null, to: IndexedChain | null): readonly number[] =>
    to === null ? [] : (from?.rows.filter((row) => seeRule(index.rows[row]?.text ?? '').jump === to.name) ?? [])
  const [local, input, output] = [byRole('local'), byRole('input'), byRole('output')]
  const source = chains.find((chain) => chain.role === 'port-source' && chain.portId === portId) ?? null
  const { to, from } = way.lanes
  const device = [...to.device, ...from.device]
  const only = (own: readonly number[]): LineRows => ({ own, all: null })
  return {
    ...{ local, source },
    input: { hook: hook('INPUT'), chain: input },
    output: { hook: hook('OUTPUT'), chain: output },
    lines: {
      'bridge-hook': { own: device, all: way.toForward },
      'hook-top': { own: device, all: way.toTop },
      'top-local': { own: device, all: jumps(way.top, local) },
      'local-forward': { own: device, all: way.toForward },
      'forward-sg': only(device),
      'sg-in': only(to.entry),
      'sg-out': only(from.entry),
      'in-accept': only(to.passed),
      'out-accept': only(from.passed),
      'in-drop': only(to.dropped),
      'out-drop': only(from.dropped),
      'out-source': only(jumps(from.chain, source)),
      'accept-device': { own: [...to.passed, ...from.passed], all: way.accept },
      input: only(jumps(hook('INPUT'), input)),
      output: only(jumps(hook('OUTPUT'), output)),
    },
    others: otherPorts(index, family, portId),
  }
}

function otherPorts(index: KernelIndex, family: WayFamily, portId: string): OtherPorts {
  const rows: number[] = []
  let count = 0
  for (const [id, own] of portRows(index)) {
    if (id === portId) continue
    count += 1
    for (const row of [...own.in, ...own.out]) if (index.rows[row]?.family === family) rows.push(row)
  }
  return { count, rows }
}

/** A rule of a chain as a cell of the map. */
export interface RuleCell {
  readonly row: number
  readonly number: number
  /** `drop` also for the jump to the fallback, which drops. */
  readonly kind: 'pass' | 'drop' | 'jump' | 'other'
}

export function ruleCells(index: KernelIndex, chain: IndexedChain, fallback: IndexedChain | null): readonly RuleCell[] {
  return chain.rows.map((row, at) => {
    const { verdict, jump } = seeRule(index.rows[row]?.text ?? '')
    const drops = verdict === 'drop' || (jump !== null && jump === fallback?.name)
    const passes = verdict === 'accept' || verdict === 'return'
    return { row, number: at + 1, kind: drops ? 'drop' : passes ? 'pass' : jump === null ? 'other' : 'jump' }
  })
}

/**
 * The cells that have room: all, or those that counted, the first ones and the last. They stay in the order of the rules; `gap` counts
 * the rules that are left out before a cell.
 */
export function shownCells(
  cells: readonly RuleCell[],
  room: number,
  moved: (row: number) => boolean,
): readonly (RuleCell & { readonly gap: number })[] {
  const wanted = new Set<RuleCell>()
  const last = cells.at(-1)
  if (last !== undefined) wanted.add(last)
  for (const some of [cells.filter(({ row }) => moved(row)), cells])
    for (const cell of some) if (wanted.size < room) wanted.add(cell)
  let gap = 0
  return cells.flatMap((cell) => {
    if (!wanted.has(cell)) {
      gap += 1
      return []
    }
    const shown = { ...cell, gap }
    gap = 0
    return [shown]
  })
}
