import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { groupName } from '../../state/group-names.ts'
import { useKernel } from '../../state/kernel.ts'
import type { SeenOrigin } from '../../state/kernel-origin.ts'
import { selectRule } from '../../state/screen.ts'
import type { StepRow } from '../../state/trace-rows.ts'
import { walkOrigin } from '../../state/walk-origin.ts'
import { shortRule } from '../../texts/step-words.ts'
import { isEnd, isPolicy } from './act-words.ts'
import { stepSentences } from './explain-step.ts'
import { openInChains } from './open-step.ts'

/** The step that is looked at, in sentences, and where its rule comes from. */
export function StepFoot({ row, project }: { readonly row: StepRow | null; readonly project: Project | null }) {
  const { t } = useTranslation('trace')
  const index = useKernel((kernel) => kernel.index)
  if (row === null)
    return (
      <section className="trace-foot" aria-label={t('table.label')}>
        <p className="t3">{t('nobody')}</p>
      </section>
    )
  const origin = walkOrigin({ mark: row.step.mark, host: row.crossing.title }, index, project)
  const isRule = !isEnd(row.step) && !isPolicy(row.step)
  const isInKernel = row.step.mark !== null && index?.rowsByMark.has(row.step.mark) === true
  return (
    <section className="trace-foot" aria-label={t('step', { number: row.number })}>
      <b>{t('step', { number: row.number })}</b>
      <p data-testid="trace-sentence">{stepSentences(t, row)}</p>
      <span className="t2 trace-origin" data-testid="trace-origin">
        {isRule ? <OriginWords origin={origin} project={project} /> : null}
      </span>
      <span className="trace-ways">
        {origin?.kind === 'group-rule' && origin.number !== null ? (
          <Button look="ghost" onClick={() => selectRule(origin.groupId, origin.ruleId)}>
            {t('origin.openRule')}
            <ArrowRight size={14} aria-hidden="true" />
          </Button>
        ) : isInKernel ? (
          <Button look="ghost" onClick={() => openInChains(row)}>
            {t('origin.openChains')}
            <ArrowRight size={14} aria-hidden="true" />
          </Button>
        ) : null}
      </span>
    </section>
  )
}

function OriginWords({ origin, project }: { readonly origin: SeenOrigin | null; readonly project: Project | null }) {
  const { t } = useTranslation('trace')
  const { t: tf } = useTranslation('frame')
  if (origin === null) return t('origin.foreign')
  if (origin.kind === 'built-in')
    return origin.portName === '' ? t('origin.skeleton') : t('origin.builtIn', { name: origin.portName })
  if (origin.kind !== 'group-rule') return t('origin.foreign')
  const group = groupName({ name: origin.groupName })
  if (origin.number === null || origin.rule === null) return t('origin.gone', { group })
  const remote = project?.securityGroups.find(({ id }) => id === origin.rule?.remoteGroupId)
  return t('origin.from', { group, number: origin.number, rule: shortRule(tf, origin.rule, remote?.name) })
}
