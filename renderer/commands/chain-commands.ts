import { chosenRow } from '../state/chosen.ts'
import { clearBaseline, counters, setBaseline } from '../state/counters.ts'
import { doIn } from '../state/deeds.ts'
import { useKernel } from '../state/kernel.ts'
import { originOf } from '../state/kernel-index.ts'
import { setKernelView, useKernelView } from '../state/kernel-view.ts'
import { say } from '../state/messages.ts'
import { selectRule } from '../state/screen.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import { always, inGroup, type RefusalKey } from './command.ts'

const withChains = (): RefusalKey | null =>
  useKernel.getState().index?.chains.some((chain) => chain.policy === null) === true ? null : 'noChains'

function groupRuleOfRow() {
  const { index } = useKernel.getState()
  const row = chosenRow()
  const origin = index === null || row === null ? null : originOf(index, row)
  return origin?.kind === 'group-rule' ? origin : null
}

export const chainCommands = inGroup('chains', {
  openGroupRule: {
    refusal: () => (chosenRow() === null ? 'noKernelRule' : groupRuleOfRow() === null ? 'noGroupRule' : null),
    run: () => {
      const origin = groupRuleOfRow()
      if (origin !== null) selectRule(origin.groupId, origin.ruleId)
    },
  },
  setBaseline: {
    refusal: () => (counters.lastReading() === null ? 'noReading' : null),
    run: () => {
      setBaseline()
      say(() => t('said.baselineSet'))
    },
  },
  clearBaseline: {
    refusal: () => (counters.baselineTime() === null ? 'noBaseline' : null),
    run: () => {
      clearBaseline()
      say(() => t('said.baselineCleared'))
    },
  },
  hideZero: { refusal: always, run: () => setKernelView({ hideZero: !useKernelView.getState().hideZero }) },
  kernelText: { refusal: always, run: () => setKernelView({ kernelText: !useKernelView.getState().kernelText }) },
  allPorts: { refusal: withChains, run: () => setKernelView({ allPorts: !useKernelView.getState().allPorts }) },
  fitGraph: { refusal: withChains, run: () => doIn('chains', 'fitGraph') },
  searchChains: { refusal: withChains, run: () => doIn('chains', 'searchChains') },
})
