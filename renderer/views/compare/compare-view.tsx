import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { Banner } from '../../parts/banner.tsx'
import { DiffTable } from '../../parts/diff/diff-table.tsx'
import { FactList } from '../../parts/diff/fact-list.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { lookAt, setFact, useComparison } from '../../state/comparison.ts'
import { useProject } from '../../state/project.ts'
import { issueWords } from '../../texts/issue-words.ts'
import { CompareTools } from './compare-tools.tsx'
import './compare-view.css'
import { sentences } from '../../texts/sentences.ts'
import { SidePicker } from './side-picker.tsx'
import { useCompareView } from './use-compare-view.ts'

/** Two releases, drivers or settings of a host side by side, with the facts that explain each difference. */
export function CompareView() {
  const project = useProject((store) => store.project)
  return project === null ? null : <Compare project={project} />
}

function Compare({ project }: { readonly project: Project }) {
  const { t } = useTranslation('compare')
  const view = useCompareView(project)
  const current = useComparison((state) => state.current)
  const fact = useComparison((state) => state.fact)
  const { host, found, items, numbers, here } = view
  if (host === null || found === null)
    return (
      <Pane label={t('title')}>
        <EmptyState title={t('noHostTitle')}>{t('noHost')}</EmptyState>
      </Pane>
    )
  return (
    <div className="compare">
      <Pane label={t('title')} className="compare-main">
        <CompareTools project={project} host={host} counts={view.counts} place={view.place} all={view.differences} />
        <div className="compare-sides">
          <SidePicker side="left" host={host} />
          <SidePicker side="right" host={host} />
        </div>
        {found.ok
          ? null
          : found.error.map(({ side, issues }) => (
              <Banner key={side} role="status" title={t(`notCompiled.${side}`)}>
                {sentences(issues.map(issueWords))}
              </Banner>
            ))}
        <div className="compare-lines">
          {items.length > 0 ? (
            <DiffTable
              label={t('table.label', { host: host.name })}
              layout="sides"
              items={items}
              numbers={numbers}
              current={current}
              wanted={view.wanted}
              onCurrent={lookAt}
              onUnfold={view.onUnfold}
            />
          ) : found.ok ? (
            <EmptyState title={t('equalTitle')}>{t('equal')}</EmptyState>
          ) : null}
        </div>
      </Pane>
      <Pane label={t('facts.title')} className="compare-facts">
        <ToolBar low>
          <h2>{t('facts.title')}</h2>
          <span className="t3 el">{t('facts.count', { count: numbers.size })}</span>
        </ToolBar>
        {numbers.size === 0 ? (
          <p className="pane-foot">{t('facts.none')}</p>
        ) : (
          <FactList
            follows
            numbers={numbers}
            counts={view.factCounts}
            current={
              here === undefined ? [] : here.kind === 'row' ? here.row.facts : here.kind === 'head' ? here.section.facts : []
            }
            chosen={fact}
            onChoose={setFact}
          />
        )}
      </Pane>
    </div>
  )
}
