import { useTranslation } from 'react-i18next'
import type { SecurityGroup } from '#shared/project/schema'
import { Button } from '../../parts/button.tsx'
import { ToolBar } from '../../parts/pane.tsx'
import { presets } from './presets.ts'
import type { RuleDraft } from './rule-draft.ts'

/** Rules that are asked for most: one press fills the add row, Enter adds it. */
export function PresetBar({
  group,
  groups,
  onFill,
}: {
  readonly group: SecurityGroup
  readonly groups: readonly SecurityGroup[]
  readonly onFill: (draft: RuleDraft) => void
}) {
  const { t } = useTranslation('groups')
  return (
    <ToolBar low>
      <span className="lab">{t('presets.label')}</span>
      {presets.map((preset) => (
        <Button key={preset.id} className={preset.wide ? 'wide' : ''} onClick={() => onFill(preset.fill(group, groups))}>
          {t(`presets.${preset.id}`)}
          {preset.detail === '' ? null : <span className="m t3">{preset.detail}</span>}
        </Button>
      ))}
    </ToolBar>
  )
}
