import { tapName } from '#shared/ruleset/naming'
import type { IndexedChain, KernelIndex } from './kernel-index.ts'
import { seeRule } from './kernel-rule.ts'

/**
 * The way of one port's packets through the chains, from counters alone. The shared chains count the packets of every port; only
 * the rules that ask for the port's device, and those of its own chains, tell of this one. What is lit is read from these.
 */

export type WayDirection = 'to' | 'from'
export type WayFamily = IndexedChain['family']

/** Rows that tell of one direction. Each list is of counters that do not count the same packet twice. */
export interface WayLane {
  readonly chain: IndexedChain
  /** Picked out by the device in the chain below FORWARD. */
  readonly device: readonly number[]
  /** Handed to the port's chain by sg-chain. */
  readonly entry: readonly number[]
  /** Let go by the port's chain: sg-chain accepts them next. */
  readonly passed: readonly number[]
  /** Dropped by the port's chains, or handed by them to the fallback, which is shared and cannot tell whose they were. */
  readonly dropped: readonly number[]
}

export interface WayRows {
  readonly hook: IndexedChain | null
  readonly top: IndexedChain | null
  readonly forward: IndexedChain | null
  readonly sg: IndexedChain | null
  readonly fallback: IndexedChain | null
  /** The jump from the hook to `top` and to `forward`: packets of all ports. */
  readonly toTop: readonly number[]
  readonly toForward: readonly number[]
  /** What ends the way in sg-chain: packets of all ports. */
  readonly accept: readonly number[]
  readonly lanes: Readonly<Record<WayDirection, WayLane>>
}

const TABLE = 'filter'

/** Null when the kernel has no chains for this port. `device`: what its rules name; nova's name for it where nothing is said. */
export function wayRows(index: KernelIndex, portId: string, family: WayFamily, device = tapName(portId)): WayRows | null {
  const chains = index.chains.filter((chain) => chain.family === family && chain.table === TABLE)
  const one = (role: IndexedChain['role'], port: string | null = null): IndexedChain | null =>
    chains.find((chain) => chain.role === role && chain.portId === port) ?? null
  const towards = one('port-in', portId)
  const outOf = one('port-out', portId)
  if (towards === null || outOf === null) return null
  const hook = chains.find((chain) => chain.role === 'hook' && chain.name === 'FORWARD') ?? null
  const [top, forward, sg, fallback] = [one('filter-top'), one('forward'), one('sg-chain'), one('sg-fallback')]
  const rule = (row: number) => seeRule(index.rows[row]?.text ?? '')
  const jumps = (from: IndexedChain | null, to: IndexedChain | null): number[] =>
    to === null ? [] : (from?.rows.filter((row) => rule(row).jump === to.name) ?? [])
  const ends = (chain: IndexedChain, ...verdicts: string[]) => chain.rows.filter((row) => verdicts.includes(rule(row).verdict))
  const lane = (chain: IndexedChain, side: 'in' | 'out', checks: readonly IndexedChain[]): WayLane => ({
    chain,
    device: (forward?.rows ?? []).filter((row) => rule(row).matches.some((m) => m.kind === 'physdev' && m[side] === device)),
    entry: jumps(sg, chain),
    passed: ends(chain, 'return', 'accept'),
    dropped: [chain, ...checks].flatMap((own) => [...ends(own, 'drop'), ...jumps(own, fallback)]),
  })
  return {
    ...{ hook, top, forward, sg, fallback },
    toTop: jumps(hook, top),
    toForward: jumps(hook, forward),
    accept: sg === null ? [] : ends(sg, 'accept'),
    lanes: {
      to: lane(towards, 'out', []),
      from: lane(
        outOf,
        'in',
        chains.filter((chain) => chain.role === 'port-source' && chain.portId === portId),
      ),
    },
  }
}

export interface LaneCounts {
  readonly device: number
  readonly entry: number
  readonly passed: number
  readonly dropped: number
  /** Number of the only rule of the chain that counted; null when none or several did. */
  readonly onlyRule: number | null
}

/** Packets since the baseline. `forward` and `accepted` are of all ports, the lanes of the one alone. */
export interface WayCounts {
  readonly top: number
  readonly forward: number
  readonly accepted: number
  readonly to: LaneCounts
  readonly from: LaneCounts
}

const stillLane: LaneCounts = { device: 0, entry: 0, passed: 0, dropped: 0, onlyRule: null }
export const stillCounts: WayCounts = { top: 0, forward: 0, accepted: 0, to: stillLane, from: stillLane }

/** `delta`: packets of a row since the baseline. */
export function wayCounts(rows: WayRows, delta: (row: number) => number): WayCounts {
  const sum = (some: readonly number[]) => some.reduce((all, row) => all + delta(row), 0)
  const lane = ({ chain, device, entry, passed, dropped }: WayLane): LaneCounts => {
    const moved = chain.rows.flatMap((row, at) => (delta(row) > 0 ? [at + 1] : []))
    return {
      ...{ device: sum(device), entry: sum(entry), passed: sum(passed), dropped: sum(dropped) },
      onlyRule: moved.length === 1 ? (moved[0] ?? null) : null,
    }
  }
  return {
    ...{ top: sum(rows.toTop), forward: sum(rows.toForward), accepted: sum(rows.accept) },
    to: lane(rows.lanes.to),
    from: lane(rows.lanes.from),
  }
}

const sameLane = (a: LaneCounts, b: LaneCounts): boolean =>
  a.device === b.device && a.entry === b.entry && a.passed === b.passed && a.dropped === b.dropped && a.onlyRule === b.onlyRule

export const sameCounts = (a: WayCounts, b: WayCounts): boolean =>
  a.top === b.top && a.forward === b.forward && a.accepted === b.accepted && sameLane(a.to, b.to) && sameLane(a.from, b.from)

export const moved = ({ to, from }: WayCounts): boolean =>
  [to, from].some((lane) => lane.device > 0 || lane.entry > 0 || lane.passed > 0 || lane.dropped > 0)
