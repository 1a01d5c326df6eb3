import { Autocomplete } from '@mantine/core'
import { Play, Square } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabNode } from '#shared/contract/states'
import { Button } from '../../parts/button.tsx'
import { clockTime } from '../../texts/format.ts'
import { type KnownAddress, offeredAddresses } from './ping-form.ts'
import type { PingModel } from './use-ping-view.ts'

/** What to send, and the button that sends it. Enter in any field runs the test. */
export function PingBar({ model }: { readonly model: PingModel }) {
  const { t } = useTranslation('ping')
  const { form, refusal, change, start, stop, underWay, run } = model
  const bad = (field: string) => refusal === field || undefined
  return (
    <form
      className="pane-tool ping-bar"
      aria-label={t('form')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!underWay && refusal === null) start()
      }}
    >
      <h1>{t('title')}</h1>
      <Field label={t('from')}>{(id) => <From id={id} model={model} />}</Field>
      <Field label={t('to')}>{(id) => <To id={id} model={model} bad={bad('to')} />}</Field>
      <Field label={t('count')}>
        {(id) => <Figure id={id} width={46} value={form.count} bad={bad('count')} onChange={(count) => change({ count })} />}
      </Field>
      <Field label={t('every')} unit={t('seconds')}>
        {(id) => (
          <Figure id={id} width={46} value={form.interval} bad={bad('interval')} onChange={(interval) => change({ interval })} />
        )}
      </Field>
      <Field label={t('size')} unit={t('bytes')}>
        {(id) => <Figure id={id} width={56} value={form.size} bad={bad('size')} onChange={(size) => change({ size })} />}
      </Field>
      {underWay ? (
        <Button onClick={stop}>
          <Square size={14} aria-hidden="true" />
          {t('stop')}
        </Button>
      ) : (
        <Button look="primary" refusal={refusal === null ? null : t(`refusal.${refusal}`)} onClick={start}>
          <Play size={14} aria-hidden="true" />
          {run === null ? t('run') : t('runAgain')}
        </Button>
      )}
      <span className="sp" />
      <span className="t3 el ping-state" role="status">
        <RunState model={model} />
      </span>
    </form>
  )
}

function Field({
  label,
  unit,
  children,
}: {
  readonly label: string
  readonly unit?: string
  readonly children: (id: string) => ReactNode
}) {
  const id = useId()
  return (
    <span className="ping-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {unit === undefined ? null : <span className="ping-unit">{unit}</span>}
    </span>
  )
}

const KINDS: readonly LabNode['kind'][] = ['outside', 'vm', 'router']

function From({ id, model }: { readonly id: string; readonly model: PingModel }) {
  const { t } = useTranslation('ping')
  const { nodes, form, change } = model
  return (
    <select id={id} className="ping-input ping-from m" value={form.from} onChange={(event) => change({ from: event.target.value })}>
      {nodes.length === 0 ? <option value={form.from}>{t('noNode')}</option> : null}
      {KINDS.map((kind) => {
        const own = nodes.filter((node) => node.kind === kind)
        return own.length === 0 ? null : (
          <optgroup key={kind} label={t(`kinds.${kind}`)}>
            {own.map((node) => (
              <option key={node.id} value={node.id}>
                {nodeWords(node)}
              </option>
            ))}
          </optgroup>
        )
      })}
    </select>
  )
}

/** An outside host is often named by its address already. */
const nodeWords = ({ name, addresses }: LabNode): string =>
  [
    name,
    ...addresses
      .slice(0, 1)
      .map((address) => address.split('/')[0] ?? '')
      .filter((address) => address !== name),
  ].join('  ')

function To({ id, model, bad }: { readonly id: string; readonly model: PingModel; readonly bad: boolean | undefined }) {
  const { t } = useTranslation('ping')
  const { form, known, change } = model
  const words = ({ kind, name }: KnownAddress) => t(`address.${kind}`, { name })
  const of = (address: string) => known.find((one) => one.address === address)
  const chosen = of(form.to.trim())
  return (
    <Autocomplete
      id={id}
      className="ping-to"
      classNames={{ input: 'm' }}
      size="md"
      aria-invalid={bad}
      value={form.to}
      onChange={(to) => change({ to })}
      data={offeredAddresses(known, form.to).map((one) => one.address)}
      filter={({ options }) => options}
      maxDropdownHeight={320}
      comboboxProps={{ width: 320, position: 'bottom-start', transitionProps: { duration: 0 } }}
      renderOption={({ option }) => {
        const one = of(option.value)
        return (
          <span className="ping-option">
            <span className="m">{option.value}</span>
            <span className="t3">{one === undefined ? '' : words(one)}</span>
          </span>
        )
      }}
      rightSection={chosen === undefined ? undefined : <span className="ping-known">{words(chosen)}</span>}
      rightSectionWidth={chosen === undefined ? 0 : 128}
      rightSectionPointerEvents="none"
    />
  )
}

interface FigureProps {
  readonly id: string
  readonly width: number
  readonly value: string
  readonly bad: boolean | undefined
  readonly onChange: (value: string) => void
}

function Figure({ id, width, value, bad, onChange }: FigureProps) {
  return (
    <input
      id={id}
      className="ping-input m"
      style={{ width }}
      inputMode="decimal"
      autoComplete="off"
      aria-invalid={bad}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function RunState({ model: { run } }: { readonly model: PingModel }) {
  const { t } = useTranslation('ping')
  if (run === null) return null
  switch (run.state) {
    case 'preparing':
      return t('state.preparing')
    case 'running':
      return t('state.running', { time: clockTime(run.startedAt ?? 0) })
    case 'ended': {
      const seconds = (((run.endedAt ?? 0) - (run.startedAt ?? 0)) / 1000).toFixed(2)
      return t('state.ended', { time: clockTime(run.startedAt ?? 0), seconds })
    }
    case 'stopped':
      return run.endedAt === null ? null : t('state.stopped', { time: clockTime(run.endedAt) })
    case 'failed':
      return t('state.failed')
  }
}
