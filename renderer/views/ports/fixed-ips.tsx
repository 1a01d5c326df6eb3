import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseAddress } from '#shared/net/address'
import { contains, parsePrefix } from '#shared/net/prefix'
import { freeAddress } from '#shared/project/free-address'
import type { Port, Project, Subnet } from '#shared/project/schema'
import { SelectField } from '../../parts/fields.tsx'
import { type PortChange, updatePort } from '../../state/port-edits.ts'
import { AddressAdder, AddressRow } from './port-addresses.tsx'
import { subnetsOf } from './subnets.ts'

/** The subnet whose address it is, else the one that was chosen. */
function subnetFor(subnets: readonly Subnet[], chosen: Subnet | undefined, text: string): Subnet | undefined {
  const address = parseAddress(text)
  const holds = ({ cidr }: Subnet): boolean => {
    const prefix = parsePrefix(cidr)
    return prefix.ok && address.ok && contains(prefix.value, address.value)
  }
  if (chosen !== undefined && holds(chosen)) return chosen
  const sameFamily = subnets.find(({ ipVersion }) => address.ok && ipVersion === address.value.version)
  return subnets.find(holds) ?? (address.ok && chosen?.ipVersion !== address.value.version ? (sameFamily ?? chosen) : chosen)
}

/** The port's addresses; one more is the next free one of the chosen subnet, or the one that is typed. */
export function FixedIps({ project, port }: { readonly project: Project; readonly port: Port }) {
  const { t } = useTranslation('ports')
  const [chosenId, setChosen] = useState<string | null>(null)
  const { fixedIps } = port
  const subnets = subnetsOf(project, port.networkId)
  const chosen = subnets.find(({ id }) => id === chosenId) ?? subnets[0]
  const free = chosen === undefined ? null : freeAddress(project, chosen, port.macAddress)
  const added = (address: string): PortChange => ({
    fixedIps: [...fixedIps, { subnetId: subnetFor(subnets, chosen, address)?.id ?? '', ipAddress: address }],
  })
  return (
    <div className="port-settings-part">
      <h4>{t('settings.fixed')}</h4>
      {fixedIps.map(({ ipAddress, subnetId }, at) => (
        <AddressRow
          key={ipAddress}
          removeLabel={t('settings.remove', { what: ipAddress })}
          onRemove={() => void updatePort(port.id, { fixedIps: fixedIps.toSpliced(at, 1) })}
        >
          {ipAddress} <span className="t3">{subnets.find(({ id }) => id === subnetId)?.cidr}</span>
        </AddressRow>
      ))}
      {subnets.length === 0 ? (
        <p className="t3">{t('settings.noSubnet')}</p>
      ) : (
        <AddressAdder
          project={project}
          portId={port.id}
          label={t('settings.fixedAdd')}
          placeholder={free ?? ''}
          fallback={free}
          mac={null}
          choice={
            <SelectField
              label={t('settings.subnet')}
              value={chosen?.id ?? ''}
              options={subnets.map(({ id, cidr }) => ({ value: id, label: cidr }))}
              onChange={setChosen}
            />
          }
          change={added}
        />
      )}
    </div>
  )
}
