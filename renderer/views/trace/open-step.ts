import type { Project } from '#shared/project/schema'
import { useKernel } from '../../state/kernel.ts'
import { openView, selectChain, selectKernelRow, selectRule } from '../../state/screen.ts'
import { useTrace } from '../../state/trace.ts'
import type { StepRow } from '../../state/trace-rows.ts'
import { walkOrigin } from '../../state/walk-origin.ts'

const familyOfShown = () => {
  const { shown, sides } = useTrace.getState()
  return (sides?.edited ?? shown)?.journey.packet.family ?? 'ipv4'
}

/** The rule of the step is the chosen one of Chains, where the kernel that is read has it. */
export function chooseInChains({ step }: Pick<StepRow, 'step'>): void {
  selectChain(step.chain, familyOfShown(), step.table)
  selectKernelRow(step.mark)
}

export function openInChains(row: Pick<StepRow, 'step'>): void {
  chooseInChains(row)
  openView('chains')
}

/** To the group rule that the step's rule was made from; where it was made from none, to the rule in Chains. */
export function openRuleOf(row: StepRow, project: Project | null): void {
  const origin = walkOrigin({ mark: row.step.mark, host: row.crossing.title }, useKernel.getState().index, project)
  if (origin?.kind === 'group-rule' && origin.number !== null) selectRule(origin.groupId, origin.ruleId)
  else openInChains(row)
}
