import { setTimeout as delay } from 'node:timers/promises'
import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { bringBack } from './bring-back.ts'
import { clearHalfWritten, clearJournal, readJournal } from './journal.ts'
import { isAlive } from './process-name.ts'
import { sweepLeftTraces } from './trace-guard.ts'

const PATIENCE_MS = 30_000
const LOOK_MS = 50

/**
 * Ends what a former helper left on trial, and its traces: a guard that lives does it itself and is waited for, otherwise it is done here.
 * True when the former rules were brought back here.
 */
export async function recover(): Promise<Result<boolean, TapwallError>> {
  clearHalfWritten()
  const begun = performance.now()
  for (;;) {
    const traces = await sweepLeftTraces(isAlive)
    if (!traces.ok) return traces
    const journal = readJournal()
    if (journal === 'none' && traces.value === 'done') return ok(false)
    if (journal === 'unreadable')
      return err({ kind: 'bug', detail: 'The journal in /run/tapwall cannot be read. Nothing is written before it is gone.' })
    if (journal !== 'none' && !isAlive(journal.guard)) {
      const back = await bringBack(null, journal.saved)
      if (!back.ok) return back
      clearJournal()
      return ok(true)
    }
    if (performance.now() - begun > PATIENCE_MS)
      return err({ kind: 'busy', doing: 'Another program has rules on trial on this machine.' })
    await delay(LOOK_MS)
  }
}
