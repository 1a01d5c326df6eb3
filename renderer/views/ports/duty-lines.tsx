import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DutyLine } from '#shared/explain/duties'
import { Button } from '../../parts/button.tsx'
import { useKernel } from '../../state/kernel.ts'
import { shortChain } from '../../state/kernel-words.ts'
import { openView, selectChain, selectKernelRow } from '../../state/screen.ts'

/** A group of many rules has more lines than anybody goes through here. */
const MOST = 24

interface DutyLinesProps {
  readonly lines: readonly DutyLine[]
  readonly label: string
  readonly otherHost: string | null
}

/** The lines that do a duty; each leads to itself in Chains, when the kernel that is read has it. */
export function DutyLines({ lines, label, otherHost }: DutyLinesProps) {
  const { t } = useTranslation('ports')
  const inKernel = useKernel((store) => store.index?.rowsByMark)
  const refusal = otherHost === null ? t('drawer.notApplied') : t('drawer.notRead', { host: otherHost })
  const open = ({ chain, family, table, mark }: DutyLine) => {
    selectChain(chain, family, table)
    selectKernelRow(mark)
    openView('chains')
  }
  const more = lines.length - MOST
  return (
    <ul className="duty-lines" aria-label={label}>
      {lines.slice(0, MOST).map((line) => (
        <li key={`${line.family} ${line.table} ${line.chain} ${line.number}`}>
          <Button look="ghost" refusal={inKernel?.has(line.mark) === true ? null : refusal} onClick={() => open(line)}>
            <span className="t3 duty-place">
              {shortChain(line.chain)} {line.number}
            </span>
            <span className="m el">{line.text}</span>
            {line.family === 'ipv6' ? <span className="t3">{t('drawer.family.ipv6')}</span> : null}
            <ArrowRight size={14} aria-hidden="true" />
          </Button>
        </li>
      ))}
      {more > 0 ? <li className="t3">{t('duties.more', { count: more })}</li> : null}
    </ul>
  )
}
