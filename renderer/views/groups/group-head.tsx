import { Menu, Tooltip } from '@mantine/core'
import { Copy, Ellipsis, Lock, Trash2, Unlink, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TapwallError } from '#shared/errors'
import { isDefaultGroup } from '#shared/project/default-group'
import type { SecurityGroup } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { runCommand } from '../../commands/registry.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { InlineEdit } from '../../parts/inline-edit.tsx'
import { ToolBar } from '../../parts/pane.tsx'
import { useDeed } from '../../state/deeds.ts'
import { deleteGroup, describeGroup, renameGroup, setStateful } from '../../state/group-edits.ts'
import { groupName } from '../../state/group-names.ts'
import { lineOf } from '../../texts/error-words.ts'

/** Kept as what it is: the sentence follows the language. */
interface Refused {
  readonly words: 'head.notDeleted' | 'head.notRenamed'
  readonly error: TapwallError
}

/** Name, description and id of the group, and what can be done with it as a whole. */
export function GroupHead({ group, change }: { readonly group: SecurityGroup; readonly change: '' | '+' | '~' }) {
  const { t } = useTranslation('groups')
  const { t: te } = useTranslation('errors')
  const [problem, setProblem] = useState<Refused | null>(null)
  const [renames, setRenames] = useState(0)
  const [describes, setDescribes] = useState(0)
  useDeed('renameGroup', () => setRenames((count) => count + 1))
  useDeed('describeGroup', () => setDescribes((count) => count + 1))
  const name = groupName(group)
  const tell = async (done: Promise<Result<null, TapwallError>>, words: Refused['words']) => {
    const answer = await done
    setProblem(answer.ok ? null : { words, error: answer.error })
    return answer.ok
  }
  return (
    <>
      <ToolBar>
        <h1 className="group-name">
          <InlineEdit
            value={group.name}
            label={t('head.name')}
            editLabel={t('head.rename', { name })}
            begin={renames}
            onSave={(value) => tell(renameGroup(group.id, value.trim()), 'head.notRenamed')}
          >
            {name}
          </InlineEdit>
        </h1>
        {change === '' ? null : (
          <span className="ac m" title={t('editedNotApplied')}>
            {change}
          </span>
        )}
        {isDefaultGroup(group) ? (
          <Tooltip label={t('head.defaultWhat')} multiline w={340}>
            <span>
              <Chip look="plain" icon={<Lock size={12} aria-hidden="true" />}>
                {t('head.isDefault')}
              </Chip>
            </span>
          </Tooltip>
        ) : null}
        {group.stateful ? null : (
          <Tooltip label={t('head.statelessWhat')} multiline w={320}>
            <span>
              <Chip look="plain">{t('head.stateless')}</Chip>
            </span>
          </Tooltip>
        )}
        <InlineEdit
          value={group.description}
          label={t('head.description')}
          editLabel={t('head.describe', { name })}
          className={`group-description ${group.description === '' ? 't3' : 't2'}`}
          begin={describes}
          onSave={(value) => tell(describeGroup(group.id, value.trim()), 'head.notRenamed')}
        >
          {group.description || t('head.noDescription')}
        </InlineEdit>
        <span className="m t3 wide">{group.id}</span>
        <span className="sp" />
        <Button look="ghost" onClick={() => void runCommand('duplicateGroup')}>
          <Copy size={14} aria-hidden="true" />
          {t('head.duplicate')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="btn btn-ghost btn-icon" aria-label={t('head.more', { name })}>
              <Ellipsis size={16} aria-hidden="true" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              data-autofocus
              leftSection={<Trash2 size={14} aria-hidden="true" />}
              onClick={() => void tell(deleteGroup(group.id), 'head.notDeleted')}
            >
              {t('head.delete')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Unlink size={14} aria-hidden="true" />}
              onClick={() => void tell(setStateful(group.id, !group.stateful), 'head.notRenamed')}
            >
              {t(group.stateful ? 'head.makeStateless' : 'head.makeStateful')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </ToolBar>
      {problem === null ? null : (
        <Problem onHide={() => setProblem(null)}>{t(problem.words, { why: lineOf(te, problem.error) })}</Problem>
      )}
    </>
  )
}

function Problem({ children, onHide }: { readonly children: string; readonly onHide: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="group-problem" role="alert">
      <X size={12} aria-hidden="true" />
      <span>{children}</span>
      <span className="sp" />
      <IconButton label={t('banner.dismiss')} icon={<X size={14} aria-hidden="true" />} onClick={onHide} />
    </div>
  )
}
