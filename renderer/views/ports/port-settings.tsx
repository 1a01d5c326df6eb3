import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isTrusted } from '#shared/project/device-owner'
import type { Port, Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { SectionBar } from '../../parts/pane.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { useDeed } from '../../state/deeds.ts'
import { type PortChange, updatePort } from '../../state/port-edits.ts'
import { PORT_SETTINGS, setOpen, useScreen } from '../../state/screen.ts'
import { FixedIps } from './fixed-ips.tsx'
import { AddressAdder, AddressRow } from './port-addresses.tsx'
import { PortIdentity } from './port-identity.tsx'
import { ServiceNote } from './service-note.tsx'
import './port-settings.css'

interface PortSettingsProps {
  readonly project: Project
  readonly port: Port
  readonly vm: string
}

/** What a port is allowed and called: its addresses, pairs and port security, as the Networking API has them. */
export function PortSettings({ project, port, vm }: PortSettingsProps) {
  const { t } = useTranslation('ports')
  const isOpen = useScreen((screen) => screen.open[PORT_SETTINGS]) ?? false
  const place = useRef<HTMLElement>(null)
  useDeed('changePort', () => {
    setOpen(PORT_SETTINGS, true)
    // The fields are there after the next drawing.
    window.requestAnimationFrame(() => place.current?.querySelector('input')?.focus())
  })
  const { fixedIps, allowedAddressPairs, portSecurityEnabled } = port
  const note = [
    t('settings.fixedCount', { count: fixedIps.length }),
    t('settings.pairCount', { count: allowedAddressPairs.length }),
    ...(isTrusted(port) ? [] : [t(portSecurityEnabled ? 'settings.on' : 'settings.off')]),
  ].join(t('settings.comma'))
  return (
    <section className="port-settings" ref={place} aria-label={t('settings.label', { vm })}>
      <SectionBar title={t('settings.title')} note={note} open={isOpen} onToggle={() => setOpen(PORT_SETTINGS, !isOpen)} />
      <ServiceNote project={project} port={port} />
      {isOpen ? (
        <div className="port-settings-body">
          <PortIdentity project={project} port={port} />
          {isTrusted(port) ? null : <SecuritySwitch project={project} port={port} />}
          <FixedIps project={project} port={port} />
          {isTrusted(port) && allowedAddressPairs.length === 0 ? null : <Pairs project={project} port={port} />}
        </div>
      ) : null}
    </section>
  )
}

type PartProps = Omit<PortSettingsProps, 'vm'>

/** Port security goes only without groups and pairs, so taking them off belongs to the same step. */
function SecuritySwitch({ project, port }: PartProps) {
  const { t } = useTranslation('ports')
  const [asking, setAsking] = useState(false)
  const { portSecurityEnabled: on, securityGroupIds: groups, allowedAddressPairs: pairs } = port
  const host = project.hosts.find(({ name }) => name === port.hostName)
  const change = (next: PortChange) => {
    setAsking(false)
    void updatePort(port.id, next)
  }
  const off = () => (groups.length + pairs.length > 0 ? setAsking(true) : change({ portSecurityEnabled: false }))
  return (
    <div className="port-settings-part">
      <Switch label={t('settings.security')} on={on} onChange={(next) => (next ? change({ portSecurityEnabled: true }) : off())} />
      <p className="t3">
        {t(host?.release === '2014.2' ? 'settings.securityIgnored' : on ? 'settings.securityOn' : 'settings.securityOff')}
      </p>
      {asking && on ? (
        <div className="port-settings-ask" role="alert">
          <span>{t('settings.securityAsk', { groups: groups.length, pairs: pairs.length })}</span>
          <Button
            look="primary"
            onClick={() => change({ portSecurityEnabled: false, securityGroupIds: [], allowedAddressPairs: [] })}
          >
            {t('settings.securityYes')}
          </Button>
          <Button onClick={() => setAsking(false)}>{t('settings.securityNo')}</Button>
        </div>
      ) : null}
    </div>
  )
}

function Pairs({ project, port }: PartProps) {
  const { t } = useTranslation('ports')
  const { allowedAddressPairs: pairs } = port
  const added = (ipAddress: string, mac: string): PortChange => ({
    allowedAddressPairs: [...pairs, { ipAddress, macAddress: mac === '' ? null : mac }],
  })
  return (
    <div className="port-settings-part">
      <h4>{t('settings.pairs')}</h4>
      <p className="t3">{t('settings.pairsWhat')}</p>
      {pairs.map(({ ipAddress, macAddress }, at) => (
        <AddressRow
          key={`${ipAddress} ${macAddress}`}
          removeLabel={t('settings.remove', { what: ipAddress })}
          onRemove={() => void updatePort(port.id, { allowedAddressPairs: pairs.toSpliced(at, 1) })}
        >
          {ipAddress} <span className="t3">{macAddress ?? port.macAddress}</span>
        </AddressRow>
      ))}
      <AddressAdder
        project={project}
        portId={port.id}
        label={t('settings.pairAdd')}
        placeholder="10.20.0.0/16"
        mac={t('settings.pairMac')}
        change={added}
      />
    </div>
  )
}
