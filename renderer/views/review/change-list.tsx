import { useTranslation } from 'react-i18next'
import { RowGrid } from '../../parts/row-grid.tsx'
import { changeWords } from '../../state/change-words.ts'
import { chooseChange, pointAtChange, useReview } from '../../state/review.ts'
import { effectWords } from './effect-words.ts'
import type { Effect, ReviewedProject } from './use-review-view.ts'

interface ChangeListProps {
  readonly layers: ReviewedProject
  readonly effects: ReadonlyMap<string, Effect>
  /** A change was chosen: its first line should be in sight. */
  readonly onChoose: (key: string) => void
}

const SIGNS = { added: '+', removed: '−', changed: '~' } as const

/** The project layer: each change in words, and what it does to the kernel. */
export function ChangeList({ layers: { changes, before, after }, effects, onChoose }: ChangeListProps) {
  const { t } = useTranslation('review')
  const chosen = useReview((state) => state.chosen)
  const lit = useReview((state) => state.pointed ?? state.chosen)
  return (
    <RowGrid
      label={t('project.list')}
      className="review-changes"
      items={changes}
      current={chosen}
      onCurrent={({ key }) => {
        if (key === useReview.getState().chosen) return
        chooseChange(key)
        onChoose(key)
      }}
      onPoint={(item) => pointAtChange(item?.key ?? null)}
      classOf={({ key }) => (key === lit ? 'r-sel' : '')}
    >
      {(change) => {
        const { title, lines } = changeWords(change, before, after)
        return (
          <>
            <td className="review-sign">
              <span aria-hidden="true">{SIGNS[change.change]}</span>
              <span className="sr">{t(`project.how.${change.change}`)}</span>
            </td>
            <td className="review-change">
              <b>{title}</b>
              {lines.map((line) => (
                <span key={line} className="t2">
                  {line}
                </span>
              ))}
              <span className="t3">{effectWords(effects.get(change.key))}</span>
            </td>
          </>
        )
      }}
    </RowGrid>
  )
}
