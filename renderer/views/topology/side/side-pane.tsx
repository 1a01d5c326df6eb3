import { Activity, Cable, Plug, Route, Unplug, Workflow, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { runCommand } from '../../../commands/registry.ts'
import { useRefusal } from '../../../commands/use-refusal.ts'
import { Button, IconButton } from '../../../parts/button.tsx'
import { ToolBar } from '../../../parts/pane.tsx'
import { findGroup, groupLabel } from '../../../state/group-names.ts'
import { setKernelView, useKernelView } from '../../../state/kernel-view.ts'
import { type LinkState, useLink } from '../../../state/plugs.ts'
import type { PortFacts } from '../../../state/port-facts.ts'
import { goToPort, openPort, openView, selectChain, selectGroup, setOpen, TOPOLOGY_SIDE } from '../../../state/screen.ts'
import type { TopologyMode } from '../../../state/topology.ts'
import type { MapModel } from '../map/use-map.ts'
import { LastMinute } from './last-minute.tsx'
import { SinceBaseline } from './since-baseline.tsx'
import { WayList } from './way-list.tsx'
import './side-pane.css'

interface SidePaneProps {
  readonly project: Project
  readonly facts: PortFacts | null
  readonly mode: TopologyMode
  readonly model: MapModel
}

/** The chosen VM: what it is, what came by, and where to look next. */
export function SidePane({ project, facts, mode, model }: SidePaneProps) {
  const { t } = useTranslation('topology')
  const close = (
    <IconButton label={t('side.close')} icon={<X size={16} aria-hidden="true" />} onClick={() => setOpen(TOPOLOGY_SIDE, false)} />
  )
  if (facts === null)
    return (
      <aside className="pane topology-side" aria-label={t('side.noVm')}>
        <ToolBar>
          <h2>{t('side.noVm')}</h2>
          <span className="sp" />
          {close}
        </ToolBar>
        <p className="side-note">{t('side.noVmHint')}</p>
      </aside>
    )
  return (
    <aside className="pane topology-side" aria-label={facts.vm}>
      <ToolBar>
        <h2 className="el" title={facts.vm}>
          {facts.vm}
        </h2>
        <LinkWord facts={facts} />
        <span className="sp" />
        {close}
      </ToolBar>
      <Facts project={project} facts={facts} />
      <PlugActs facts={facts} />
      <Groups project={project} facts={facts} />
      {mode === 'map' ? <WayList model={model} /> : <SinceBaseline model={model} />}
      <LastMinute model={model} vm={facts.vm} />
      <span className="sp" />
      <Links facts={facts} model={model} />
    </aside>
  )
}

function LinkWord({ facts }: { readonly facts: PortFacts }) {
  const { t } = useTranslation('topology')
  const link: LinkState = useLink(facts)
  return <span className={`side-link side-link-${link}`}>{t(`side.${link}`)}</span>
}

/** What can be done about the VM's card. */
function PlugActs({ facts }: { readonly facts: PortFacts }) {
  const { t } = useTranslation('ports')
  const link = useLink(facts)
  if (link === 'none') return null
  const Icon = link === 'plugged' ? Unplug : Plug
  return (
    <div className="side-plug">
      <Button onClick={() => void runCommand(link === 'plugged' ? 'unplugPort' : 'plugPort')}>
        <Icon size={14} aria-hidden="true" />
        {t(link === 'plugged' ? 'link.unplug' : 'link.plug')}
      </Button>
      <Button look="ghost" onClick={() => void runCommand('agentTurns')}>
        {t('link.turns')}
      </Button>
    </div>
  )
}

function Facts({ project, facts: { port, device } }: { readonly project: Project; readonly facts: PortFacts }) {
  const { t } = useTranslation('topology')
  const floating = project.floatingIps.filter(({ portId }) => portId === port.id).map(({ floatingIp }) => floatingIp)
  const rows: readonly (readonly [name: string, value: string])[] = [
    [t('side.port'), port.id],
    [t('side.device'), device],
    [t('side.mac'), port.macAddress],
    [t('side.fixed'), port.fixedIps.map(({ ipAddress }) => ipAddress).join(', ') || t('side.nothing')],
    [t('side.floating'), floating.join(', ') || t('side.nothing')],
    [t('side.host'), port.hostName ?? t('side.nowhere')],
  ]
  return (
    <dl className="side-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="m el" title={value}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Groups({ project, facts: { port } }: { readonly project: Project; readonly facts: PortFacts }) {
  const { t } = useTranslation('topology')
  const groups = port.securityGroupIds.flatMap((id) => findGroup(project, id) ?? [])
  return (
    <div className="side-groups">
      <h3>{t('side.groups')}</h3>
      {groups.length === 0 ? <span className="t3">{t('side.nothing')}</span> : null}
      {groups.slice(0, 6).map((group) => {
        const label = groupLabel(group, project.securityGroups)
        return (
          <button
            key={group.id}
            type="button"
            className="side-group"
            title={label}
            onClick={() => {
              selectGroup(group.id)
              openView('groups')
            }}
          >
            <span className="el">{label}</span> <span className="t3">{t('side.rules', { count: group.rules.length })}</span>
          </button>
        )
      })}
      {groups.length > 6 ? <span className="t3">{t('network.plus', { count: groups.length - 6 })}</span> : null}
    </div>
  )
}

function Links({ facts, model }: { readonly facts: PortFacts; readonly model: MapModel }) {
  const { t } = useTranslation('topology')
  const { t: tc } = useTranslation('commands')
  const chain = model.platforms.in.chain
  const noTrace = useRefusal('packetToPort')
  const [target] = [...(model.way.project?.floatingIps ?? [])].filter(({ portId }) => portId === facts.port.id)
  const ping = () => {
    const from = model.way.project?.outsideHosts[0]?.id
    const to = target?.floatingIp ?? facts.port.fixedIps[0]?.ipAddress
    const { ping: asked } = useKernelView.getState()
    if (to !== undefined) setKernelView({ ping: { ...asked, from: asked.from || (from ?? ''), to } })
    openView('ping')
  }
  return (
    <div className="side-foot">
      <Button onClick={ping}>
        <Activity size={14} aria-hidden="true" />
        {t('side.ping')}
      </Button>
      <Button
        hint={tc('names.packetToPort')}
        refusal={noTrace === null ? null : tc(`refusals.${noTrace}`)}
        onClick={() => {
          goToPort(facts.port.id)
          void runCommand('packetToPort')
        }}
      >
        <Route size={14} aria-hidden="true" />
        {t('side.trace')}
      </Button>
      <Button
        refusal={chain === null ? t('side.noChains') : null}
        onClick={() => {
          if (chain !== null) selectChain(chain.name, chain.family)
          openView('chains')
        }}
      >
        <Workflow size={14} aria-hidden="true" />
        {t('side.chains')}
      </Button>
      <Button onClick={() => openPort(facts.port.id)}>
        <Cable size={14} aria-hidden="true" />
        {t('side.ports')}
      </Button>
    </div>
  )
}
