import { Menu } from '@mantine/core'
import { Copy, Ellipsis, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../parts/button.tsx'
import { deleteRule, revertRule } from '../../state/group-edits.ts'
import { type RuleRow, twoRules } from './rule-rows.ts'

interface RuleActionsProps {
  readonly row: RuleRow
  readonly onEdit: (key: string) => void
  /** Fills the add row with the rule: a group cannot hold the same rule twice, so a copy is always a beginning. */
  readonly onDuplicate: (row: RuleRow) => void
}

/** What can be done with one rule. A removed one can only come back. */
export function RuleActions({ row, onEdit, onDuplicate }: RuleActionsProps) {
  const { t } = useTranslation('groups')
  const { rule, groupId, change } = row
  if (change === '−')
    return (
      <IconButton
        className="btn-small"
        label={t('actions.restore')}
        icon={<RotateCcw size={14} aria-hidden="true" />}
        onClick={() => void revertRule(twoRules(row))}
      />
    )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className="btn btn-ghost btn-icon btn-small"
          aria-label={t('actions.menu', { number: row.number ?? 0 })}
          tabIndex={-1}
        >
          <Ellipsis size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item data-autofocus leftSection={<Pencil size={14} aria-hidden="true" />} onClick={() => onEdit(rule.id)}>
          {t('actions.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<Copy size={14} aria-hidden="true" />} onClick={() => onDuplicate(row)}>
          {t('actions.duplicate')}
        </Menu.Item>
        {change === '~' ? (
          <Menu.Item leftSection={<RotateCcw size={14} aria-hidden="true" />} onClick={() => void revertRule(twoRules(row))}>
            {t('actions.revert')}
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<Trash2 size={14} aria-hidden="true" />} onClick={() => void deleteRule(groupId, rule.id)}>
          {t('actions.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
