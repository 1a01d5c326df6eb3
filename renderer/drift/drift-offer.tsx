import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DriftItemState, OfferAnswer } from '#shared/contract/drift'
import type { TapwallError } from '#shared/errors'
import { portLabel } from '#shared/explain/names'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { offerOfDrift } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { SelectField } from '../parts/fields.tsx'
import { showOffer, takeOver } from '../state/drift.ts'
import { findGroup, groupLabel } from '../state/group-names.ts'
import { useProject } from '../state/project.ts'
import { lineOf } from '../texts/error-words.ts'
import { issueWords } from '../texts/issue-words.ts'
import { shortRule } from '../texts/step-words.ts'

/** Names of other ports that are said before the rest is only counted. */
const MOST_NAMES = 8

interface OfferProps {
  readonly host: string
  readonly item: DriftItemState
}

/** What taking over would do to the project, asked of main: it compiles the edit and looks whether it explains the kernel. */
export function DriftOffer({ host, item }: OfferProps) {
  const { t } = useTranslation('drift')
  const { t: te } = useTranslation('errors')
  const project = useProject((store) => store.project)
  const [groupId, setGroupId] = useState<string | null>(null)
  const [answer, setAnswer] = useState<Result<OfferAnswer, TapwallError> | null>(null)
  // Another project may say more, or less.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the project is another
  useEffect(() => {
    let current = true
    void offerOfDrift(host, item.id, groupId).then((told) => {
      if (current) setAnswer(told)
    })
    return () => {
      current = false
    }
  }, [host, item.id, groupId, project])

  const offer = answer?.ok === true ? answer.value : null
  const isOffered = offer !== null && offer.refused === null
  return (
    <fieldset className="drift-offer" aria-label={t('offer.label')}>
      <p role="status">
        {answer === null
          ? t('offer.asking')
          : !answer.ok
            ? lineOf(te, answer.error)
            : answer.value.refused !== null
              ? t('offer.refused', { why: issueWords(answer.value.refused) })
              : project === null
                ? ''
                : null}
        {isOffered && project !== null ? <OfferWords offer={offer} project={project} /> : null}
      </p>
      <div className="drift-acts">
        {offer !== null && offer.groups.length > 1 && project !== null ? (
          <SelectField
            label={t('offer.group')}
            value={groupId ?? offer.groupId ?? offer.groups[0] ?? ''}
            options={offer.groups.map((id) => ({ value: id, label: nameOf(project, id) }))}
            onChange={setGroupId}
          />
        ) : null}
        {isOffered ? (
          <Button look="primary" onClick={() => void takeOver(host, [item.id], groupId ?? offer.groupId)}>
            {t('offer.take')}
          </Button>
        ) : null}
        <Button onClick={() => showOffer(null)}>{t('acts.cancel')}</Button>
      </div>
    </fieldset>
  )
}

function nameOf(project: Project, id: string): string {
  const group = findGroup(project, id)
  return group === undefined ? id.slice(0, 8) : groupLabel(group, project.securityGroups)
}

function OfferWords({ offer, project }: { readonly offer: OfferAnswer; readonly project: Project }) {
  const { t } = useTranslation('drift')
  const { t: tf } = useTranslation('frame')
  const { edit, rule, groupId, alsoPorts } = offer
  if (edit === null || rule === null || groupId === null) return null
  const remote = rule.remoteGroupId ?? rule.remoteAddressGroupId
  const said = {
    group: nameOf(project, groupId),
    rule: shortRule(tf, rule, remote === null ? undefined : nameOf(project, remote)),
  }
  const names = alsoPorts.slice(0, MOST_NAMES).map((id) => portLabel(project, id))
  const ports = [...names, ...(alsoPorts.length > names.length ? ['…'] : [])].join(', ')
  const sentence =
    edit === 'rule.delete' ? t('offer.delete', said) : edit === 'rule.update' ? t('offer.update', said) : t('offer.create', said)
  return (
    <>
      {sentence} {alsoPorts.length === 0 ? t('offer.alone') : t('offer.also', { count: alsoPorts.length, ports })}
    </>
  )
}
