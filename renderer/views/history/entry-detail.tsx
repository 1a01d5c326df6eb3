import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { HistoryItem } from '#shared/contract/apply-history'
import type { CommandId } from '../../commands/command.ts'
import { runCommand } from '../../commands/registry.ts'
import { useHint } from '../../commands/use-hint.ts'
import { useRefusal } from '../../commands/use-refusal.ts'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { forgetDetail, readDetail, useDetail } from '../../state/applied-detail.ts'
import { factWords } from '../../state/applied-words.ts'
import { useApplyHistory } from '../../state/apply-history.ts'
import { comparedMoments, comparedWords } from '../../state/chosen-item.ts'
import { useSession } from '../../state/session.ts'
import { lineOf } from '../../texts/error-words.ts'
import type { Row } from './applies-table.tsx'
import { ChangedLines } from './changed-lines.tsx'
import { ChangedProject } from './changed-project.tsx'

interface EntryDetailProps {
  readonly row: Row
  readonly items: readonly HistoryItem[]
}

/** The chosen entry: its facts, and of an apply what it did, or what another moment has otherwise. */
export function EntryDetail({ row, items }: EntryDetailProps) {
  const { t } = useTranslation('history')
  const { item, words } = row
  const against = useApplyHistory((store) => store.against)
  const apply = item.is === 'entry' && item.entry.act === 'apply' ? item.entry : null
  const compared = apply === null ? null : comparedWords(item, items, against)
  const title = compared ?? [words.act, words.revision, words.when].filter(Boolean).join(' ')
  return (
    <Pane label={t('detail.label')} className="history-detail">
      <ToolBar low>
        <h2 className="el" title={title}>
          {title}
        </h2>
        <span className="sp" />
        {apply === null ? (
          item.is === 'entry' && item.entry.act !== 'put-back' ? (
            <Act id="goToApply">{t('acts.goTo')}</Act>
          ) : null
        ) : (
          <>
            {compared === null ? null : <Act id="stopComparing">{t('acts.stopComparing')}</Act>}
            <Act id="comparePoint">{t('acts.compare')}</Act>
            <Act id="restorePoint">{t('acts.restorePoint')}</Act>
            <Act id="copyEntryPlan">{t('acts.copyPlan')}</Act>
          </>
        )}
        <Act id="copyEntry">{t('acts.copy')}</Act>
      </ToolBar>
      {words.error === null ? null : <Banner title={item.is === 'unreadable' ? words.act : words.result}>{words.error}</Banner>}
      {compared !== null || item.is === 'unreadable' ? null : (
        <p className="history-facts t2">
          {words.error === null ? <b>{words.result}</b> : null}
          {factWords(item, words).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      )}
      {apply === null ? null : apply.point ? (
        <Change id={apply.id} item={item} items={items} />
      ) : (
        <EmptyState title={t(apply.result === 'unchanged' ? 'detail.unchanged' : 'detail.noPoint')}>
          {t(apply.result === 'unchanged' ? 'detail.unchangedWhat' : 'detail.noPointWhat')}
        </EmptyState>
      )}
    </Pane>
  )
}

function Act({ id, children }: { readonly id: CommandId; readonly children: string }) {
  const { t } = useTranslation('commands')
  const refusal = useRefusal(id)
  const hint = useHint(id)
  return (
    <Button refusal={refusal === null ? null : t(`refusals.${refusal}`)} hint={hint} onClick={() => void runCommand(id)}>
      {children}
    </Button>
  )
}

interface ChangeProps {
  readonly id: string
  readonly item: HistoryItem
  readonly items: readonly HistoryItem[]
}

function Change({ id, item, items }: ChangeProps) {
  const { t } = useTranslation('history')
  const { t: te } = useTranslation('errors')
  const against = useApplyHistory((store) => store.against)
  const connected = useSession((store) => store.connection === 'connected')
  const detail = useDetail((store) => store.detail)
  const moments = comparedMoments(item, items, against)
  const [from, to] = [moments?.from ?? null, moments?.to ?? null]
  useEffect(() => {
    if (!connected) return
    void readDetail(id, from === null || to === null || against === null ? null : { from, to, against })
    return forgetDetail
  }, [id, from, to, against, connected])
  if (detail === null || detail.id !== id || detail.is === 'reading')
    return (
      <p className="pane-foot" role="status">
        {t('detail.reading')}
      </p>
    )
  if (detail.is === 'failed') return <EmptyState title={t('detail.failed')}>{lineOf(te, detail.error)}</EmptyState>
  return (
    <div className="history-layers">
      <ChangedProject shown={detail.shown} compared={detail.against !== null} />
      <ChangedLines shown={detail.shown} />
    </div>
  )
}
