import { Check, CircleDashed, Minus, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Duty } from '#shared/explain/duties'
import { explainedDuties } from '#shared/explain/undone-duties'
import type { Project } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { Button } from '../../parts/button.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { setOpen, useScreen } from '../../state/screen.ts'
import { dutyWords } from '../../texts/explain-words.ts'
import { DutyLines } from './duty-lines.tsx'
import './port-duties.css'

const SECTION = 'ports.duties'
const ICONS = { done: Check, partly: CircleDashed, 'not-needed': Minus, missing: X } as const

interface PortDutiesProps {
  readonly project: Project
  readonly ruleset: Ruleset
  readonly portId: string
  readonly vm: string
  /** Set when the port is on a host whose kernel is not read. */
  readonly otherHost: string | null
}

/** What the firewall before this port is there for, ticked off, each duty with its lines or with what leaves it undone. */
export function PortDuties({ project, ruleset, portId, vm, otherHost }: PortDutiesProps) {
  const { t } = useTranslation('ports')
  const isOpen = useScreen((screen) => screen.open[SECTION]) ?? false
  const [opened, setOpened] = useState<Duty['id'] | null>(null)
  const duties = useMemo(() => explainedDuties(project, ruleset, portId), [project, ruleset, portId])
  const count = duties.filter(({ state }) => state === 'done').length
  const open = duties.filter(({ state }) => state === 'missing' || state === 'partly').length
  return (
    <section className="port-duties" aria-label={t('duties.label', { vm })}>
      <SectionBar
        title={t('duties.title')}
        note={open === 0 ? t('duties.allDone') : t('duties.note', { count, open })}
        open={isOpen}
        onToggle={() => setOpen(SECTION, !isOpen)}
      />
      {isOpen ? (
        <ol className="port-duties-list">
          {duties.map((duty) => (
            <DutyItem
              key={duty.id}
              duty={duty}
              isOpen={opened === duty.id}
              onToggle={() => setOpened(opened === duty.id ? null : duty.id)}
              otherHost={otherHost}
            />
          ))}
        </ol>
      ) : null}
    </section>
  )
}

interface DutyItemProps {
  readonly duty: Duty
  readonly isOpen: boolean
  readonly onToggle: () => void
  readonly otherHost: string | null
}

function DutyItem({ duty, isOpen, onToggle, otherHost }: DutyItemProps) {
  const { t } = useTranslation('ports')
  const { title, state, why } = dutyWords(duty)
  const Icon = ICONS[duty.state]
  return (
    <li className={`duty duty-${duty.state}`}>
      <div className="duty-head">
        <Icon size={14} aria-hidden="true" />
        <b>{title}</b>
        <span className="duty-state">{state}</span>
        <span className="sp" />
        {duty.lines.length === 0 ? null : (
          <Button
            look="ghost"
            aria-expanded={isOpen}
            aria-label={`${t('duties.lines', { count: duty.lines.length })}: ${title}`}
            onClick={onToggle}
          >
            {t('duties.lines', { count: duty.lines.length })}
          </Button>
        )}
      </div>
      <p className="t2">{why}</p>
      {isOpen ? <DutyLines lines={duty.lines} label={t('duties.linesOf', { duty: title })} otherHost={otherHost} /> : null}
    </li>
  )
}
