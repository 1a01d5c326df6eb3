import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { CounterCell, DeltaCell } from '../../parts/counter-cell.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { useCounterSum } from '../../state/counters.ts'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { shortChain } from '../../state/kernel-words.ts'
import type { ChainFlow } from './chain-flow.ts'
import { RateCell } from './rate-cell.tsx'

/** Callers that are named; a chain that every port jumps to would name hundreds. */
const NAMED = 2

/** The row under the rules: what came in, and whether the rules that end the way count the same. */
export function ChainFoot({ index, flow }: { readonly index: KernelIndex; readonly flow: ChainFlow }) {
  const { t } = useTranslation('chains')
  const sum = useCounterSum(flow.callers)
  if (flow.callers.length === 0) return null
  const named = flow.callers.slice(0, NAMED).map((row) => {
    const { chain = '', rule = 0 } = index.rows[row] ?? {}
    return t('caller', { chain: shortChain(chain), number: rule ?? 0 })
  })
  const more = flow.callers.length - named.length
  const callers = [...named, ...(more > 0 ? [t('moreCallers', { count: more })] : [])].join('; ')
  const words = t('enteredFrom', { callers })
  return (
    <tr className="r chain-foot" data-testid="entered">
      <td />
      <td className="chain-from" title={words}>
        {words}
      </td>
      <td className="n">
        <CounterCell value={sum.packets} />
      </td>
      <td className="n chain-bytes">
        <CounterCell value={sum.bytes} />
      </td>
      <td className="n">
        <DeltaCell value={sum.delta} />
      </td>
      <td className="n chain-rate">
        <RateCell value={sum.perSecond} />
      </td>
      <td className="m t2">
        <Balance flow={flow} />
      </td>
    </tr>
  )
}

/** `4 = 3 + 1` with a tick, when it can be checked. */
function Balance({ flow }: { readonly flow: ChainFlow }) {
  const { t } = useTranslation('chains')
  if (flow.entered === 0 || flow.balanced === null) return null
  const right = flow.leaving.map((one) => one.packets).join(' + ') || '0'
  return (
    <span title={t(flow.balanced ? 'balanceRight' : 'balanceWrong')}>
      {`${flow.entered} ${flow.balanced ? '=' : '≠'} ${right}`}
      {flow.balanced ? (
        <Check size={13} className="chain-tick" aria-label={t('balanceRight')} />
      ) : (
        <VerdictGlyph verdict="caution" size={11} />
      )}
    </span>
  )
}
