import { chosenRow } from '../state/chosen.ts'
import { copyText } from '../state/copy.ts'
import { clearBaseline, counters, setBaseline } from '../state/counters.ts'
import { doIn } from '../state/deeds.ts'
import { useKernel } from '../state/kernel.ts'
import { originOf } from '../state/kernel-index.ts'
import { setKernelView, useKernelView } from '../state/kernel-view.ts'
import { say } from '../state/messages.ts'
import { rowText } from '../state/rule-text.ts'
import { openView, selectChain, selectRule, useScreen } from '../state/screen.ts'
import { translateCommand as t } from '../texts/i18n.ts'
import { always, type Choice, inGroup, type RefusalKey } from './command.ts'

const withChains = (): RefusalKey | null =>
  useKernel.getState().index?.chains.some((chain) => chain.policy === null) === true ? null : 'noChains'

function groupRuleOfRow() {
  const { index } = useKernel.getState()
  const row = chosenRow()
  const origin = index === null || row === null ? null : originOf(index, row)
  return origin?.kind === 'group-rule' ? origin : null
}

const chosenChain = (): string | null => useScreen.getState().chain?.name || null

const FAMILY = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

/** Chains of the filter table, those of the family that is looked at first. */
function chainChoices(): readonly Choice[] {
  const looked = useScreen.getState().chain?.family ?? 'ipv4'
  const chains = useKernel.getState().index?.chains.filter(({ table }) => table === 'filter') ?? []
  return [...chains]
    .sort((a, b) => Number(b.family === looked) - Number(a.family === looked))
    .map(({ key, name, family }) => ({
      id: key,
      words: name,
      detail: FAMILY[family],
      run: () => {
        selectChain(name, family)
        openView('chains')
      },
    }))
}

function switchFamily(): void {
  const { chain } = useScreen.getState()
  selectChain(chain?.name ?? '', chain?.family === 'ipv6' ? 'ipv4' : 'ipv6')
  openView('chains')
}

export const chainCommands = inGroup('chains', {
  goToChain: { refusal: withChains, choices: chainChoices },
  family: { refusal: withChains, run: switchFamily },
  openGroupRule: {
    refusal: () => (chosenRow() === null ? 'noKernelRule' : groupRuleOfRow() === null ? 'noGroupRule' : null),
    run: () => {
      const origin = groupRuleOfRow()
      if (origin !== null) selectRule(origin.groupId, origin.ruleId)
    },
  },
  copyKernelRule: {
    refusal: () => (chosenRow() === null ? 'noKernelRule' : null),
    run: () => copyText(rowText(chosenRow() ?? -1) ?? ''),
  },
  copyChainName: {
    refusal: () => (chosenChain() === null ? 'noChain' : null),
    run: () => copyText(chosenChain() ?? ''),
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
