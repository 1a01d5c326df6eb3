import { useTranslation } from 'react-i18next'
import type { AgentTurn, Ids } from '#shared/contract/agent'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Pane, SectionBar, ToolBar } from '../../parts/pane.tsx'
import { openPort } from '../../state/screen.ts'
import { lineOf } from '../../texts/error-words.ts'
import { clockTime, milliseconds } from '../../texts/format.ts'
import { PlanLines } from './plan-lines.tsx'
import { SequenceFigure } from './sequence-figure.tsx'
import { linesOf, milliOf, type TurnNames, turnWords } from './turn-words.ts'

interface TurnDetailProps {
  readonly turn: AgentTurn
  readonly others: readonly AgentTurn[]
  readonly names: TurnNames
}

/** One turn: its figure, the ports that it concerned, what it wrote, and how long its parts took. */
export function TurnDetail({ turn, others, names }: TurnDetailProps) {
  const { t } = useTranslation('agent')
  const { t: te } = useTranslation('errors')
  const { steps } = turn
  const { comes, goes } = linesOf(turn)
  return (
    <Pane label={t('turn.label')} className="agent-detail">
      <ToolBar>
        <h2 className="el">{turnWords(t, turn, names)}</h2>
      </ToolBar>
      <div className="agent-facts t2">
        <span>{clockTime(turn.at)}</span>
        <span>{t('turn.host', { host: turn.host, release: turn.release, driver: turn.driver })}</span>
        <span>{t(`by.${turn.by}`)}</span>
        {turn.waitedMs > 0 ? <span>{t('turn.waited', { ms: milliseconds(turn.waitedMs) })}</span> : null}
        {turn.attempt > 1 ? <span>{t('turn.attempt', { attempt: turn.attempt })}</span> : null}
        {turn.by === 'revert' ? null : (
          <span>
            {t('turn.took', { ms: milliseconds(milliOf(turn)) })}{' '}
            <span className="t3">
              {t('turn.parts', {
                plan: milliseconds(steps.plan),
                write: milliseconds(steps.write),
                check: milliseconds(steps.check),
              })}
            </span>
          </span>
        )}
      </div>
      {turn.error === null ? null : <Banner title={t('turn.failed')}>{lineOf(te, turn.error)}</Banner>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where it is wider than its place it is scrolled by keyboard, too */}
      <section className="agent-figure" tabIndex={0} aria-label={t('figure.label')}>
        <SequenceFigure turn={turn} others={others} names={names} />
      </section>
      <PortList turn={turn} names={names} />
      {turn.by === 'revert' ? null : (
        <>
          <SectionBar
            title={t('plan.title')}
            note={t('plan.note', { comes, goes, sets: t('sets', { count: turn.plan?.sets.length ?? 0 }) })}
          />
          <PlanLines key={turn.id} id={turn.id} />
        </>
      )}
    </Pane>
  )
}

const KINDS = ['prepared', 'refreshed', 'removed'] as const

function PortList({ turn, names }: { readonly turn: AgentTurn; readonly names: TurnNames }) {
  const { t } = useTranslation('agent')
  const kinds = KINDS.filter((kind) => turn[kind].count > 0)
  if (kinds.length === 0) return null
  return (
    <>
      <SectionBar title={t('turn.ports')} />
      <dl className="agent-ports">
        {kinds.map((kind) => (
          <div key={kind}>
            <dt className="t2">{t(`kinds.${kind}`)}</dt>
            <dd>
              <Ports of={turn[kind]} names={names} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Ports({ of: { ids, count }, names }: { readonly of: Ids; readonly names: TurnNames }) {
  const { t } = useTranslation('agent')
  return (
    <>
      {ids.map((id) => {
        const device = names.device(id)
        // One that the project has no more cannot be opened.
        return device === null ? (
          <span key={id} className="m">
            {names.port(id)}
          </span>
        ) : (
          <Button key={id} look="ghost" title={t('turn.openPort', { vm: names.port(id) })} onClick={() => openPort(id)}>
            {names.port(id)} <span className="m t3">{device}</span>
          </Button>
        )
      })}
      {count > ids.length ? <span className="t3">{t('names.others', { count: count - ids.length })}</span> : null}
    </>
  )
}
