import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { cautionsOfLine } from '../../state/cautions.ts'
import type { KernelIndex } from '../../state/kernel-index.ts'
import { cautionWords } from '../../texts/explain-words.ts'
import { lineReason } from './line-words.ts'
import { ruleLineAt } from './rule-line.ts'
import { VerdictCell } from './verdict-cell.tsx'
import { RowCounted } from './way-hint.tsx'
import './line-hint.css'

interface LineHintProps {
  readonly index: KernelIndex
  readonly row: number
  readonly project: Project | null
  readonly host: string
}

/** A kernel rule where the pointer or the focus rests: what it asks, in full, why it is there, and what is known to be wrong with it. */
export function LineHint({ index, row, project, host }: LineHintProps) {
  const { t } = useTranslation('chains')
  const line = ruleLineAt(index, row, project)
  if (line === null) return null
  const asked = [line.words, line.source && t('ruleWords.from', { what: line.source })].filter(Boolean).join(' ')
  const cautions = line.subject === null ? [] : cautionsOfLine(host, line.subject.origin)
  return (
    <>
      <span className="line-hint-rule m">
        <span className="t3">{line.number}</span>
        <span>{asked || t(line.afterOthers ? 'everyPacketLeft' : 'everyPacket')}</span>
        <VerdictCell rule={line.rule} />
      </span>
      <span>{lineReason(t, project, line)}</span>
      <RowCounted row={row} />
      {cautions.map((caution) => (
        <span key={caution.code} className="line-hint-caution t2">
          <VerdictGlyph verdict="caution" />
          {cautionWords(caution)}
        </span>
      ))}
    </>
  )
}
