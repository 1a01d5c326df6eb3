import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ToldCaution } from '#shared/explain/told-cautions'
import type { Project, SecurityGroup } from '#shared/project/schema'
import { commandItem } from '../../commands/menu-items.ts'
import { newId } from '../../new-id.ts'
import type { MenuParts } from '../../parts/context-menu/context-menu-store.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { showTypedRuleAsCommands } from '../../state/as-commands.ts'
import { useDeed } from '../../state/deeds.ts'
import { addRule, deleteRule, updateRule } from '../../state/group-edits.ts'
import { groupLabel } from '../../state/group-names.ts'
import { say } from '../../state/messages.ts'
import { takeLostFocus } from '../../state/view-focus.ts'
import { PresetBar } from './preset-bar.tsx'
import { RuleCaution } from './rule-caution.tsx'
import { useRuleColumns } from './rule-columns.tsx'
import { draftOf, emptyDraft, type RuleDraft } from './rule-draft.ts'
import { RuleForm } from './rule-form.tsx'
import { isNote, type RuleRow, type TableRow, withNotes } from './rule-rows.ts'
import { useRuleSentence } from './rule-words.tsx'
import './rules-table.css'
import { judgeDraft } from './use-rule-form.ts'

interface RulesTableProps {
  readonly project: Project
  readonly group: SecurityGroup
  readonly rows: readonly RuleRow[]
  /** Each is shown under its rule. */
  readonly cautions: readonly ToldCaution[]
  readonly selected: string | null
  readonly onSelect: (key: string) => void
  /** Above 0 the add row takes the focus when the table is made. */
  readonly focusAdd: number
}

interface Editing {
  readonly key: string
  readonly draft: RuleDraft
}

const MENU_CLOSED = 50

/** Acts on the rule that was chosen with the menu; of a removed one, what can still be done. */
const ruleMenu = ({ change }: RuleRow): MenuParts => {
  const revert = change === '' || change === '+' ? [] : [commandItem('revertRule')]
  const look = [commandItem('openInChains'), commandItem('copyRule')]
  if (change === '−') return [revert, look]
  look.push(commandItem('ruleAsCommand'))
  return [[commandItem('editRule'), commandItem('duplicateRule'), ...revert], look, [commandItem('deleteRule', { key: 'delete' })]]
}

/** The rules of one group. A rule is typed in the first row; a row that is edited becomes the same form. */
export function RulesTable({ project, group, rows, cautions, selected, onSelect, focusAdd }: RulesTableProps) {
  const { t } = useTranslation('groups')
  const [draft, setDraft] = useState(emptyDraft)
  const [ruleId, setRuleId] = useState(newId)
  const [editing, setEditing] = useState<Editing | null>(null)
  const addButton = useRef<HTMLButtonElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const sentence = useRuleSentence(project.securityGroups)
  const [adds, setAdds] = useState(0)

  const onEdit = useCallback(
    (key: string) => {
      const row = rows.find((each) => each.key === key)
      if (row !== undefined && row.change !== '−')
        setEditing({ key, draft: draftOf(row.rule, project.securityGroups, project.addressGroups) })
    },
    [rows, project.securityGroups, project.addressGroups],
  )
  const fill = useCallback((filled: RuleDraft) => {
    setDraft(filled)
    addButton.current?.focus()
  }, [])
  const onDuplicate = useCallback(
    (row: RuleRow) => {
      fill(draftOf(row.rule, project.securityGroups, project.addressGroups))
      // The menu that this comes from gives the focus back to its button a moment after it closes.
      window.setTimeout(() => addButton.current?.focus(), MENU_CLOSED)
    },
    [fill, project.securityGroups, project.addressGroups],
  )
  useDeed('addRule', () => setAdds((count) => count + 1))
  useDeed('editRule', () => {
    if (selected !== null) onEdit(selected)
  })
  useDeed('duplicateRule', () => {
    const row = rows.find((each) => each.key === selected)
    if (row !== undefined) onDuplicate(row)
  })
  const data = useMemo(() => withNotes(rows, cautions), [rows, cautions])
  useDeed('typedRuleAsCommand', () => {
    const { key, draft: typed } = editing ?? { key: ruleId, draft }
    const { rule, problems } = judgeDraft(project, group.id, typed, key)
    const [problem] = problems
    if (problem !== undefined) return say(() => problem.message)
    showTypedRuleAsCommands({ do: editing === null ? 'rule.create' : 'rule.update', groupId: group.id, rule })
  })
  const columns = useRuleColumns(project.securityGroups, { onEdit, onDuplicate })

  /** The row is a row again only after the next drawing; then it takes the focus back. */
  const returnTo = useRef<string | null>(null)
  const leaveEdit = (key: string) => {
    returnTo.current = key
    setEditing(null)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the view comes
  useEffect(() => {
    if (selected !== null) takeLostFocus(place.current?.querySelector<HTMLElement>(`tr[data-key="${selected}"]`))
  }, [])
  useEffect(() => {
    const key = returnTo.current
    if (editing !== null || !rows.some((row) => row.key === key)) return
    place.current?.querySelector<HTMLElement>(`tr[data-key="${key}"]`)?.focus()
    returnTo.current = null
  }, [editing, rows])
  const remove = (key: string) => {
    const row = rows.find((each) => each.key === key)
    if (row !== undefined && row.change !== '−') void deleteRule(group.id, key)
  }
  const rowLabel = (row: TableRow): string => {
    if (isNote(row)) return ''
    return row.number === null
      ? t('table.rowGone', { words: sentence(row.rule) })
      : t('table.row', { number: row.number, words: sentence(row.rule) })
  }

  const addForm = (
    <RuleForm
      project={project}
      groupId={group.id}
      draft={draft}
      onDraft={setDraft}
      ruleId={ruleId}
      number={null}
      submitRef={addButton}
      focus={focusAdd + adds}
      onLeave={() => setDraft(emptyDraft)}
      onCommands={(rule) => showTypedRuleAsCommands({ do: 'rule.create', groupId: group.id, rule })}
      onSubmit={async (rule) => {
        // The row is free for the next rule at once; one that main refuses comes back, unless another is typed there by now.
        setDraft(emptyDraft)
        setRuleId(newId())
        const done = await addRule(group.id, rule)
        if (!done.ok) setDraft((now) => (now === emptyDraft ? draft : now))
        return done
      }}
    />
  )
  return (
    <>
      <PresetBar group={group} groups={project.securityGroups} onFill={fill} />
      <div className="rules-place" ref={place}>
        <DataTable
          label={t('table.label', { name: groupLabel(group, project.securityGroups) })}
          gridClass="rules"
          columns={columns}
          data={data}
          rowKey={(row) => row.key}
          rowLabel={rowLabel}
          rowClass={(row) => (!isNote(row) && row.change === '−' ? 'r-gone' : '')}
          selected={selected}
          onSelect={onSelect}
          onActivate={onEdit}
          onDelete={remove}
          menu={(row) => ({ label: rowLabel(row), parts: () => (isNote(row) ? [] : ruleMenu(row)) })}
          before={addForm}
          instead={(row) =>
            isNote(row) ? (
              <RuleCaution caution={row.caution} />
            ) : editing?.key !== row.key ? null : (
              <RuleForm
                project={project}
                groupId={group.id}
                draft={editing.draft}
                onDraft={(next) => setEditing({ key: row.key, draft: next })}
                ruleId={row.key}
                number={row.number}
                focus={1}
                onLeave={() => leaveEdit(row.key)}
                onCommands={(rule) => showTypedRuleAsCommands({ do: 'rule.update', groupId: group.id, rule })}
                onSubmit={async (rule) => {
                  const done = await updateRule(group.id, rule)
                  if (done.ok) leaveEdit(row.key)
                  return done
                }}
              />
            )
          }
        />
        {rows.length === 0 ? <p className="pane-foot">{t('table.noRules')}</p> : null}
      </div>
    </>
  )
}
