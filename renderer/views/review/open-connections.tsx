import { useTranslation } from 'react-i18next'
import { OpenConnections } from '#shared/connections/to-end'
import type { HostReview, Review } from '#shared/contract/review'
import { ChoiceField } from '../../parts/fields.tsx'
import { VerdictGlyph } from '../../parts/verdict.tsx'
import { useReview } from '../../state/review.ts'
import { setOpenConnections, useScreen } from '../../state/screen.ts'
import { useSession } from '../../state/session.ts'
import { lineOf } from '../../texts/error-words.ts'
import { kernelOf } from './use-review-view.ts'

/** Neutron of these releases deletes no entry of connection tracking (neutron/agent/linux/ip_conntrack.py came with 8.0). */
const NO_CONNTRACK = ['2014.2', '2015.1']

/** What becomes of connections that are open: a choice before the apply, what came of it afterwards. */
export function OpenConnectionsFoot({ review }: { readonly review: Review }) {
  const project = useReview((state) => state.project)
  const isOnTrial = useSession((store) => store.session?.trial != null)
  const changed = (project?.hosts ?? []).filter(({ name }) =>
    review.hosts.some(({ host, plan }) => host === name && plan.transactions.length > 0),
  )
  const hasZones = changed.some(({ release }) => !NO_CONNTRACK.includes(release))
  const old = changed.find(
    ({ name, release }) => NO_CONNTRACK.includes(release) && review.hosts.some((each) => each.host === name && takesAway(each)),
  )
  return (
    <>
      {old === undefined ? null : <OpenStay release={old.release} />}
      {hasZones ? isOnTrial ? <Ended /> : <Choice /> : null}
    </>
  )
}

/** Told where something goes on a host whose release leaves open connections alone. */
function OpenStay({ release }: { readonly release: string }) {
  const { t } = useTranslation('review')
  return (
    <p className="review-caution" role="note">
      <VerdictGlyph verdict="caution" />
      <span>
        <b>{t('openStay.title')}</b> <span className="t2">{t('openStay.what', { release })}</span>
      </span>
    </p>
  )
}

const takesAway = (host: HostReview): boolean => {
  const { goes, sets } = kernelOf(host)
  return goes > 0 || sets.some(({ leaves }) => leaves.length > 0)
}

function Choice() {
  const { t } = useTranslation('review')
  const chosen = useScreen((screen) => screen.openConnections)
  return (
    <div className="review-connections">
      <b aria-hidden="true">{t('connections.label')}</b>
      <ChoiceField
        label={t('connections.label')}
        value={chosen}
        options={OpenConnections.options.map((value) => ({ value, label: t(`connections.${value}`) }))}
        onChange={(value) => setOpenConnections(OpenConnections.catch('refused').parse(value))}
      />
      <span className="t2">{t(`connections.what.${chosen}`)}</span>
    </div>
  )
}

function Ended() {
  const { t } = useTranslation('review')
  const { t: te } = useTranslation('errors')
  const connections = useSession((store) => store.session?.lastApply?.connections ?? null)
  if (connections === null) return null
  const { ended, error } = connections
  return (
    <p className="review-caution" role="status">
      {error === null ? null : <VerdictGlyph verdict="caution" />}
      <span className="t2">
        {t('connections.ended', { count: ended })}
        {error === null ? null : ` ${t('connections.failed', { why: lineOf(te, error) })}`}
      </span>
    </p>
  )
}
