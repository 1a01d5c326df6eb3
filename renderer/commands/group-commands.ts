import { isDefaultGroup } from '#shared/project/default-group'
import type { AddressGroup } from '#shared/project/schema'
import { newId } from '../new-id.ts'
import { editAddressGroup } from '../state/address-group-edits.ts'
import { showGroupAsCommands, showRuleAsCommands } from '../state/as-commands.ts'
import { changesOf } from '../state/changes.ts'
import { chosenGroup, chosenRule } from '../state/chosen.ts'
import { copyText } from '../state/copy.ts'
import { doIn } from '../state/deeds.ts'
import { createDefaultGroup, deleteGroup, deleteRule, duplicateGroup, revertRule } from '../state/group-edits.ts'
import { groupLabel, listLabel } from '../state/group-names.ts'
import { useKernel } from '../state/kernel.ts'
import { openListing } from '../state/listing.ts'
import { useProject } from '../state/project.ts'
import { quotaOfGroups } from '../state/quotas.ts'
import { ruleText } from '../state/rule-text.ts'
import { openView, selectChain, selectGroup, selectKernelRow } from '../state/screen.ts'
import { isConnected } from '../state/session.ts'
import { translateGroups } from '../texts/i18n.ts'
import { type Choice, inGroup, type RefusalKey } from './command.ts'

/** Acts on the chosen group and the chosen rule of it, from wherever a person is. */
const onProject = (): RefusalKey | null => (isConnected() && useProject.getState().project !== null ? null : 'noLine')
const onGroup = (): RefusalKey | null => onProject() ?? (chosenGroup() === null ? 'noGroup' : null)

const groups = () => useProject.getState().project?.securityGroups ?? []
const isFull = (): boolean => {
  const { project } = useProject.getState()
  return project !== null && quotaOfGroups(project) !== null
}

/** Address groups that no rule has as its remote. */
function freeLists(): readonly AddressGroup[] {
  const used = new Set(groups().flatMap(({ rules }) => rules.map(({ remoteAddressGroupId }) => remoteAddressGroupId)))
  return (useProject.getState().project?.addressGroups ?? []).filter(({ id }) => !used.has(id))
}

function onRule(): RefusalKey | null {
  const rule = chosenRule()
  return onGroup() ?? (rule === null ? 'noRule' : rule.edited === null ? 'ruleGone' : null)
}

function onUnboundGroup(): RefusalKey | null {
  const id = chosenGroup()?.id ?? ''
  const isBound = useProject.getState().project?.ports.some(({ securityGroupIds }) => securityGroupIds.includes(id))
  const group = chosenGroup()
  const isDefault = group !== null && isDefaultGroup(group)
  return onGroup() ?? (isBound === true ? 'groupBound' : isDefault ? 'groupDefault' : null)
}

function onChangedRule(): RefusalKey | null {
  const rule = chosenRule()
  const { project, told } = useProject.getState()
  if (rule === null || project === null) return onGroup() ?? 'noRule'
  const changes = changesOf(project, told?.applied?.project ?? null)
  return onGroup() ?? (changes.rules.has(chosenRuleId()) ? null : 'ruleSame')
}

const chosenRuleId = (): string => {
  const rule = chosenRule()
  return rule?.edited?.id ?? rule?.applied?.id ?? ''
}

/** The first line that the chosen rule became. */
function lineOfRule(): number | null {
  return useKernel.getState().index?.rowsByGroupRule.get(chosenRuleId())?.[0] ?? null
}

const groupChoices = (run: (id: string) => void): readonly Choice[] => {
  const groups = useProject.getState().project?.securityGroups ?? []
  return groups.map((group) => ({
    id: group.id,
    words: groupLabel(group, groups),
    detail: translateGroups('rules', { count: group.rules.length }),
    run: () => run(group.id),
  }))
}

export const groupCommands = inGroup('groups', {
  goToGroup: {
    refusal: onGroup,
    choices: () =>
      groupChoices((id) => {
        selectGroup(id)
        openView('groups')
      }),
  },
  newGroup: {
    refusal: () => onProject() ?? (isFull() ? 'quotaGroups' : null),
    run: () => doIn('groups', 'newGroup'),
  },
  newDefaultGroup: {
    refusal: () => onProject() ?? (groups().some(isDefaultGroup) ? 'hasDefault' : null),
    run: async () => {
      const id = newId()
      if (!(await createDefaultGroup(id)).ok) return
      selectGroup(id)
      openView('groups')
    },
  },
  deleteAddressGroup: {
    refusal: () => onProject() ?? (freeLists().length > 0 ? null : 'noFreeList'),
    choices: () => {
      const lists = useProject.getState().project?.addressGroups ?? []
      return freeLists().map((list) => ({
        id: list.id,
        words: listLabel(list, lists),
        run: () => editAddressGroup({ do: 'address-group.delete', id: list.id }),
      }))
    },
  },
  newAddressGroup: { refusal: onProject, run: () => doIn('groups', 'newAddressGroup') },
  listGroups: { refusal: onProject, run: () => openListing('groups', null) },
  listRules: { refusal: onGroup, run: () => openListing('rules', chosenGroup()?.id ?? null) },
  groupAsCommand: {
    refusal: onGroup,
    run: () => {
      const group = chosenGroup()
      if (group !== null) showGroupAsCommands(group)
    },
  },
  ruleAsCommand: {
    refusal: onRule,
    run: () => {
      const rule = chosenRule()
      if (rule?.edited != null) showRuleAsCommands(rule.groupId, rule.edited)
    },
  },
  typedRuleAsCommand: { refusal: onGroup, run: () => doIn('groups', 'typedRuleAsCommand') },
  renameGroup: { refusal: onGroup, run: () => doIn('groups', 'renameGroup') },
  describeGroup: { refusal: onGroup, run: () => doIn('groups', 'describeGroup') },
  duplicateGroup: {
    refusal: onGroup,
    run: async () => {
      const group = chosenGroup()
      if (group === null) return
      const id = newId()
      if ((await duplicateGroup(group, id, translateGroups('head.copyName', { name: group.name }))).ok) selectGroup(id)
    },
  },
  deleteGroup: {
    refusal: onUnboundGroup,
    run: async () => {
      const group = chosenGroup()
      if (group !== null) await deleteGroup(group.id)
    },
  },
  addRule: { refusal: onGroup, run: () => doIn('groups', 'addRule') },
  editRule: { refusal: onRule, run: () => doIn('groups', 'editRule') },
  duplicateRule: { refusal: onRule, run: () => doIn('groups', 'duplicateRule') },
  deleteRule: {
    refusal: onRule,
    run: async () => {
      const rule = chosenRule()
      if (rule?.edited != null) await deleteRule(rule.groupId, rule.edited.id)
    },
  },
  revertRule: {
    refusal: onChangedRule,
    run: async () => {
      const rule = chosenRule()
      if (rule !== null) await revertRule(rule)
    },
  },
  copyGroupId: { refusal: onGroup, run: () => copyText(chosenGroup()?.id ?? '') },
  copyRule: {
    refusal: () => (chosenRule() === null ? 'noRule' : ruleText(chosenRuleId()) === '' ? 'noLines' : null),
    run: () => copyText(ruleText(chosenRuleId())),
  },
  openInChains: {
    refusal: () => {
      const rule = chosenRule()
      return rule === null ? 'noRule' : lineOfRule() === null ? 'notInKernel' : null
    },
    run: () => {
      const row = useKernel.getState().index?.rows[lineOfRule() ?? -1]
      if (row === undefined) return
      selectChain(row.chain, row.family)
      selectKernelRow(row.mark)
      openView('chains')
    },
  },
})
