import { decidedBy } from './decided-by.ts'
import type { PacketState } from './packet.ts'
import { mainWay } from './passes.ts'
import type { Journey, Pass, Step } from './step.ts'

/** A journey in short: where it ended, what connection tracking said of it, and the rule that decided. */
export interface JourneyOutcome {
  /** `mainWay`. */
  readonly way: readonly Pass[]
  readonly last: Pass
  /** At the last bridge that asked rules, else at the last machine that did; null: nobody tracked it, or it is not known. */
  readonly state: PacketState | null
  /** What dropped it, else the last rule by which it was let go on, else what accepted it; null: no rule was asked. */
  readonly by: { readonly place: string; readonly step: Step } | null
}

export function outcomeOf({ first }: Journey): JourneyOutcome {
  const way = mainWay(first)
  return { way, last: way.at(-1) ?? first, state: stateOf(way), by: decidedIn(way) }
}

/** A frame that a bridge shows to rules is what a person asks about; on its way it may be tracked by several machines. */
function stateOf(way: readonly Pass[]): PacketState | null {
  const states = (passes: readonly Pass[]) => passes.flatMap(({ hooks }) => hooks.flatMap(({ state }) => state ?? []))
  return states(way.filter(({ kind }) => kind === 'bridge')).at(-1) ?? states(way).at(-1) ?? null
}

function decidedIn(way: readonly Pass[]): JourneyOutcome['by'] {
  const decided = way.flatMap(({ place, hooks }) => hooks.flatMap(({ steps }) => decidedBy(steps).map((step) => ({ place, step }))))
  const isRefusal = ({ act }: Step): boolean => act.do === 'drop' || act.do === 'reject'
  return (
    decided.findLast(({ step }) => isRefusal(step)) ??
    decided.findLast(({ step }) => step.act.do === 'return') ??
    decided.findLast(({ step }) => step.rule !== null) ??
    null
  )
}
