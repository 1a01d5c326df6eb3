import { NativeSelect } from '@mantine/core'
import { Copy, SquareTerminal } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { csv } from '#shared/listing/csv'
import { columnsOf, LISTED, type Listed, type Table, tableOf } from '#shared/listing/list'
import { textTable } from '#shared/listing/text-table'
import type { Project } from '#shared/project/schema'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Segmented } from '../parts/segmented.tsx'
import { showListCommands } from '../state/as-commands.ts'
import { copyLong } from '../state/copy.ts'
import { groupLabel } from '../state/group-names.ts'
import { closeListing, openListing, useListing } from '../state/listing.ts'
import { useProject } from '../state/project.ts'
import './listing-dialog.css'
import { ColumnChoice } from './column-choice.tsx'
import { ListingTable } from './listing-table.tsx'

/** Groups, ports and rules in the columns of the neutron client, as the command line of this program lists them, too. */
export function ListingDialog() {
  const listing = useListing((store) => store.listing)
  const project = useProject((store) => store.project)
  return listing === null || project === null ? null : <Listing project={project} {...listing} />
}

/** What a person has asked for of each kind; none: the usual columns. */
type Asked = { readonly [K in Listed]?: readonly string[] }

const EMPTY: Table = { head: [], rows: [], objects: () => [] }

function Listing({
  project,
  kind,
  groupId,
}: {
  readonly project: Project
  readonly kind: Listed
  readonly groupId: string | null
}) {
  const { t } = useTranslation('listing')
  const [asked, setAsked] = useState<Asked>({})
  const [copied, setCopied] = useState<string | null>(null)
  const groups = project.securityGroups
  const group = groups.find(({ id }) => id === groupId)
  const { all, shown } = columnsOf[kind]
  const column = asked[kind] ?? shown
  const table = useMemo(() => {
    // The list of groups is not that of one: a column of a name alone.
    const of = group === undefined || kind === 'groups' ? {} : { group: group.id }
    const made = tableOf(project, kind, { ...of, column })
    return made.ok ? made.value : EMPTY
  }, [project, kind, group, column])
  const copy = async (text: string, said: 'copiedText' | 'copiedCsv') => {
    const count = table.rows.length
    if (await copyLong(text, t(said, { count }))) setCopied(t(said, { count }))
  }
  return (
    <Dialog
      title={t('title')}
      className="dialog-listing"
      onClose={closeListing}
      actions={
        <>
          <span className="t3 listing-said" role="status">
            {copied === null ? t('count', { count: table.rows.length }) : t('copied', { text: copied })}
          </span>
          <Button onClick={() => showListCommands(group?.id ?? null)}>
            <SquareTerminal size={14} aria-hidden="true" />
            {t('asCommands')}
          </Button>
          <Button onClick={() => void copy(csv(table.head, table.rows), 'copiedCsv')}>{t('copyCsv')}</Button>
          <Button look="primary" data-autofocus onClick={() => void copy(`${textTable(table.head, table.rows)}\n`, 'copiedText')}>
            <Copy size={14} aria-hidden="true" />
            {t('copyText')}
          </Button>
        </>
      }
    >
      <div className="listing-bar">
        <Segmented<Listed>
          label={t('kind')}
          value={kind}
          options={LISTED.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          onChange={(next) => {
            setCopied(null)
            openListing(next, groupId)
          }}
        />
        {kind === 'groups' ? null : (
          <NativeSelect
            aria-label={t('of')}
            className="listing-of"
            value={group?.id ?? ''}
            data={[
              { value: '', label: t('all') },
              ...groups.map((each) => ({ value: each.id, label: t('ofGroup', { group: groupLabel(each, groups) }) })),
            ]}
            onChange={(event) => {
              setCopied(null)
              openListing(kind, event.currentTarget.value || null)
            }}
          />
        )}
      </div>
      <ColumnChoice
        all={all}
        chosen={column}
        onChange={(next) => {
          setCopied(null)
          setAsked({ ...asked, [kind]: next })
        }}
      />
      <ListingTable label={t(`tables.${kind}`)} table={table} />
    </Dialog>
  )
}
