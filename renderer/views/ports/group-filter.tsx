import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SecurityGroup } from '#shared/project/schema'
import { groupLabel } from '../../state/group-names.ts'
import { NO_GROUP } from '../../state/port-facts.ts'
import { showPortsOf } from '../../state/screen.ts'

/** Of which group the ports are shown, as `openstack port list --security-group` asks. */
export function GroupFilter({ groups, of }: { readonly groups: readonly SecurityGroup[]; readonly of: string | null }) {
  const { t } = useTranslation('ports')
  const isThere = of === NO_GROUP || groups.some(({ id }) => id === of)
  return (
    <NativeSelect
      aria-label={t('filter')}
      className="port-filter"
      value={isThere ? (of ?? '') : ''}
      data={[
        { value: '', label: t('allPorts') },
        { value: NO_GROUP, label: t('withoutGroup') },
        ...groups.map((group) => ({ value: group.id, label: t('ofGroup', { group: groupLabel(group, groups) }) })),
      ]}
      onChange={(event) => showPortsOf(event.currentTarget.value || null)}
    />
  )
}
