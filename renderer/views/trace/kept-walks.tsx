import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { WalkSummary } from '#shared/contract/walk'
import { commandItem } from '../../commands/menu-items.ts'
import { DataTable, gridColumns, hiddenHead } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { forget, showPacket, useTrace } from '../../state/trace.ts'
import { formOf } from '../../state/trace-form.ts'
import { changeTraceForm, useTraceKept } from '../../state/trace-kept.ts'
import { clockTime } from '../../texts/format.ts'
import { translateTrace } from '../../texts/i18n.ts'
import { verdictSaid } from './act-words.ts'
import type { FormModel } from './use-trace-view.ts'
import { type Names, walkLabel, walkWords } from './walk-words.ts'

const column = gridColumns<WalkSummary>()
const columnsOf = (names: Names, label: string) =>
  column.columns([
    column.display({
      id: 'words',
      header: hiddenHead(label),
      cell: ({ row }) => (
        <span title={titleOf(row.original, names)}>{walkWords(translateTrace, row.original.question, names)}</span>
      ),
      meta: { className: 'flush' },
    }),
    column.display({ id: 'verdict', header: hiddenHead(''), cell: ({ row }) => <WalkVerdict walk={row.original} /> }),
  ])

/** Names say whom it went to; the address by which they were reached is told to who points at it. */
const titleOf = ({ question, at }: WalkSummary, names: Names): string =>
  [walkWords(translateTrace, question, names), question.to, clockTime(at)].join(translateTrace('comma'))

function WalkVerdict({ walk }: { readonly walk: WalkSummary }) {
  const { t } = useTranslation('trace')
  const { verdict, words } = verdictSaid(walk.verdict, t('unsureMatch'))
  return <Verdict verdict={verdict}>{words}</Verdict>
}

/** What was asked before, newest first. Choosing one shows it, and puts its packet into the form. */
export function KeptWalks({ nodes, known }: Pick<FormModel, 'nodes' | 'known'>) {
  const { t } = useTranslation('trace')
  const told = useTrace((store) => store.told)
  const walk = useTrace((store) => store.walk)
  const label = t('before')
  const names = useMemo(
    (): Names => ({ nodes, owner: (address) => known.find((one) => one.address === address)?.name || null }),
    [nodes, known],
  )
  const columns = useMemo(() => columnsOf(names, label), [names, label])
  const choose = (key: string) => {
    const chosen = told?.walks.find(({ id }) => `${id}` === key)
    if (chosen === undefined || chosen.id === useTrace.getState().walk) return
    changeTraceForm({ ...formOf(chosen.question, useTraceKept.getState().form), against: chosen.against })
    void showPacket(chosen.id, 1)
  }
  const walks = told?.walks ?? []
  return (
    <div className="kept-walks">
      <SectionBar title={label} />
      {walks.length === 0 ? (
        <p className="pane-foot">{t('beforeNone')}</p>
      ) : (
        <DataTable
          label={label}
          gridClass="kept-grid"
          dense
          columns={columns}
          data={walks}
          rowKey={({ id }) => `${id}`}
          rowLabel={(each) => walkLabel(t, each, names)}
          selected={walk === null ? null : `${walk}`}
          onSelect={choose}
          onDelete={(key) => void forget(Number(key))}
          menu={(each) => ({
            label: walkWords(t, each.question, names),
            parts: () => [
              [commandItem('saveWalk'), commandItem('forgetWalk', { key: 'delete' })],
              [commandItem('packetOfPacket'), commandItem('editedAndApplied')],
            ],
          })}
        />
      )}
      {told !== null && told.more > 0 ? <p className="pane-foot">{t('more', { count: told.more })}</p> : null}
    </div>
  )
}
