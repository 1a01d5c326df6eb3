import { useTranslation } from 'react-i18next'
import type { Table } from '#shared/listing/list'

/** So many rows are drawn; what is copied has all of them. */
const MOST_ROWS = 300

/** The table as text in columns, wide or long as it may be: its part scrolls in both directions. */
export function ListingTable({ label, table: { head, rows } }: { readonly label: string; readonly table: Table }) {
  const { t } = useTranslation('listing')
  const more = rows.length - MOST_ROWS
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is scrolled by keyboard, too
    <section className="listing-place" aria-label={t('place')} tabIndex={0}>
      <table className="listing-table m" aria-label={label}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows hold nothing of their own
            <tr key={at}>
              {row.map((lines, column) => (
                <td key={head[column]}>{lines.join('\n')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="t3">{t('none')}</p> : null}
      {more > 0 ? <p className="t3">{t('more', { count: more })}</p> : null}
    </section>
  )
}
