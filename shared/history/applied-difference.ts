import type { Dump } from '../netfilter/dump.ts'
import { afterPlan } from '../sync/after-plan.ts'
import type { Plan } from '../sync/plan.ts'
import { type KernelDifference, kernelDifference } from './difference.ts'
import { ourPart } from './our-part.ts'

/** What the steps of a plan do to our lines of a whole dump. Chains and sets that no step touches are not looked at. */
export function appliedDifference(dump: Dump, plan: Plan): KernelDifference {
  const after = afterPlan(dump, plan)
  return kernelDifference(plan.host, ourPart(without(dump, after)), ourPart(without(after, dump)))
}

/** Chains and sets that are not the same objects in the other, which is how `afterPlan` leaves those that stay as they are. */
function without({ tables, sets }: Dump, other: Dump): Dump {
  const same = new Set<unknown>([...other.tables.flatMap(({ chains }) => chains), ...other.sets])
  return {
    tables: tables.map((table) => ({ ...table, chains: table.chains.filter((chain) => !same.has(chain)) })),
    sets: sets.filter((set) => !same.has(set)),
  }
}
