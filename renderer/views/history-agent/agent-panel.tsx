import { type ReactNode, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { CauseKind } from '#shared/contract/agent'
import { Banner } from '../../parts/banner.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { type CauseFilter, followTurns, isOfCause, setCauseFilter, turnsBeside, useAgentTurns } from '../../state/agent-turns.ts'
import { useProject } from '../../state/project.ts'
import { TurnDetail } from './turn-detail.tsx'
import { turnNames } from './turn-words.ts'
import { TurnsTable } from './turns-table.tsx'
import './agent-panel.css'

const FILTERS: readonly CauseFilter[] = ['all', ...CauseKind.options, 'failed']

/** What the agents of the hosts did, turn by turn: what began each, its ports, its lines. */
export function AgentPanel({ head }: { readonly head: ReactNode }) {
  const { t } = useTranslation('agent')
  const { told, filter, chosen } = useAgentTurns()
  const project = useProject((store) => store.project)
  useEffect(followTurns, [])
  const names = useMemo(() => (project === null ? null : turnNames(project)), [project])
  const turns = told?.turns ?? []
  const listed = useMemo(() => (told?.turns ?? []).filter((turn) => isOfCause(turn, filter)), [told, filter])
  if (names === null) return null
  const turn = listed.find(({ id }) => id === chosen) ?? listed[0]
  const waiting = told?.waiting ?? null
  return (
    <div className="agent">
      <Pane label={t('list')} className="agent-list">
        <ToolBar>
          {head}
          <span className="m t3 el" role="status">
            {told === null ? '' : t('count', { count: listed.length })}
          </span>
          <span className="sp" />
          <ChoiceField
            label={t('filter')}
            value={filter}
            options={FILTERS.map((value) => ({ value, label: t(`filters.${value}`) }))}
            onChange={(value) => setCauseFilter(FILTERS.find((each) => each === value) ?? 'all')}
          />
        </ToolBar>
        {waiting === null || waiting.why === 'soon' ? null : (
          <Banner role="status" title={t('waiting.title', { count: waiting.ports })}>
            {t(`waiting.${waiting.why}`)}
          </Banner>
        )}
        {turn === undefined ? (
          <EmptyState title={t(turns.length === 0 ? 'empty.title' : 'empty.noMatch')}>
            {t(turns.length === 0 ? 'empty.what' : 'empty.noMatchWhat')}
          </EmptyState>
        ) : (
          <TurnsTable turns={listed} names={names} selected={turn.id} />
        )}
        {told !== null && told.earlier > 0 ? <p className="pane-foot t3">{t('earlier', { count: told.earlier })}</p> : null}
      </Pane>
      {turn === undefined ? null : <TurnDetail turn={turn} others={turnsBeside(turns, turn)} names={names} />}
    </div>
  )
}
