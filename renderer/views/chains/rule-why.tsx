import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { CautionList } from '../../parts/caution-list.tsx'
import { cautionsOfLine } from '../../state/cautions.ts'
import { portFacts } from '../../state/port-facts.ts'
import { openPort, PORT_SETTINGS, selectRule, setOpen } from '../../state/screen.ts'
import { cautionWords } from '../../texts/explain-words.ts'
import { lineReason } from './line-words.ts'
import type { RuleLine } from './rule-line.ts'

interface RuleWhyProps {
  readonly line: RuleLine
  readonly project: Project | null
  readonly host: string
}

/** Why the chosen rule is there, the way to what it was made for, and what is known to be wrong with it. */
export function RuleWhy({ line, project, host }: RuleWhyProps) {
  const { t } = useTranslation('chains')
  const cautions = line.subject === null ? [] : cautionsOfLine(host, line.subject.origin)
  return (
    <>
      <div className="rule-why">
        <span className="lab">{t('origin')}</span>
        <p data-testid="reason">{lineReason(t, project, line)}</p>
        <WayTo line={line} project={project} />
      </div>
      <CautionList
        items={cautions.map((caution, at) => ({ key: `${caution.code} ${at}`, words: cautionWords(caution) }))}
        label={t('cautionsOfRule')}
      />
    </>
  )
}

/** To the group rule, or to the port: its addresses, where the line is about one of them. */
function WayTo({ line: { origin, subject }, project }: Omit<RuleWhyProps, 'host'>) {
  const { t } = useTranslation('chains')
  const arrow = <ArrowRight size={14} aria-hidden="true" />
  if (origin.kind === 'group-rule')
    return origin.number === null ? null : (
      <Button look="ghost" onClick={() => selectRule(origin.groupId, origin.ruleId)}>
        {t('openRule')}
        {arrow}
      </Button>
    )
  if (subject === null || subject.origin.kind === 'skeleton' || project === null) return null
  const { kind, portId } = subject.origin
  // Services have ports, too, which no view lists.
  if (!portFacts(project).some(({ port }) => port.id === portId)) return null
  const isAddress = kind === 'anti-spoofing' || kind === 'provider'
  const open = () => {
    if (isAddress) setOpen(PORT_SETTINGS, true)
    openPort(portId)
  }
  return (
    <Button look="ghost" onClick={open}>
      {t(isAddress ? 'openAddresses' : 'openPort')}
      {arrow}
    </Button>
  )
}
