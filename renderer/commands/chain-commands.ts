import type { TableName } from '#shared/netfilter/rule-spec'
import { chosenRow } from '../state/chosen.ts'
import { copyText } from '../state/copy.ts'
import { clearBaseline, counters, setBaseline } from '../state/counters.ts'
import { doIn } from '../state/deeds.ts'
import { useKernel } from '../state/kernel.ts'
import { originOf } from '../state/kernel-index.ts'
import { tablesOf } from '../state/kernel-tables.ts'
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

const kernelTables = (): readonly TableName[] => {
  const { index } = useKernel.getState()
  return index === null ? [] : tablesOf(index)
}

/** Chains of the tables that have rules, those of the family that is looked at first. */
function chainChoices(): readonly Choice[] {
  const looked = useScreen.getState().chain?.family ?? 'ipv4'
  const tables = kernelTables()
  return (useKernel.getState().index?.chains ?? [])
    .filter(({ table }) => tables.includes(table))
    .sort((a, b) => Number(b.family === looked) - Number(a.family === looked) || tables.indexOf(a.table) - tables.indexOf(b.table))
    .map(({ key, name, family, table }) => ({
      id: key,
      words: name,
      detail: table === 'filter' ? FAMILY[family] : `${FAMILY[family]}, ${table}`,
      run: () => {
        selectChain(name, family, table)
        openView('chains')
      },
    }))
}

function switchFamily(): void {
  const { chain } = useScreen.getState()
  selectChain(chain?.name ?? '', chain?.family === 'ipv6' ? 'ipv4' : 'ipv6', chain?.table)
  openView('chains')
}

function nextTable(): void {
  const { chain } = useScreen.getState()
  const tables = kernelTables()
  const next = tables[(tables.indexOf(chain?.table ?? 'filter') + 1) % tables.length]
  selectChain('', chain?.family ?? 'ipv4', next)
  openView('chains')
}

export const chainCommands = inGroup('chains', {
  goToChain: { refusal: withChains, choices: chainChoices },
  family: { refusal: withChains, run: switchFamily },
  table: { refusal: () => withChains() ?? (kernelTables().length < 2 ? 'oneTable' : null), run: nextTable },
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
  searchChains: { refusal: withChains, run: () => doIn('chains', 'searchChains') },
})
