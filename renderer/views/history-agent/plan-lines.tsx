import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TurnLines } from '#shared/contract/agent'
import type { TapwallError } from '#shared/errors'
import { linesOfTurn } from '../../api.ts'
import { RowGrid } from '../../parts/row-grid.tsx'
import { lineOf } from '../../texts/error-words.ts'

type How = TurnLines['chains'][number]['how']

type Item = { readonly key: string } & (
  | { readonly kind: 'place'; readonly where: string; readonly name: string; readonly how: How; readonly isSet: boolean }
  | { readonly kind: 'goes' | 'comes'; readonly at: number | null; readonly text: string }
  | { readonly kind: 'more'; readonly count: number }
)

const SIGNS = { goes: '−', comes: '+' } as const

function itemsOf({ chains, sets, left }: TurnLines): readonly Item[] {
  const items: Item[] = []
  for (const { name, how, joins, leaves } of sets) {
    items.push({ key: `set ${name}`, kind: 'place', where: 'ipset', name, how, isSet: true })
    for (const text of leaves) items.push({ key: `set ${name} - ${text}`, kind: 'goes', at: null, text })
    for (const text of joins) items.push({ key: `set ${name} + ${text}`, kind: 'comes', at: null, text })
  }
  for (const { family, table, name, how, lines } of chains) {
    const key = `${family} ${table} ${name}`
    items.push({ key, kind: 'place', where: `${family === 'ipv4' ? 'iptables' : 'ip6tables'} ${table}`, name, how, isSet: false })
    for (const [n, { kind, at, text }] of lines.entries()) items.push({ key: `${key} ${n}`, kind, at, text })
  }
  if (left > 0) items.push({ key: 'more', kind: 'more', count: left })
  return items
}

/** The plan of one turn, asked for when the turn is looked at. */
export function PlanLines({ id }: { readonly id: number }) {
  const { t } = useTranslation('agent')
  const { t: te } = useTranslation('errors')
  const [answer, setAnswer] = useState<{ lines: TurnLines } | { error: TapwallError } | null>(null)
  const [current, setCurrent] = useState<string | null>(null)
  useEffect(() => {
    let isLeft = false
    void linesOfTurn(id).then((told) => {
      if (!isLeft) setAnswer(told.ok ? { lines: told.value } : { error: told.error })
    })
    return () => {
      isLeft = true
    }
  }, [id])
  const items = useMemo(() => (answer !== null && 'lines' in answer ? itemsOf(answer.lines) : []), [answer])
  if (answer === null) return <p className="pane-foot">{t('plan.reading')}</p>
  if ('error' in answer) return <p className="pane-foot">{lineOf(te, answer.error)}</p>
  if (items.length === 0) return <p className="pane-foot">{t('plan.nothing')}</p>
  return (
    <RowGrid
      label={t('plan.lines')}
      className="agent-plan"
      items={items}
      current={current}
      onCurrent={({ key }) => setCurrent(key)}
      classOf={(item) => `agent-plan-${item.kind}${item.key === current ? ' r-sel' : ''}`}
    >
      {(item) => <PlanRow item={item} />}
    </RowGrid>
  )
}

function PlanRow({ item }: { readonly item: Item }) {
  const { t } = useTranslation('agent')
  switch (item.kind) {
    case 'place':
      return (
        <th scope="rowgroup" className="agent-plan-wide">
          <span className="lab" lang="en">
            {item.where}
          </span>{' '}
          <b className="m">{item.name}</b>{' '}
          {item.how === 'changed' ? null : <span className="t2">{t(`plan.${item.isSet ? 'set' : 'chain'}_${item.how}`)}</span>}
        </th>
      )
    case 'more':
      return <td className="agent-plan-wide t3">{t('plan.left', { count: item.count })}</td>
    default:
      return (
        <>
          <td className="n t3">{item.at}</td>
          <td className="agent-plan-sign">
            <span aria-hidden="true">{SIGNS[item.kind]}</span>
            <span className="sr">{t(`plan.${item.kind}`)}</span>
          </td>
          <td className="m agent-plan-text" lang="en">
            {item.text}
          </td>
        </>
      )
  }
}
