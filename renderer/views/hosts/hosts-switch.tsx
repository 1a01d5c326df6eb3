import { useTranslation } from 'react-i18next'
import { Segmented } from '../../parts/segmented.tsx'
import { type HostsShown, showHosts, useScreen } from '../../state/screen.ts'

/** The compute nodes of the project, or the machine that the program runs on. */
export function HostsSwitch() {
  const { t } = useTranslation('machine')
  const shown = useScreen((screen) => screen.hosts)
  return (
    <Segmented<HostsShown>
      label={t('show.label')}
      value={shown}
      options={[
        { value: 'project', label: t('show.project') },
        { value: 'machine', label: t('show.machine') },
      ]}
      onChange={showHosts}
    />
  )
}
