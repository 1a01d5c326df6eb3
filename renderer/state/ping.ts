import { create } from 'zustand'
import type { PingRequest } from '#shared/contract/states'
import { endPing, runPing } from '../api.ts'
import { baselineAt, counters } from './counters.ts'
import { useKernel } from './kernel.ts'
import { isUnderWay, newRun, nextRun, type PingRun } from './ping-run.ts'
import { useSession } from './session.ts'

interface PingStore {
  /** The test under way or the last one. It lives here and not in the view: leaving the view does not stop a test. */
  readonly run: PingRun | null
}
export const usePing = create<PingStore>()(() => ({ run: null }))

/** Runs a test to its end. A second one waits for no one: it is refused while the first is under way. */
export async function startPing(request: PingRequest): Promise<void> {
  if (isUnderWay(usePing.getState().run)) return
  usePing.setState({ run: newRun(request) })
  await runPing(request, (event) => {
    if (event.kind === 'started') baselineAt(event.baselineAt)
    usePing.setState(({ run }) => ({ run: run === null ? null : nextRun(run, event) }))
    if (event.kind === 'ended') remember()
  })
  // A stream that ends without its last word was stopped at the other side.
  const { run } = usePing.getState()
  if (run !== null && isUnderWay(run)) usePing.setState({ run: { ...run, state: 'stopped', endedAt: Date.now() } })
}

/** The test ends early, with what moved until then. */
export const stopPing = (): void => void endPing()

function remember(): void {
  const { index } = useKernel.getState()
  const reading = counters.lastReading()
  const host = useSession.getState().session?.kernel?.host
  if (index === null || reading === null || host === undefined) return
  usePing.setState(({ run }) => ({ run: run === null ? null : { ...run, seen: { host, index, reading } } }))
}
