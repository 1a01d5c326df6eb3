import { useEffect, useState } from 'react'
import { checkSteps } from '#shared/checks/before-apply'
import type { Check } from '#shared/checks/check'
import type { HostReview } from '#shared/contract/review'
import { afterPlanSteps } from '#shared/sync/after-plan'
import { trafficSteps } from '#shared/traffic/difference'
import type { TrafficDifference } from '#shared/traffic/flow'
import { inSlices } from '../../state/slices.ts'

export interface Traffic {
  readonly difference: TrafficDifference
  readonly checks: readonly Check[]
}

export type TrafficState =
  | { readonly is: 'working'; readonly done: number; readonly of: number }
  | ({ readonly is: 'done' } & Traffic)

const known = new WeakMap<HostReview, Traffic>()

function* trafficOf({ dump, plan, connections }: HostReview): Generator<Progress, Traffic> {
  const after = yield* silently(afterPlanSteps(dump, plan))
  const difference = yield* trafficSteps(dump, after)
  const checks = yield* silently(checkSteps({ before: dump, after, connections }))
  return { difference, checks }
}

interface Progress {
  readonly done: number
  readonly of: number
}

/** Work whose end is near is not counted. */
function* silently<T>(steps: Generator<void, T>): Generator<Progress, T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    yield { done: 0, of: 0 }
  }
}

/**
 * What the plan of a host means for packets. It is worked out in small parts between the page's own work, port by port, and forgotten
 * with the plan; one that is looked at no more is not finished.
 */
export function useTraffic(host: HostReview | null): TrafficState {
  const [state, setState] = useState<{ readonly host: HostReview; readonly traffic: TrafficState } | null>(null)
  useEffect(() => {
    if (host === null || known.has(host)) return
    return inSlices(trafficOf(host), {
      onProgress: (progress) => setState({ host, traffic: { is: 'working', ...progress } }),
      onDone: (traffic) => {
        known.set(host, traffic)
        setState({ host, traffic: { is: 'done', ...traffic } })
      },
    })
  }, [host])
  const done = host === null ? undefined : known.get(host)
  if (done !== undefined) return { is: 'done', ...done }
  return state !== null && state.host === host ? state.traffic : { is: 'working', done: 0, of: 0 }
}
