import { useTranslation } from 'react-i18next'
import { isTrusted } from '#shared/project/device-owner'
import type { Port, Project } from '#shared/project/schema'

/** What Neutron does for its own ports, and what the agent of the port's host writes for them. */
export function ServiceNote({ project, port }: { readonly project: Project; readonly port: Port }) {
  const { t } = useTranslation('ports')
  if (!isTrusted(port)) return null
  const host = project.hosts.find(({ name }) => name === port.hostName)
  const isOld = host?.release === '2014.2' || host?.release === '2015.1'
  return (
    <p className="port-service t2">
      {t('service.what')}{' '}
      {host === undefined
        ? t('service.noHost')
        : t(isOld ? 'service.old' : 'service.accepts', { host: host.name, release: host.release })}
    </p>
  )
}
