import { Autocomplete } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { WalkAgainst } from '#shared/contract/walk'
import { commandItem } from '../../commands/menu-items.ts'
import { Button } from '../../parts/button.tsx'
import { menuUnder } from '../../parts/context-menu/context-menu-store.ts'
import { ToolBar } from '../../parts/pane.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { fieldsOf } from '../../state/trace-form.ts'
import { offeredAddresses } from '../ping/ping-form.ts'
import { Choice, FormRow, Heading, Line } from './form-fields.tsx'
import './packet-form.css'
import { SendingProgress } from './sending.tsx'
import type { FormModel } from './use-trace-view.ts'

/** The packet that is asked about. Enter in any field predicts its way. */
export function PacketForm({ model }: { readonly model: FormModel }) {
  const { t } = useTranslation('trace')
  const { form, refusal } = model
  const asked = fieldsOf(form)
  const has = (field: (typeof asked)[number]) => asked.includes(field)
  return (
    <>
      <ToolBar>
        <h2>{t('form')}</h2>
        <span className="sp" />
        <Button
          aria-haspopup="menu"
          onClick={(event) =>
            menuUnder(event.currentTarget, {
              label: t('from.label'),
              parts: () => [
                [
                  { ...commandItem('packetOfPing'), words: t('from.ping') },
                  { ...commandItem('packetOfPair'), words: t('from.pair') },
                ],
                [
                  { ...commandItem('packetOfRule'), words: t('from.rule') },
                  { ...commandItem('packetOfPacket'), words: t('from.packet') },
                ],
              ],
            })
          }
        >
          {t('from.button')}
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      </ToolBar>
      <form
        className="packet-form"
        aria-label={t('form')}
        onSubmit={(event) => {
          event.preventDefault()
          model.predict()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.defaultPrevented || !(event.target instanceof HTMLInputElement)) return
          event.preventDefault()
          model.predict()
        }}
      >
        <Heading>{t('way')}</Heading>
        <Sender model={model} />
        <Target model={model} />
        <Heading>{t('packet')}</Heading>
        <Choice
          label={t('protocol')}
          value={form.protocol}
          mono
          options={(['icmp', 'tcp', 'udp', 'other'] as const).map((value) => ({
            value,
            label: value === 'other' ? t('other') : value,
          }))}
          onChange={(protocol) => model.change({ protocol })}
        />
        {form.protocol === 'other' ? null : (
          <Choice
            label={t('kind')}
            value={form.answered ? 'whole' : 'one'}
            options={(['whole', 'one'] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={(kind) => model.change({ answered: kind === 'whole' })}
          />
        )}
        {has('number') ? <Line field="number" model={model} /> : null}
        {has('icmpType') ? <IcmpType model={model} /> : null}
        {has('icmpCode') ? <Line field="icmpCode" model={model} /> : null}
        {has('count') ? <Line field="count" model={model} /> : null}
        {has('destinationPort') ? <Line field="destinationPort" model={model} /> : null}
        {has('sourcePort') ? <Line field="sourcePort" model={model} placeholder={t('anyPort')} /> : null}
        {has('flags') ? <Line field="flags" model={model} /> : null}
        {has('length') ? <Line field="length" model={model} placeholder={t('lengthOf')} /> : null}
        {form.answered && (form.protocol === 'tcp' || form.protocol === 'udp') ? (
          <span className="packet-switch">
            <Switch label={t('listens')} on={form.listens} onChange={(listens) => model.change({ listens })} />
          </span>
        ) : null}
        <Heading>{t('faked')}</Heading>
        <Line field="sourceIp" model={model} placeholder={t('asSent')} />
        <Line field="sourceMac" model={model} placeholder={t('asSent')} />
        <Heading>{t('against')}</Heading>
        <Rules model={model} />
        <span className="packet-acts">
          <Button refusal={refusal.predict === null ? null : t(`refusal.${refusal.predict}`)} onClick={model.predict}>
            {t('predict')}
          </Button>
          <Button
            className="btn-on packet-send"
            refusal={refusal.send === null ? null : t(`refusal.${refusal.send}`)}
            onClick={model.send}
          >
            {t('send')}
          </Button>
        </span>
        <SendingProgress />
      </form>
    </>
  )
}

const KINDS = ['outside', 'vm', 'router'] as const

function Sender({ model: { form, nodes, change, read } }: { readonly model: FormModel }) {
  const { t } = useTranslation('trace')
  const { t: tp } = useTranslation('ping')
  return (
    <FormRow label={t('sender')} wrong={read.wrong.includes('from') ? t('wrong.from') : null}>
      {(props) => (
        <select {...props} className="packet-input m" value={form.from} onChange={(event) => change({ from: event.target.value })}>
          {nodes.length === 0 ? <option value={form.from}>{t('noSender')}</option> : null}
          {KINDS.map((kind) => {
            const own = nodes.filter((node) => node.kind === kind)
            return own.length === 0 ? null : (
              <optgroup key={kind} label={tp(`kinds.${kind}`)}>
                {own.map(({ id, name, addresses }) => (
                  <option key={id} value={id}>
                    {[name, addresses[0]?.split('/')[0] === name ? '' : addresses[0]?.split('/')[0]].filter(Boolean).join('  ')}
                  </option>
                ))}
              </optgroup>
            )
          })}
        </select>
      )}
    </FormRow>
  )
}

function Target({ model: { form, known, change, read } }: { readonly model: FormModel }) {
  const { t } = useTranslation('trace')
  const { t: tp } = useTranslation('ping')
  const of = (address: string) => known.find((one) => one.address === address)
  const chosen = of(form.to.trim())
  return (
    <FormRow
      label={t('to')}
      wrong={read.wrong.includes('to') ? t('wrong.to') : null}
      note={chosen === undefined ? null : tp(`address.${chosen.kind}`, { name: chosen.name })}
    >
      {(props) => (
        <Autocomplete
          {...props}
          classNames={{ input: 'm' }}
          value={form.to}
          onChange={(to) => change({ to })}
          data={offeredAddresses(known, form.to).map(({ address }) => address)}
          filter={({ options }) => options}
          openOnFocus={false}
          maxDropdownHeight={320}
          comboboxProps={{ width: 320, position: 'bottom-start', transitionProps: { duration: 0 } }}
          spellCheck={false}
          renderOption={({ option }) => {
            const one = of(option.value)
            return (
              <span className="packet-offer">
                <span className="m">{option.value}</span>
                <span className="t3">{one === undefined ? '' : tp(`address.${one.kind}`, { name: one.name })}</span>
              </span>
            )
          }}
        />
      )}
    </FormRow>
  )
}

const TYPES = [
  ['8', 'echoRequest'],
  ['0', 'echoReply'],
  ['3', 'unreachable'],
  ['11', 'timeExceeded'],
] as const

/** A type has its name beside it, where it has one. */
function IcmpType({ model }: { readonly model: FormModel }) {
  const { t } = useTranslation('trace')
  const name = model.form.to.includes(':') ? undefined : TYPES.find(([type]) => type === model.form.icmpType.trim())?.[1]
  return <Line field="icmpType" model={model} note={name === undefined ? null : t(`types.${name}`)} />
}

function Rules({ model: { form, revisions, change } }: { readonly model: FormModel }) {
  const { t } = useTranslation('trace')
  const { edited, applied } = revisions
  const label = {
    kernel: t('rulesOf.kernel'),
    edited: t('rulesOf.edited', { revision: edited }),
    applied: applied === null ? t('rulesOf.appliedNone') : t('rulesOf.applied', { revision: applied }),
  }
  return (
    <Choice
      label={t('rules')}
      value={form.against}
      options={WalkAgainst.options.map((value) => ({ value, label: label[value] }))}
      onChange={(against) => change({ against })}
    />
  )
}
