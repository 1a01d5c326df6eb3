import { useDetail } from '../state/applied-detail.ts'
import { useApplyHistory } from '../state/apply-history.ts'
import { useBaselineTime } from '../state/counters.ts'
import { useHistoryTurns } from '../state/history-turns.ts'
import { useHostDraft } from '../state/host-draft.ts'
import { useKernel } from '../state/kernel.ts'
import { useMachine } from '../state/machine.ts'
import { usePing } from '../state/ping.ts'
import { useProject } from '../state/project.ts'
import { useRecentFiles } from '../state/recent-files.ts'
import { useReview } from '../state/review.ts'
import { useScreen } from '../state/screen.ts'
import { useSession } from '../state/session.ts'
import { useToldCautions } from '../state/told-cautions.ts'
import { useTrace } from '../state/trace.ts'
import { useUnderWay } from '../state/under-way.ts'
import type { CommandId, RefusalKey } from './command.ts'
import { commands } from './registry.ts'

/** Draws again when any of the stores that commands look at changes, and answers with what they look at. */
export function useStores(): readonly unknown[] {
  return [
    useProject(),
    useHistoryTurns(),
    useSession(),
    useUnderWay(),
    useKernel(),
    usePing((ping) => ping.run?.state),
    useScreen(),
    useRecentFiles(),
    useBaselineTime(),
    useToldCautions(),
    useHostDraft(),
    useMachine((store) => store.machine),
    useReview((state) => state.review),
    useApplyHistory(),
    useDetail(),
    // Not which step is looked at: going from step to step would draw every button anew.
    useTrace((trace) => trace.told),
    useTrace((trace) => trace.walk),
    useTrace((trace) => trace.shown),
    useTrace((trace) => trace.rows),
    useTrace((trace) => trace.sides),
    useTrace((trace) => trace.sending),
  ]
}

/** Why a command may not run now. */
export function useRefusal(id: CommandId): RefusalKey | null {
  useStores()
  return commands[id].refusal()
}
