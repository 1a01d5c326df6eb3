import { useEffect, useEffectEvent, useState } from 'react'
import type { HostReview, Review } from '#shared/contract/review'
import type { Project } from '#shared/project/schema'
import { type Causes, causesOf } from '#shared/review/causes'
import { type KernelChange, kernelChange, kernelChangeSteps } from '#shared/review/kernel-change'
import { type ProjectChange, projectChanges } from '#shared/review/project-changes'
import { nothingApplied } from '../../state/changes.ts'
import { useKernel } from '../../state/kernel.ts'
import { useProject } from '../../state/project.ts'
import { readReview, shownHost, useReview } from '../../state/review.ts'
import { targetState, useSession } from '../../state/session.ts'
import { inSlices } from '../../state/slices.ts'

/** What a change does to the kernels of all hosts. */
export interface Effect {
  readonly comes: number
  readonly goes: number
  readonly sets: number
}

export interface ReviewedProject {
  readonly before: Project
  readonly after: Project
  readonly changes: readonly ProjectChange[]
  readonly causes: Causes
}

/** What is worked out of a review, once. */
interface Judged {
  readonly layers: ReviewedProject
  readonly effects: ReadonlyMap<string, Effect>
}

const kernels = new WeakMap<HostReview, KernelChange>()
const judged = new WeakMap<Review, Judged>()

/** Of a review that is shown, which is worked out by then. */
export function kernelOf(host: HostReview): KernelChange {
  const done = kernels.get(host) ?? kernelChange(host)
  kernels.set(host, done)
  return done
}

/** Null while it is being worked out. */
export const knownKernelOf = (host: HostReview): KernelChange | null => kernels.get(host) ?? null

/** The plan is asked for anew whenever the project, the kernel or the trial is another. */
export function useReviewReading(): void {
  const revision = useProject((store) => store.told?.revision ?? null)
  const applied = useProject((store) => store.told?.applied?.at ?? null)
  const state = useSession((store) => targetState(store.session))
  const applying = useSession((store) => store.session?.applying != null)
  const trial = useSession((store) => store.session?.trial?.at ?? null)
  const connection = useSession((store) => store.connection)
  const version = useKernel((store) => store.index?.rules.version ?? null)
  const read = useEffectEvent(() => {
    // An apply under way changes what is planned step by step; its end asks anew.
    if (connection === 'connected' && state === 'running' && !applying) void readReview()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these makes another plan
  useEffect(() => read(), [revision, applied, state, applying, trial, connection, version])
}

/** What the latest review does that is worked out, in small parts; the one before stays in sight meanwhile. Null: the first one is not. */
export function useReviewView() {
  const { review, project, host: asked } = useReview()
  const [ready, setReady] = useState<Review | null>(null)
  useEffect(() => {
    if (review === null || project === null || judged.has(review)) return
    return inSlices(judgedSteps(review, project), {
      onDone: (value) => {
        judged.set(review, value)
        setReady(review)
      },
    })
  }, [review, project])
  const shown = review !== null && judged.has(review) ? review : ready
  const done = shown === null ? undefined : judged.get(shown)
  const host = shownHost({ review: shown, host: asked })
  if (shown === null || host === null || done === undefined) return null
  return { review: shown, host, ...done, kernel: kernelOf(host) }
}

function* judgedSteps(review: Review, project: Project): Generator<void, Judged> {
  for (const host of review.hosts) {
    yield
    if (!kernels.has(host)) kernels.set(host, yield* kernelChangeSteps(host))
  }
  const layers = reviewed(review, project)
  yield
  return { layers, effects: yield* effectsOf(review, layers.causes) }
}

function reviewed(review: Review, after: Project): ReviewedProject {
  const before = review.from?.project ?? nothingApplied(after)
  const changes = projectChanges(before, after)
  return { before, after, changes, causes: causesOf(changes, before, after) }
}

/** Lines and sets of all hosts by the changes that they can come from. */
function* effectsOf(review: Review, causes: Causes): Generator<void, ReadonlyMap<string, Effect>> {
  const effects = new Map<string, { comes: number; goes: number; sets: number }>()
  const count = (keys: readonly string[], what: keyof Effect) => {
    for (const key of keys) {
      const effect = effects.get(key) ?? { comes: 0, goes: 0, sets: 0 }
      effects.set(key, effect)
      effect[what] += 1
    }
  }
  for (const host of review.hosts) {
    const { chains, sets } = kernelOf(host)
    for (const { lines } of chains) {
      yield
      for (const { kind, mark } of lines)
        if (kind !== 'stays' && mark !== null) count(causes.ofLine(host.origins[mark], host.host), kind)
    }
    for (const { name } of sets) count(causes.ofSet(name, host.host), 'sets')
  }
  return effects
}
