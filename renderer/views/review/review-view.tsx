import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Review } from '#shared/contract/review'
import { runCommand } from '../../commands/registry.ts'
import { useKeysOf } from '../../commands/shortcuts.ts'
import { keyWord, keyWords } from '../../keys.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Pane, ToolBar } from '../../parts/pane.tsx'
import { setLockingOut, useReview } from '../../state/review.ts'
import { useSession } from '../../state/session.ts'
import { lineOf } from '../../texts/error-words.ts'
import { issueWords } from '../../texts/issue-words.ts'
import { ChangeList } from './change-list.tsx'
import { Checks } from './checks.tsx'
import { KernelLayer, type KernelLayerHandle } from './kernel-layer.tsx'
import { OpenConnectionsFoot } from './open-connections.tsx'
import { ReviewHead } from './review-head.tsx'
import './review-view.css'
import { TrafficLayer } from './traffic-layer.tsx'
import { useReviewReading, useReviewView } from './use-review-view.ts'
import { useTraffic } from './use-traffic.ts'
import { useTrialKeys } from './use-trial-keys.ts'

/** One change in three layers: the project, the kernel, the traffic; what was checked; and applying it on trial. */
export function ReviewView() {
  useReviewReading()
  const review = useReview((state) => state.review)
  const isOnTrial = useSession((store) => store.session?.trial != null)
  useTrialKeys(isOnTrial)
  const root = useRef<HTMLDivElement>(null)
  // The button that was pressed is gone; whoever had it goes on here, where the keys are heard.
  useEffect(() => {
    if (isOnTrial && document.activeElement === document.body) root.current?.closest('main')?.focus()
  }, [isOnTrial])
  const isEmpty = review === null || review.hosts.every(({ plan }) => plan.transactions.length === 0)
  return (
    <div className="review" ref={root}>
      <ReviewHead review={review} />
      {isEmpty ? <Nothing review={review} /> : <Layers />}
      <Foot isOnTrial={isOnTrial} />
    </div>
  )
}

function Layers() {
  const { t } = useTranslation('review')
  const { t: tc } = useTranslation('commands')
  const kernelLayer = useRef<KernelLayerHandle>(null)
  const view = useReviewView()
  const traffic = useTraffic(view?.host ?? null)
  const cuts = traffic.is === 'done' && traffic.checks.some(({ code }) => code === 'connection.cut')
  useEffect(() => setLockingOut(cuts ? (view?.host ?? null) : null), [cuts, view?.host])
  if (view === null)
    return (
      <Pane label={t('title')}>
        <p className="pane-foot" role="status">
          {t('judging')}
        </p>
      </Pane>
    )
  const { review, host, layers, effects, kernel } = view
  const { changes, causes, before, after } = layers
  return (
    <div className="review-layers">
      <Pane label={t('project.title')} className="review-project">
        <LayerHead number={1} title={t('project.title')} note={t('project.count', { count: changes.length })} />
        <div className="review-scroll">
          {changes.length === 0 ? (
            <p className="pane-foot">{t('project.none')}</p>
          ) : (
            <ChangeList layers={layers} effects={effects} onChoose={(key) => kernelLayer.current?.showChange(key)} />
          )}
        </div>
        <Checks review={review} found={traffic.is === 'done' ? traffic.checks : []} />
      </Pane>
      <Pane label={t('kernel.title')} className="review-kernel-pane">
        <LayerHead
          number={2}
          title={t('kernel.title')}
          note={t('kernel.note', {
            lines: t('kernel.changes', { count: kernel.comes + kernel.goes }),
            kept: t('kernel.kept', { count: kernel.kept.lines }),
          })}
        >
          <Button look="ghost" hint={tc('names.copyPlan')} onClick={() => void runCommand('copyPlan')}>
            {t('copyPlan')}
          </Button>
          <Button look="ghost" hint={tc('names.savePlan')} onClick={() => void runCommand('savePlan')}>
            {t('savePlan')}
          </Button>
        </LayerHead>
        <div className="review-scroll">
          <KernelLayer key={host.host} ref={kernelLayer} host={host} change={kernel} causes={causes} />
        </div>
        <OpenConnectionsFoot review={review} />
      </Pane>
      <Pane label={t('traffic.title')} className="review-traffic-pane">
        <LayerHead number={3} title={t('traffic.title')} note={t('traffic.note')} />
        <div className="review-scroll">
          <TrafficLayer key={host.host} host={host} before={before} after={after} causes={causes} traffic={traffic} />
        </div>
      </Pane>
    </div>
  )
}

function LayerHead({
  number,
  title,
  note,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly note: string
  readonly children?: ReactNode
}) {
  return (
    <ToolBar low>
      <span className="review-layer-number" aria-hidden="true">
        {number}
      </span>
      <h2>{title}</h2>
      <span className="t3 el">{note}</span>
      <span className="sp" />
      {children}
    </ToolBar>
  )
}

/** Why there is nothing to look at, and what to do. */
function Nothing({ review }: { readonly review: Review | null }) {
  const { t } = useTranslation('review')
  const { t: te } = useTranslation('errors')
  const { t: tc } = useTranslation('commands')
  const error = useReview((state) => state.error)
  const session = useSession((store) => store.session)
  const kept = session?.lastApply?.outcome === 'kept' ? session.lastApply.revision : null
  if (session !== null && session.target === 'lab' && session.lab.state !== 'running')
    return (
      <Pane label={t('title')}>
        <EmptyState
          title={t('empty.labOff')}
          action={<Button onClick={() => void runCommand('startLab')}>{tc('names.startLab')}</Button>}
        >
          {t('empty.labOffWhat')}
        </EmptyState>
      </Pane>
    )
  return (
    <Pane label={t('title')}>
      {error !== null ? (
        <EmptyState title={t(error.kind === 'invalid' ? 'empty.refused' : 'empty.noLine')}>
          {error.kind === 'invalid' ? null : lineOf(te, error)}
        </EmptyState>
      ) : review === null ? (
        <p className="pane-foot" role="status">
          {t('reading')}
        </p>
      ) : (
        <EmptyState title={t('empty.nothing')}>
          {kept === null ? t('empty.nothingWhat') : t('empty.kept', { revision: kept })}
        </EmptyState>
      )}
      {error?.kind === 'invalid' ? (
        <ul className="review-issues">
          {error.issues.map((issue) => {
            const words = issueWords(issue)
            return <li key={`${issue.path.join('.')} ${words}`}>{words}</li>
          })}
        </ul>
      ) : null}
    </Pane>
  )
}

function Foot({ isOnTrial }: { readonly isOnTrial: boolean }) {
  const { t } = useTranslation('review')
  const more = useKeysOf('moreTime')
  const apply = useKeysOf('review')
  return (
    <div className="review-foot">
      <span className="t3">{t('foot')}</span>
      <span className="sp" />
      {isOnTrial ? (
        <>
          <Key name={keyWord('enter')}>{t('keys.keep')}</Key>
          <Key name={keyWord('escape')}>{t('keys.revert')}</Key>
          {more.length === 0 ? null : <Key name={keyWords(more)}>{t('keys.more')}</Key>}
        </>
      ) : apply.length === 0 ? null : (
        <Key name={keyWords(apply)}>{t('keys.apply')}</Key>
      )}
    </div>
  )
}

function Key({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <span className="review-key t2">
      <kbd>{name}</kbd> {children}
    </span>
  )
}
