import { useCallback } from 'react'
import type { Family } from '#shared/netfilter/rule-spec'
import { counters, useCounters } from '../../../state/counters.ts'
import { useKernel } from '../../../state/kernel.ts'
import type { KernelIndex } from '../../../state/kernel-index.ts'
import type { PortFacts } from '../../../state/port-facts.ts'
import { wayRows } from '../../../state/way.ts'

/** Packets of one port since the baseline, both families together. */
export interface PortCounts {
  /** On their way to the VM, and from it, before the port's own chains. */
  readonly to: number
  readonly from: number
  /** Of these, let through. */
  readonly arrived: number
  readonly left: number
  readonly dropped: number
}

type Rows = { readonly [K in keyof PortCounts]: readonly number[] }

const KEYS = ['to', 'from', 'arrived', 'left', 'dropped'] as const
const FAMILIES: readonly Family[] = ['ipv4', 'ipv6']
const known = new WeakMap<KernelIndex, Map<string, Rows | null>>()

/** Null where the kernel that is read has no chains for the port. */
function rowsOf(index: KernelIndex, portId: string, device: string): Rows | null {
  const done = known.get(index) ?? new Map<string, Rows | null>()
  known.set(index, done)
  const found = done.get(portId)
  if (found !== undefined) return found
  const ways = FAMILIES.flatMap((family) => wayRows(index, portId, family, device) ?? [])
  const rows =
    ways.length === 0
      ? null
      : {
          to: ways.flatMap(({ lanes }) => lanes.to.device),
          from: ways.flatMap(({ lanes }) => lanes.from.device),
          arrived: ways.flatMap(({ lanes }) => lanes.to.passed),
          left: ways.flatMap(({ lanes }) => lanes.from.passed),
          dropped: ways.flatMap(({ lanes }) => [...lanes.to.dropped, ...lanes.from.dropped]),
        }
  done.set(portId, rows)
  return rows
}

/** Null where nothing is counted. */
export function usePortCounts({ port, device }: PortFacts, running: boolean): PortCounts | null {
  const index = useKernel((kernel) => kernel.index)
  return useCounters(
    useCallback(() => {
      const rows = index === null || !running || counters.baselineTime() === null ? null : rowsOf(index, port.id, device)
      if (rows === null) return null
      const sum = (some: readonly number[]) => some.reduce((all, row) => all + counters.row(row).delta, 0)
      return {
        to: sum(rows.to),
        from: sum(rows.from),
        arrived: sum(rows.arrived),
        left: sum(rows.left),
        dropped: sum(rows.dropped),
      }
    }, [index, port.id, device, running]),
    (a, b) => a === b || (a !== null && b !== null && KEYS.every((key) => a[key] === b[key])),
  )
}
