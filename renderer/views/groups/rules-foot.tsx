import { Info } from 'lucide-react'
import { useMemo } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { SecurityGroup } from '#shared/project/schema'
import { Term } from '../../parts/term/term.tsx'
import { useCounterSum } from '../../state/counters.ts'
import { useKernel } from '../../state/kernel.ts'
import { type KernelIndex, originOf } from '../../state/kernel-index.ts'
import { gapBehind } from '../../texts/sentences.ts'

/** Rows of the group's rules, and of the RELATED,ESTABLISHED rules that stand above them on the same ports. */
function rowsOfGroup(index: KernelIndex | null, group: SecurityGroup): { opened: readonly number[]; followed: readonly number[] } {
  if (index === null) return { opened: [], followed: [] }
  const opened = group.rules.flatMap((rule) => index.rowsByGroupRule.get(rule.id) ?? [])
  const chains = new Set(opened.map((row) => `${index.rows[row]?.family} ${index.rows[row]?.chain}`))
  const followed = index.rows.flatMap((row, at) => {
    const origin = chains.has(`${row.family} ${row.chain}`) ? originOf(index, at) : null
    return origin?.kind === 'base' && origin.what === 'established' ? [at] : []
  })
  return { opened, followed }
}

/** Why a rule says 1 when four packets came: said where the question arises. */
export function RulesFoot({ group }: { readonly group: SecurityGroup }) {
  const { t } = useTranslation('groups')
  const index = useKernel((store) => store.index)
  const rows = useMemo(() => rowsOfGroup(index, group), [index, group])
  const opened = useCounterSum(rows.opened).delta
  const rest = useCounterSum(rows.followed).delta
  const data = [<span key="0" className="m" />]
  return (
    <div className="pane-foot">
      <Info size={14} aria-hidden="true" />
      <span>
        {t('foot.opens')}
        {gapBehind(t('foot.opens'))}
        {opened + rest === 0 ? (
          <Trans t={t} i18nKey="foot.none" components={data} />
        ) : (
          <Trans t={t} i18nKey="foot.share" count={opened + rest} values={{ opened, rest }} components={data} />
        )}{' '}
        <Term id="stateEstablished" />
      </span>
    </div>
  )
}
