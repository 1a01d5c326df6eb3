import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type GridColumn, gridColumns, hiddenHead } from '../../parts/data-table.tsx'
import { BytesOf, PacketsOf } from '../../parts/packets.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { shortChain } from '../../state/kernel-words.ts'
import type { KernelLine } from './kernel-lines.ts'

const helper = gridColumns<KernelLine>()
const SIGNS = { there: '', going: '−', coming: '+', elsewhere: '' } as const

/** Whether the kernel that is read has the line: a sign, and words for it. */
function LineState({ line: { state, isContext } }: { readonly line: KernelLine }) {
  const { t } = useTranslation('groups')
  if (isContext || state === 'there' || state === 'elsewhere') return null
  const words = t(state === 'coming' ? 'kernel.isComing' : 'kernel.isGoing')
  return (
    <span className="ac" title={words}>
      <span aria-hidden="true">{SIGNS[state]}</span>
      <span className="sr">{words}</span>
    </span>
  )
}

/** Only the kernel that is read has counters. */
function Count({ line, of: Of }: { readonly line: KernelLine; readonly of: typeof PacketsOf }) {
  return line.rows.length === 0 ? null : <Of rows={line.rows} />
}

export function useLineColumns(hasHosts: boolean): GridColumn<KernelLine>[] {
  const { t } = useTranslation('groups')
  return useMemo(() => {
    const column = (
      id: string,
      header: string | (() => React.ReactNode),
      className: string,
      cell: (line: KernelLine) => React.ReactNode,
    ) => helper.display({ id, header, meta: { className }, cell: ({ row }) => cell(row.original) })
    return [
      column('state', hiddenHead(t('kernel.state')), 'gut', (line) => <LineState line={line} />),
      column('chain', t('kernel.chain'), 'm', (line) => line.chain),
      column('number', t('kernel.number'), 'n', (line) => line.number),
      column('line', t('kernel.line'), 'm', (line) => <span title={line.text}>{line.text || t('kernel.everyPacket')}</span>),
      column('verdict', t('kernel.verdict'), '', (line) => (
        <Verdict verdict={line.verdict}>{line.target === null ? null : shortChain(line.target)}</Verdict>
      )),
      column('packets', t('kernel.packets'), 'n', (line) => <Count line={line} of={PacketsOf} />),
      column('bytes', t('kernel.bytes'), 'n', (line) => <Count line={line} of={BytesOf} />),
      ...(hasHosts ? [column('host', t('kernel.host'), 'm t2', (line) => <span title={line.host}>{line.host}</span>)] : []),
    ]
  }, [t, hasHosts])
}
