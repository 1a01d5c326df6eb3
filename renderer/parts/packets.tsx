import { useTranslation } from 'react-i18next'
import { useCounterHistory, useCounterSum } from '../state/counters.ts'
import { CounterCell } from './counter-cell.tsx'
import { Sparkline } from './sparkline.tsx'

/** Live cells: each hears only of its own rows, so a reading draws the cells that moved and nothing else. */
interface RowsProps {
  /** Kernel rows that are summed; stable between renders. */
  readonly rows: readonly number[]
}

export function PacketsOf({ rows }: RowsProps) {
  return <CounterCell value={useCounterSum(rows).packets} />
}

export function BytesOf({ rows }: RowsProps) {
  return <CounterCell value={useCounterSum(rows).bytes} />
}

export function HistoryOf({ rows }: RowsProps) {
  const { t } = useTranslation('groups')
  const values = useCounterHistory(rows, 60)
  return <Sparkline values={values} label={t('table.history60', { count: values.reduce((sum, value) => sum + value, 0) })} />
}
