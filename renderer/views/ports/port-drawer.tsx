import { Copy, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isAboutPort } from '#shared/explain/caution'
import type { Family } from '#shared/netfilter/rule-spec'
import { isTrusted } from '#shared/project/device-owner'
import type { Project } from '#shared/project/schema'
import type { Ruleset } from '#shared/ruleset/ruleset'
import { Button, IconButton } from '../../parts/button.tsx'
import { CautionList } from '../../parts/caution-list.tsx'
import { ToolBar } from '../../parts/pane.tsx'
import { cautionsAt } from '../../state/cautions.ts'
import { compiled } from '../../state/compiled.ts'
import { say } from '../../state/messages.ts'
import type { PortFacts } from '../../state/port-facts.ts'
import { cautionWords } from '../../texts/explain-words.ts'
import { translatePorts } from '../../texts/i18n.ts'
import { issueWords } from '../../texts/issue-words.ts'
import { effectiveRules, familiesOf } from './effective-rules.ts'
import { EffectiveTable } from './effective-table.tsx'
import { OriginSquare } from './origin-cell.tsx'
import { PortDuties } from './port-duties.tsx'
import { PortLinkBar } from './port-link.tsx'
import { PortSettings } from './port-settings.tsx'
import './port-drawer.css'

interface PortDrawerProps {
  readonly project: Project
  readonly host: string
  readonly facts: PortFacts | null
  readonly onClose: () => void
}

/** All rules that stand before one VM, as the edited project compiles. */
export function PortDrawer({ project, host, facts, onClose }: PortDrawerProps) {
  const { t } = useTranslation('ports')
  if (facts === null) return <aside className="pane drawer" aria-label={t('drawer.title')} />
  const copy = async () => {
    await navigator.clipboard.writeText(facts.port.id)
    say(() => translatePorts('drawer.copied', { id: facts.port.id }))
  }
  return (
    <aside className="pane drawer" aria-label={t('drawer.label', { vm: facts.vm })}>
      <ToolBar>
        <h2 className="el">{facts.vm}</h2>
        <span className="m t2 el">{facts.port.id}</span>
        <span className="sp" />
        <IconButton label={t('drawer.copy')} icon={<Copy size={14} aria-hidden="true" />} onClick={() => void copy()} />
        <IconButton label={t('drawer.close')} icon={<X size={16} aria-hidden="true" />} onClick={onClose} />
      </ToolBar>
      <div className="drawer-facts m t2">
        <span>{facts.device}</span>
        <span>{facts.port.macAddress}</span>
        <span className="el">{facts.addresses}</span>
      </div>
      <PortLinkBar facts={facts} />
      <PortCautions project={project} host={facts.port.hostName ?? host} portId={facts.port.id} />
      <PortSettings key={facts.port.id} project={project} port={facts.port} vm={facts.vm} />
      {isTrusted(facts.port) ? null : (
        <Compiled project={project} host={facts.port.hostName ?? host} readHost={host} facts={facts} />
      )}
      <span className="sp" />
      {isTrusted(facts.port) ? null : <Legend />}
    </aside>
  )
}

/** What is known to be so for this port. */
function PortCautions({ project, host, portId }: { readonly project: Project; readonly host: string; readonly portId: string }) {
  const own = cautionsAt(project, host).filter((caution) => isAboutPort(caution, portId))
  return <CautionList items={own.map((caution, at) => ({ key: `${caution.code} ${at}`, words: cautionWords(caution) }))} />
}

function Legend() {
  const { t } = useTranslation('ports')
  return (
    <div className="drawer-legend lab">
      <span className="port-origin">
        <OriginSquare kind="group" /> {t('drawer.fromGroup')}
      </span>
      <span className="port-origin">
        <OriginSquare kind="port" /> {t('drawer.fromPort')}
      </span>
      <span className="port-origin">
        <OriginSquare kind="always" /> {t('drawer.always')}
      </span>
    </div>
  )
}

interface CompiledProps {
  readonly project: Project
  readonly host: string
  /** The host whose counters are there. */
  readonly readHost: string
  readonly facts: PortFacts
}

function Compiled({ project, host, readHost, facts }: CompiledProps) {
  const { t } = useTranslation('ports')
  const compilation = compiled(project, host)
  if (compilation.ok)
    return <Rules project={project} ruleset={compilation.value} facts={facts} otherHost={host === readHost ? null : host} />
  return <p className="pane-foot">{t('drawer.notCompiled', { why: compilation.error.map(issueWords).join(' ') })}</p>
}

interface RulesProps {
  readonly project: Project
  readonly ruleset: Ruleset
  readonly facts: PortFacts
  readonly otherHost: string | null
}

function Rules({ project, ruleset, facts, otherHost }: RulesProps) {
  const { t } = useTranslation('ports')
  const [wanted, setWanted] = useState<Family>('ipv4')
  const { id } = facts.port
  const families = useMemo(() => familiesOf(ruleset, id), [ruleset, id])
  const family = families.includes(wanted) ? wanted : (families[0] ?? 'ipv4')
  const rows = useMemo(() => effectiveRules(ruleset, id, family), [ruleset, id, family])
  const rules = rows.flatMap((row) => (row.kind === 'rule' ? [row.rule] : []))
  const fromGroups = rules.filter((rule) => rule.origin.kind === 'group-rule').length
  return (
    <>
      <PortDuties project={project} ruleset={ruleset} portId={id} vm={facts.vm} otherHost={otherHost} />
      <ToolBar low>
        <h3>{t('drawer.title')}</h3>
        {families.length < 2
          ? null
          : families.map((each) => (
              <Button key={each} look="ghost" pressed={each === family} onClick={() => setWanted(each)}>
                {t(`drawer.family.${each}`)}
              </Button>
            ))}
        <span className="sp" />
        <span className="lab">{t('drawer.count', { all: rules.length, fromGroups })}</span>
      </ToolBar>
      <EffectiveTable rows={rows} project={project} vm={facts.vm} otherHost={otherHost} />
    </>
  )
}
