import { ArrowRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HostReview } from '#shared/contract/review'
import type { Project } from '#shared/project/schema'
import type { Causes } from '#shared/review/causes'
import type { Decision, FlowChange, FlowKept } from '#shared/traffic/flow'
import { RowGrid } from '../../parts/row-grid.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useReview } from '../../state/review.ts'
import { flowWords } from './flow-words.ts'
import type { Traffic, TrafficState } from './use-traffic.ts'

type FlowItem = { readonly key: string } & (
  | { readonly kind: 'head'; readonly of: FlowChange['change'] | 'kept'; readonly count: number }
  | { readonly kind: 'change'; readonly flow: FlowChange }
  | { readonly kind: 'kept'; readonly flow: FlowKept }
)

const HEADS = { 'let-through': 'letThrough', dropped: 'dropped', unsure: 'unsure', kept: 'kept' } as const

function flowItems({ difference: { changes, kept } }: Traffic): readonly FlowItem[] {
  const items: FlowItem[] = []
  for (const of of ['let-through', 'dropped', 'unsure'] as const) {
    const own = changes.filter(({ change }) => change === of)
    if (own.length > 0) items.push({ key: of, kind: 'head', of, count: own.length })
    own.forEach((flow, at) => {
      items.push({ key: `${of} ${at}`, kind: 'change', flow })
    })
  }
  if (kept.length > 0) items.push({ key: 'kept', kind: 'head', of: 'kept', count: kept.length })
  kept.forEach((flow, at) => {
    items.push({ key: `kept ${at}`, kind: 'kept', flow })
  })
  return items
}

interface TrafficLayerProps {
  readonly host: HostReview
  readonly before: Project
  readonly after: Project
  readonly causes: Causes
  readonly traffic: TrafficState
}

/** The traffic layer: what a new connection meets afterwards that it did not meet before. */
export function TrafficLayer(props: TrafficLayerProps) {
  const { t } = useTranslation('review')
  const { traffic } = props
  if (traffic.is === 'working')
    return (
      <p className="pane-foot" role="status">
        {traffic.of === 0 ? t('traffic.reading') : t('traffic.working', { done: traffic.done, of: traffic.of })}
      </p>
    )
  return <Flows {...props} traffic={traffic} />
}

function Flows({ host, before, after, causes, traffic }: TrafficLayerProps & { readonly traffic: Traffic }) {
  const { t } = useTranslation('review')
  const [current, setCurrent] = useState<string | null>(null)
  const lit = useReview((state) => state.pointed ?? state.chosen)
  const items = useMemo(() => flowItems(traffic), [traffic])
  const { changes, more, notComputed } = traffic.difference
  const isLit = (item: FlowItem): boolean => {
    if (item.kind !== 'change' || lit === null) return false
    const marks = [...item.flow.before.by, ...item.flow.after.by].flatMap(({ mark }) => mark ?? [])
    return marks.some((mark) => causes.ofLine(host.origins[mark], host.host).includes(lit))
  }
  const left = more.changes + more.kept
  return (
    <>
      {changes.length === 0 ? <p className="pane-foot">{t('traffic.none')}</p> : null}
      {items.length === 0 ? null : (
        <RowGrid
          label={t('traffic.list', { host: host.host })}
          className="review-traffic"
          items={items}
          current={current}
          onCurrent={({ key }) => setCurrent(key)}
          classOf={(item) =>
            [item.kind === 'head' ? 'r-group' : `review-flow-${item.kind}`, isLit(item) ? 'review-lit' : ''].join(' ')
          }
        >
          {(item) =>
            item.kind === 'head' ? (
              <th scope="rowgroup" className="review-wide">
                <b>{t(`traffic.${HEADS[item.of]}`)}</b> <span className="t3 m">{item.count}</span>
              </th>
            ) : (
              <FlowRow flow={item.flow} before={item.kind === 'change' ? item.flow.before : null} projects={[after, before]} />
            )
          }
        </RowGrid>
      )}
      {left > 0 ? <p className="pane-foot">{t('traffic.left', { count: left })}</p> : null}
      {notComputed.length > 0 ? <p className="pane-foot">{t('traffic.notComputed', { count: notComputed.length })}</p> : null}
    </>
  )
}

interface FlowRowProps {
  readonly flow: FlowChange | FlowKept
  readonly before: Decision | null
  readonly projects: readonly Project[]
}

function FlowRow({ flow, before, projects }: FlowRowProps) {
  const { t } = useTranslation('review')
  const { title, what } = flowWords(flow, projects)
  const by = (before === null || flow.after.verdict === 'pass' ? flow.after : before).by[0]
  return (
    <>
      <td className="review-flow" title={by === undefined ? undefined : `${by.chain} ${by.rule ?? ''} ${by.text}`}>
        <b>{title}</b>
        <span className="m t2">{what}</span>
      </td>
      <td className="review-verdicts">
        {before === null ? null : (
          <>
            <FlowVerdict of={before} />
            <ArrowRight size={12} aria-hidden="true" className="ac" />
            <span className="sr">{t('traffic.becomes')}</span>
          </>
        )}
        <FlowVerdict of={flow.after} />
      </td>
    </>
  )
}

const GLYPHS = { pass: 'accept', drop: 'drop', unsure: 'caution' } as const

function FlowVerdict({ of: { verdict } }: { readonly of: Decision }) {
  const { t } = useTranslation('review')
  return <Verdict verdict={GLYPHS[verdict]}>{t(`traffic.verdict.${verdict}`)}</Verdict>
}
