import { useTranslation } from 'react-i18next'
import type { Project } from '#shared/project/schema'
import { countOfRules } from '../../state/quotas.ts'

/** How much of the tenant's quotas is used. A full one is told by its word, too. */
export function QuotaLine({ project }: { readonly project: Project }) {
  const { t } = useTranslation('groups')
  const { quotas, securityGroups } = project
  const parts = [
    { key: 'groups', count: securityGroups.length, most: quotas.securityGroups },
    { key: 'rules', count: countOfRules(project), most: quotas.securityGroupRules },
  ] as const
  return (
    <p className="group-quota t2" title={t('quota.what')}>
      {parts.map(({ key, count, most }, at) => (
        <span key={key} className={most >= 0 && count >= most ? 'group-quota-full' : undefined}>
          {most < 0 ? t(`quota.${key}Any`, { count }) : t(`quota.${key}`, { count: most, used: count })}
          {most >= 0 && count >= most ? ` ${t('quota.full')}` : null}
          {at === 0 ? t('quota.comma') : null}
        </span>
      ))}
    </p>
  )
}
