import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Counts } from '#shared/compare/select'
import type { Family, TableName } from '#shared/netfilter/rule-spec'
import type { Host, Project } from '#shared/project/schema'
import { runCommand } from '../../commands/registry.ts'
import { useHint } from '../../commands/use-hint.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { ToolBar } from '../../parts/pane.tsx'
import { Switch } from '../../parts/segmented.tsx'
import { setComparedHost, setSelection, useComparison } from '../../state/comparison.ts'
import { portFacts } from '../../state/port-facts.ts'

interface CompareToolsProps {
  readonly project: Project
  readonly host: Host
  readonly counts: Counts
  readonly place: number
  readonly all: number
}

const TABLES = ['raw', 'nat', 'filter', 'set'] as const satisfies readonly (TableName | 'set')[]
const FAMILIES = ['ipv4', 'ipv6'] as const satisfies readonly Family[]
const FAMILY_NAMES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

/** What is compared, how much of it differs, and the way from one difference to the next. */
export function CompareTools({ project, host, counts, place, all }: CompareToolsProps) {
  const { t } = useTranslation('compare')
  const { table, family, portId, ignoreNames } = useComparison()
  const next = useHint('nextDifference')
  const previous = useHint('previousDifference')
  const ports = portFacts(project)
    .filter(({ port }) => port.hostName === host.name)
    .map(({ port, vm, device }) => ({ value: port.id, label: `${vm} ${device}` }))
  return (
    <>
      <ToolBar>
        <h1>{t('title')}</h1>
        <ChoiceField
          label={t('host')}
          value={host.name}
          options={project.hosts.map(({ name }) => ({ value: name, label: name }))}
          onChange={setComparedHost}
        />
        <span className="sp" />
        <span className="compare-counts m" role="status">
          {all === 0 ? t('counts.none') : t('counts.place', { place, all })}
        </span>
        <IconButton
          label={previous}
          icon={<ArrowUp size={16} aria-hidden="true" />}
          onClick={() => void runCommand('previousDifference')}
        />
        <IconButton
          label={next}
          icon={<ArrowDown size={16} aria-hidden="true" />}
          onClick={() => void runCommand('nextDifference')}
        />
        <Button onClick={() => void runCommand('swapSides')}>{t('swap')}</Button>
      </ToolBar>
      <div className="compare-filter">
        <ChoiceField
          label={t('filter.table')}
          value={table ?? ''}
          options={[
            { value: '', label: t('filter.anyTable') },
            ...TABLES.map((value) => ({ value, label: value === 'set' ? t('filter.sets') : value })),
          ]}
          onChange={(value) => setSelection({ table: TABLES.find((each) => each === value) ?? null })}
        />
        <ChoiceField
          label={t('filter.family')}
          value={family ?? ''}
          options={[
            { value: '', label: t('filter.anyFamily') },
            ...FAMILIES.map((value) => ({ value, label: FAMILY_NAMES[value] })),
          ]}
          onChange={(value) => setSelection({ family: FAMILIES.find((each) => each === value) ?? null })}
        />
        <ChoiceField
          label={t('filter.port')}
          value={portId ?? ''}
          options={[{ value: '', label: t('filter.anyPort') }, ...ports]}
          onChange={(value) => setSelection({ portId: value === '' ? null : value })}
        />
        <Switch label={t('filter.names')} on={ignoreNames} onChange={() => void runCommand('ignoreNames')} />
        <span className="sp" />
        <span className="lab compare-sums">
          {t('counts.sums', { left: counts.left, right: counts.right, changed: counts.changed, moved: counts.moved })}
        </span>
      </div>
    </>
  )
}
