import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { qbrName, qvbName } from '#shared/ruleset/naming'
import { VerdictGlyph } from '../../../parts/verdict.tsx'
import { groupName } from '../../../state/group-names.ts'
import type { LinkState } from '../../../state/plugs.ts'
import type { PortFacts } from '../../../state/port-facts.ts'
import type { Box } from '../board/geometry.ts'
import { Label, Pill } from '../board/text.tsx'
import { Socket } from './network-boxes.tsx'
import type { PortPlace } from './network-layout.ts'
import { type PortCounts, usePortCounts } from './port-counts.ts'

interface PortPictureProps {
  readonly project: Project
  readonly place: PortPlace
  /** Where cables leave the switch. */
  readonly from: number
  readonly chosen: boolean
  readonly running: boolean
  readonly link: LinkState
}

/** A VM with the bridge before it, or a line for it, and its cables. */
export function PortPicture({ project, place, from, chosen, running, link }: PortPictureProps) {
  const { t } = useTranslation('topology')
  const { facts, bridge, vm, cable } = place
  const counts = usePortCounts(facts, running)
  const moved = counts === null ? 0 : counts.to + counts.from
  const live = moved > 0 && link === 'plugged'
  const look = link === 'none' ? 'net-cable net-cable-off' : live ? 'net-cable net-cable-live' : 'net-cable'
  const y = Math.round(cable)
  const groups = groupWords(project, facts)
  if (bridge === null)
    return (
      <g>
        <path className={look} d={`M${from} ${y}H${vm.x}`} />
        <Outline box={vm} look={chosen ? 'net-line net-chosen' : 'net-line'} />
        <Label x={vm.x + 12} y={vm.y + 18} text={facts.vm} look="strong" room={130} />
        <Label x={vm.x + 150} y={vm.y + 18} text={facts.addresses} look="mono" room={130} />
        <Label x={vm.x + 288} y={vm.y + 18} text={link === 'unplugged' ? t('link.unplugged') : groups} look="dim" room={90} />
        <Label
          x={vm.x + vm.width - 12}
          y={vm.y + 18}
          text={counts === null ? '' : `${moved}`}
          look={live ? 'mono live' : 'mono dim'}
          anchor="end"
          room={50}
        />
        <Socket x={from} y={y} live={live} />
        <Socket x={vm.x} y={y} live={live} />
      </g>
    )
  const end = bridge.x + bridge.width
  const middle = (end + vm.x) / 2
  return (
    <g>
      <path className={look} d={`M${from} ${y}H${bridge.x}`} />
      {link === 'unplugged' ? (
        <path
          className="net-cable net-cable-cut"
          d={`M${end} ${y}H${middle - 9}M${middle + 9} ${y}H${vm.x}M${middle - 9} ${y - 5}v10M${middle + 9} ${y - 5}v10`}
        />
      ) : (
        <path className={look} d={`M${end} ${y}H${vm.x}`} />
      )}
      <Outline box={bridge} look={live ? 'net-box net-box-live' : 'net-box'} radius={3} />
      <Label x={bridge.x + 12} y={bridge.y + 20} text={facts.port.vif?.bridgeName ?? qbrName(facts.port.id)} look="mono strong" />
      <path className="net-rule" d={`M${bridge.x} ${bridge.y + 30.5}H${end}M${bridge.x} ${bridge.y + 61.5}H${end}`} />
      <Label x={bridge.x + 12} y={y + 4} text={facts.port.vif === undefined ? qvbName(facts.port.id) : ''} look="mono" />
      <Label x={end - 12} y={y + 4} text={facts.device} look="mono" anchor="end" />
      <Decided x={bridge.x} y={bridge.y + 80} width={bridge.width} counts={counts} why={countless(t, facts, link, running)} />
      <Outline box={vm} look={chosen ? 'net-box net-chosen' : 'net-box'} radius={3} />
      <Label x={vm.x + 12} y={vm.y + 20} text={facts.vm} look="strong" room={62} />
      <Label x={vm.x + vm.width - 12} y={vm.y + 20} text={groups} look="dim" anchor="end" room={66} />
      <Label
        x={vm.x + 12}
        y={vm.y + 41}
        text={facts.port.fixedIps[0]?.ipAddress ?? t('network.noAddress')}
        look="mono"
        room={vm.width - 20}
      />
      <Label x={vm.x + 12} y={vm.y + 59} text={facts.port.macAddress} look="mono dim" />
      <Socket x={from} y={y} live={live} />
      <Socket x={bridge.x} y={y} live={live} />
      <Socket x={end} y={y} live={live} />
      <Socket x={vm.x} y={y} live={live} />
      {link === 'unplugged' ? <Label x={middle} y={y + 22} text={t('link.unplugged')} anchor="middle" /> : null}
      {live && counts !== null ? <Pill x={(from + bridge.x) / 2} y={y} text={`${counts.to + counts.left}`} look="live" /> : null}
      {live && counts !== null ? <Pill x={middle} y={y} text={`${counts.arrived + counts.from}`} look="live" /> : null}
    </g>
  )
}

/** On whole pixels, so that its line is sharp. */
function Outline({ box, look, radius = 0 }: { readonly box: Box; readonly look: string; readonly radius?: number }) {
  return <rect className={look} x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={radius} />
}

interface DecidedProps {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly counts: PortCounts | null
  readonly why: string
}

/** What the firewall at this bridge has counted. */
function Decided({ x, y, width, counts, why }: DecidedProps) {
  const { t } = useTranslation('topology')
  if (counts === null) return <Label x={x + 12} y={y} text={why} look="dim" room={width - 24} />
  const lost = counts.dropped > 0
  return (
    <g>
      <g transform={`translate(${x + 12} ${y - 10})`}>
        <VerdictGlyph verdict={lost ? 'drop' : counts.to + counts.from > 0 ? 'accept' : 'none'} size={12} />
      </g>
      <Label
        x={x + 30}
        y={y}
        text={t('network.inOut', { in: counts.to, out: counts.from })}
        look={counts.to + counts.from > 0 ? 'mono' : 'mono dim'}
      />
      <Label
        x={x + width - 12}
        y={y}
        text={t('network.dropped', { count: counts.dropped })}
        look={lost ? 'mono lost' : 'mono dim'}
        anchor="end"
      />
    </g>
  )
}

function countless(
  t: ReturnType<typeof useTranslation<'topology'>>['t'],
  { port }: PortFacts,
  link: LinkState,
  running: boolean,
): string {
  if (!running || link === 'none') return t('network.noDevice')
  return port.portSecurityEnabled ? t('network.notRead') : t('network.noSecurity')
}

function groupWords({ securityGroups }: Project, { port }: PortFacts): string {
  const names = securityGroups.filter(({ id }) => port.securityGroupIds.includes(id)).map(groupName)
  return names.length > 1 ? `${names[0]} +${names.length - 1}` : (names[0] ?? '')
}
