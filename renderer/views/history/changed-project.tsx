import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Pane, SectionBar } from '../../parts/pane.tsx'
import { RowGrid } from '../../parts/row-grid.tsx'
import type { Shown } from '../../state/applied-detail.ts'
import { shownChanges } from '../../state/applied-text.ts'
import { changeWords } from '../../state/change-words.ts'

const SIGNS = { added: '+', removed: '−', changed: '~' } as const

/** What the project has otherwise between two moments, as Review has it. `compared`: two moments that a person chose. */
export function ChangedProject({ shown, compared }: { readonly shown: Shown; readonly compared: boolean }) {
  const { t } = useTranslation('history')
  const { t: tr } = useTranslation('review')
  const [current, setCurrent] = useState<string | null>(null)
  const found = useMemo(() => shownChanges(shown), [shown])
  const isUnknown = found === null || (compared && shown.before === null)
  return (
    <Pane label={t('project.title')} className="history-project">
      <SectionBar
        title={t('project.title')}
        note={isUnknown ? null : t(shown.before === null ? 'project.first' : 'project.count', { count: found.changes.length })}
      />
      {isUnknown ? (
        <p className="pane-foot">{t(compared ? 'project.noneThere' : 'project.notKept')}</p>
      ) : found.changes.length === 0 ? (
        <p className="pane-foot">{t('project.same')}</p>
      ) : (
        <RowGrid
          label={t('project.list')}
          className="history-changes"
          items={found.changes}
          current={current}
          onCurrent={({ key }) => setCurrent(key)}
          classOf={({ key }) => (key === current ? 'r-sel' : '')}
        >
          {(change) => {
            const { title, lines } = changeWords(change, found.before, found.after)
            return (
              <>
                <td className="history-sign">
                  <span aria-hidden="true">{SIGNS[change.change]}</span>
                  <span className="sr">{tr(`project.how.${change.change}`)}</span>
                </td>
                <td className="history-change">
                  <b>{title}</b>
                  {lines.map((line) => (
                    <span key={line} className="t2">
                      {line}
                    </span>
                  ))}
                </td>
              </>
            )
          }}
        </RowGrid>
      )}
    </Pane>
  )
}
