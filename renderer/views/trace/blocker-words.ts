import type { TFunction } from 'i18next'
import type { WalkBlocker } from '#shared/contract/walk'
import { blockerOf } from '#shared/explain/blocker'
import type { Project } from '#shared/project/schema'
import { useKernel } from '../../state/kernel.ts'
import type { SeenOrigin } from '../../state/kernel-origin.ts'
import { shortChain } from '../../state/kernel-words.ts'
import { isStep, rowOfStep, type StepRow, type TraceRow } from '../../state/trace-rows.ts'
import { walkOrigin } from '../../state/walk-origin.ts'
import { blockerSentence } from '../../texts/explain-words.ts'
import { askedWords } from './explain-step.ts'

/** What stands in the packet's way, in one sentence. */
export function blockerWords(
  t: TFunction<'trace'>,
  { code, step }: WalkBlocker,
  rows: readonly TraceRow[],
  project: Project | null,
): string {
  const row = rowOfStep(rows, step)
  const port = portBehind(row, rows, project)?.portName ?? null
  const names = { chain: shortChain(step.chain), host: row?.crossing.title ?? '', port, asked: askedWords(t, step.text) }
  return blockerSentence(blockerOf({ code, step }, names))
}

type OfPort = Extract<SeenOrigin, { portName: string }>

/** The port whose chain refuses: of the rule itself, or of the jump that led to a chain which all ports share. */
export function portBehind(row: StepRow | null, rows: readonly TraceRow[], project: Project | null): OfPort | null {
  if (row === null) return null
  const { index } = useKernel.getState()
  const before = rows.filter(isStep).filter(({ number, pass }) => pass === row.pass && number < row.number)
  const jump = before.findLast(({ step }) => step.match === 'yes' && step.act.do === 'jump' && step.act.chain === row.step.chain)
  for (const each of [row, jump]) {
    const origin = each === undefined ? null : walkOrigin({ mark: each.step.mark, host: each.crossing.title }, index, project)
    if (origin !== null && 'portName' in origin && origin.portName !== '') return origin
  }
  return null
}
