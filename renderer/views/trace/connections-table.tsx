import { useTranslation } from 'react-i18next'
import { type ConnectionRow, stateWords, tupleWords } from '../../state/trace-connections.ts'
import { protocolWord } from './walk-words.ts'

/** Drawn as changes are everywhere. */
const MARKS = { new: '+', changed: '~', gone: '−', same: '' } as const

/** The entries of connection tracking that the packet met or made, before it and after it. */
export function ConnectionsTable({ rows }: { readonly rows: readonly ConnectionRow[] }) {
  const { t } = useTranslation('trace')
  if (rows.length === 0) return <p className="trace-none t3">{t('details.noConnections')}</p>
  return (
    <table className="t t-dense trace-entries" aria-label={t('details.connections')}>
      <thead>
        <tr className="r r-head">
          <th scope="col">
            <span className="sr">{t('details.change')}</span>
          </th>
          <th scope="col">{t('details.machine')}</th>
          <th scope="col" className="n">
            {t('details.zone')}
          </th>
          <th scope="col">{t('details.entry')}</th>
          <th scope="col">{t('details.reply')}</th>
          <th scope="col">{t('details.before')}</th>
          <th scope="col">{t('details.after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Entry key={row.key} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Entry({ row: { title, entry, before, after, change } }: { readonly row: ConnectionRow }) {
  const { t } = useTranslation('trace')
  const [original, reply] = [`${protocolWord(entry.protocol)} ${tupleWords(entry.original)}`, tupleWords(entry.reply)]
  const state = (of: ConnectionRow['before']) =>
    of === null ? (
      <span className="t3">{t('details.absent')}</span>
    ) : (
      <span className="m">{stateWords(of) || t('details.answered')}</span>
    )
  return (
    <tr className="r" data-change={change}>
      <td>
        <span className="trace-mark" aria-hidden="true">
          {MARKS[change]}
        </span>
        <span className="sr">{t(`details.changes.${change}`)}</span>
      </td>
      <td title={title}>{title}</td>
      <td className="m n">{entry.zone === 0 ? <span className="t3">0</span> : entry.zone}</td>
      <td className="m" title={original}>
        {original}
      </td>
      <td className="m t2" title={reply}>
        {reply}
      </td>
      <td>{state(before)}</td>
      <td>{state(after)}</td>
    </tr>
  )
}
