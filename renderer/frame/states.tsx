import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Term } from '../parts/term/term.tsx'
import { clockTime } from '../texts/format.ts'

interface StatesProps {
  readonly edited: number
  readonly applied: number | null
  /** What is applied was not kept yet. */
  readonly isOnTrial: boolean
  /** Changes between applied and edited. */
  readonly changes: number
  readonly kernelReadAt: number | null
  readonly inStep: boolean
}

/** The three states, joined by what is between them. They are always on screen. */
export function States({ edited, applied, isOnTrial, changes, kernelReadAt, inStep }: StatesProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="states" aria-label={t('states.label')}>
      <State name={<Term id="threeStates">{t('states.edited')}</Term>} value={t('states.revision', { revision: edited })} />
      <Relation same={changes === 0} sign={changes === 0 ? '=' : `≠ ${changes}`}>
        {changes === 0 ? t('states.same') : t('states.differs', { count: changes })}
      </Relation>
      <State
        name={t('states.applied')}
        value={applied === null ? t('states.never') : t('states.revision', { revision: applied })}
        note={isOnTrial ? t('states.notConfirmed') : null}
      />
      {kernelReadAt === null ? null : (
        <>
          {applied === null ? (
            <Relation same sign="–">
              {t('states.nothingApplied')}
            </Relation>
          ) : (
            <Relation same={inStep} sign={inStep ? '=' : '≠'}>
              {inStep ? t('states.inStep') : t('states.outOfStep')}
            </Relation>
          )}
          <State name={t('states.kernel')} value={clockTime(kernelReadAt)} />
        </>
      )}
    </fieldset>
  )
}

interface StateProps {
  readonly name: ReactNode
  readonly value: string
  readonly note?: string | null
}

function State({ name, value, note = null }: StateProps) {
  return (
    <span className="state">
      <span className="state-name">{name}</span> <span className="m">{value}</span>
      {note === null ? null : <span className="state-note">{note}</span>}
    </span>
  )
}

function Relation({ same, sign, children }: { readonly same: boolean; readonly sign: string; readonly children: string }) {
  return (
    <Tooltip label={children}>
      <span className={same ? 'relation' : 'relation relation-differs'}>
        <span className="relation-sign" aria-hidden="true">
          {sign}
        </span>
        <span className="sr">{children}</span>
      </span>
    </Tooltip>
  )
}
