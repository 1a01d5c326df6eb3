import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabNode } from '#shared/contract/states'
import type { WalkSummary } from '#shared/contract/walk'
import { commandItem } from '../../commands/menu-items.ts'
import { DataTable, gridColumns, hiddenHead } from '../../parts/data-table.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { forget, showPacket, useTrace } from '../../state/trace.ts'
import { formOf } from '../../state/trace-form.ts'
import { changeTraceForm, useTraceKept } from '../../state/trace-kept.ts'
import { translateTrace } from '../../texts/i18n.ts'
import { verdictSaid } from './act-words.ts'
import { walkLabel, walkWords } from './walk-words.ts'

const column = gridColumns<WalkSummary>()
const columnsOf = (nodes: readonly LabNode[], label: string) =>
  column.columns([
    column.display({
      id: 'words',
      header: hiddenHead(label),
      cell: ({ row }) => walkWords(translateTrace, row.original.question, nodes),
      meta: { className: 'flush' },
    }),
    column.display({ id: 'verdict', header: hiddenHead(''), cell: ({ row }) => <WalkVerdict walk={row.original} /> }),
  ])

function WalkVerdict({ walk }: { readonly walk: WalkSummary }) {
  const { t } = useTranslation('trace')
  const { verdict, words } = verdictSaid(walk.verdict, t('unsureMatch'))
  return <Verdict verdict={verdict}>{words}</Verdict>
}

/** What was asked before, newest first. Choosing one shows it, and puts its packet into the form. */
export function KeptWalks({ nodes }: { readonly nodes: readonly LabNode[] }) {
  const { t } = useTranslation('trace')
  const told = useTrace((store) => store.told)
  const walk = useTrace((store) => store.walk)
  const label = t('before')
  const columns = useMemo(() => columnsOf(nodes, label), [nodes, label])
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
          rowLabel={(each) => walkLabel(t, each, nodes)}
          selected={walk === null ? null : `${walk}`}
          onSelect={choose}
          onDelete={(key) => void forget(Number(key))}
          menu={(each) => ({
            label: walkWords(t, each.question, nodes),
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
