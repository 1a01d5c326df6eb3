import { useTranslation } from 'react-i18next'
import { driverWord } from '#shared/as-command/host-lines'
import type { HostSettings } from '#shared/compile/compile'
import { FirewallDriver, type Host, Release } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { rightOf, setSide, useComparison } from '../../state/comparison.ts'

const SWITCHES = ['enableSecurityGroup', 'enableIpset', 'ipv6', 'comments'] as const

/** Release, driver and settings of one side; what is not chosen is as the host has it. */
export function SidePicker({ side, host }: { readonly side: 'left' | 'right'; readonly host: Host }) {
  const { t } = useTranslation('compare')
  const state = useComparison()
  const settings = side === 'left' ? state.left : rightOf(state, host)
  const shown: Host = { ...host, ...settings }
  const isAsHost = Object.entries(settings).every(([key, value]) => host[key as keyof HostSettings] === value)
  const set = (change: HostSettings) => setSide(side, { ...settings, ...change })
  return (
    <fieldset className="compare-side" aria-label={t(`sides.${side}`)}>
      <b className="compare-side-name">{t(`sides.${side}`)}</b>
      <ChoiceField
        label={t('release')}
        value={shown.release}
        options={Release.options.map((value) => ({ value, label: value }))}
        onChange={(value) => set({ release: Release.options.find((each) => each === value) ?? shown.release })}
      />
      <ChoiceField
        label={t('driver')}
        value={shown.firewallDriver}
        options={FirewallDriver.options.map((value) => ({
          value,
          label: driverWord({ release: shown.release, firewallDriver: value }).split('.').at(-1) ?? value,
        }))}
        onChange={(value) => set({ firewallDriver: FirewallDriver.options.find((each) => each === value) ?? shown.firewallDriver })}
      />
      {SWITCHES.map((key) => (
        <Switch key={key} label={t(`switches.${key}`)} on={shown[key]} onChange={(on) => set({ [key]: on } as HostSettings)} />
      ))}
      <Button look="ghost" refusal={isAsHost ? t('isAsHost') : null} onClick={() => setSide(side, {})}>
        {t('asHost')}
      </Button>
    </fieldset>
  )
}
