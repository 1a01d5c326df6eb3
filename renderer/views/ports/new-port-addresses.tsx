import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FixedIp, Project } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/fields.tsx'
import type { Judged } from '../../texts/judged.ts'
import { addressOfRow, type PortDraft } from './new-port-draft.ts'
import { AddressRow } from './port-addresses.tsx'
import { subnetsOf } from './subnets.ts'

interface NewPortAddressesProps {
  readonly project: Project
  readonly draft: PortDraft
  readonly onDraft: (change: Partial<PortDraft>) => void
  readonly problem: Judged | null
  readonly noteId: string
}

/** Fixed IPs of a port that is drawn up: a subnet of its network each, and an address of it, typed or the next free one. */
export function NewPortAddresses({ project, draft, onDraft, problem, noteId }: NewPortAddressesProps) {
  const { t } = useTranslation('ports')
  const subnets = subnetsOf(project, draft.networkId)
  const rows = draft.fixedIps
  const change = (at: number, row: Partial<FixedIp>) =>
    onDraft({ fixedIps: rows.map((each, n) => (n === at ? { ...each, ...row } : each)) })
  /** The first that has no row yet. */
  const next = subnets.find(({ id }) => !rows.some(({ subnetId }) => subnetId === id)) ?? subnets[0]
  const isBad = problem?.field === 'ipAddress' || problem?.field === 'fixedIps' || problem?.field === 'subnetId'
  return (
    <fieldset className="new-port-part">
      <legend>{t('settings.fixed')}</legend>
      {subnets.length === 0 ? <p className="t3">{t('settings.noSubnet')}</p> : null}
      {rows.map((row, at) => (
        <AddressRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else to be told apart by
          key={at}
          removeLabel={t('create.removeAddress', { number: at + 1 })}
          onRemove={() => onDraft({ fixedIps: rows.toSpliced(at, 1) })}
        >
          <span className="new-port-address">
            <SelectField
              label={t('create.subnet', { number: at + 1 })}
              value={row.subnetId}
              options={subnets.map(({ id, cidr }) => ({ value: id, label: cidr }))}
              onChange={(subnetId) => change(at, { subnetId, ipAddress: '' })}
            />
            <TextField
              label={t('create.address', { number: at + 1 })}
              value={row.ipAddress}
              placeholder={addressOfRow(project, draft, at) ?? t('create.full')}
              mono
              maxLength={64}
              bad={isBad}
              describedBy={noteId}
              onChange={(ipAddress) => change(at, { ipAddress })}
            />
          </span>
        </AddressRow>
      ))}
      {rows.length === 0 && subnets.length > 0 ? <p className="t3">{t('create.noAddress')}</p> : null}
      {next === undefined ? null : (
        <Button onClick={() => onDraft({ fixedIps: [...rows, { subnetId: next.id, ipAddress: '' }] })}>
          <Plus size={14} aria-hidden="true" /> {t('settings.fixedAdd')}
        </Button>
      )}
    </fieldset>
  )
}
