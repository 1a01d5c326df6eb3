import { commandsBetween } from '#shared/as-command/commands'
import {
  commandsOfBinding,
  commandsOfGroup,
  commandsOfPlug,
  commandsOfPort,
  commandsOfRule,
  listCommands,
} from '#shared/as-command/makers'
import type { Client, Script } from '#shared/as-command/script'
import { invalid } from '#shared/errors'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project, SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import type { Step } from '#shared/project/step'
import { askCommandsOf } from '../api.ts'
import { translateAsCommand as t, translate } from '../texts/i18n.ts'
import { shortRule, stepWords } from '../texts/step-words.ts'
import { showCommands } from './commands-dialog.ts'
import { findGroup, groupLabel } from './group-names.ts'
import type { PortFacts } from './port-facts.ts'
import { useProject } from './project.ts'
import { tellRefusal } from './refusals.ts'

/** Things and edits as commands: what makes them is pure, so the page asks main for the history alone. */
function show(title: () => string, of: (project: Project, client: Client) => Script | null): void {
  const { project } = useProject.getState()
  if (project === null) return
  const [neutron, openstack] = [of(project, 'neutron'), of(project, 'openstack')]
  // What was deleted meanwhile has no commands.
  if (neutron !== null && openstack !== null) showCommands(title, { neutron, openstack })
}

const labelOf = (group: SecurityGroup): string => groupLabel(group, useProject.getState().project?.securityGroups ?? [])

export const showGroupAsCommands = (group: SecurityGroup): void =>
  show(
    () => t('titles.group', { group: labelOf(group) }),
    (project, client) => commandsOfGroup(project, group.id, client),
  )

export const showRuleAsCommands = (groupId: string, rule: SecurityGroupRule): void =>
  show(
    () => t('titles.rule', { rule: ruleWords(rule) }),
    (project, client) => commandsOfRule(project, groupId, rule.id, client),
  )

export const showPortAsCommands = ({ port, vm }: PortFacts): void =>
  show(
    () => t('titles.port', { vm }),
    (project, client) => commandsOfPort(project, port.id, client),
  )

export const showPlugAsCommands = ({ port, vm }: PortFacts): void =>
  show(
    () => t('titles.plug', { vm }),
    (project, client) => commandsOfPlug(project, port.id, client),
  )

export const showBindingAsCommands = ({ port, vm }: PortFacts, group: SecurityGroup): void =>
  show(
    () => t('titles.binding', { group: labelOf(group), vm }),
    (project, client) => commandsOfBinding(project, port.id, group.id, client),
  )

/** A rule that is typed and not there yet, or typed anew; one that would be refused is refused here, too. */
export function showTypedRuleAsCommands(edit: Extract<Edit, { do: 'rule.create' | 'rule.update' }>): void {
  const { project: before } = useProject.getState()
  const edited = before === null ? null : applyEdit(before, edit)
  if (edited?.ok === false) {
    tellRefusal(invalid(edited.error))
    return
  }
  show(
    () => t('titles.typedRule', { rule: ruleWords(edit.rule) }),
    (project, client) => (edited === null ? null : commandsBetween(project, edited.value, client)),
  )
}

function ruleWords(rule: SecurityGroupRule): string {
  const { project } = useProject.getState()
  const remote = project === null || rule.remoteGroupId === null ? undefined : findGroup(project, rule.remoteGroupId)
  return shortRule(translate, rule, remote?.name)
}

export const showListCommands = (groupId: string | null): void =>
  show(
    () => t('titles.list'),
    (project, client) => listCommands(project, groupId, client),
  )

/** One step of the list of edits; `steps` from here to the place behind it. */
export const showStepAsCommands = (step: Step | undefined, steps: number): Promise<void> =>
  showHistory(() => t('titles.step', { edit: stepWords(translate, step) }), steps - 1, steps)

/** Everything since the project was opened. */
export const showAllStepsAsCommands = (): Promise<void> => showHistory(() => t('titles.all'), null, 0)

async function showHistory(title: () => string, from: number | null, to: number): Promise<void> {
  const { told } = useProject.getState()
  if (told === null) return
  const answer = await askCommandsOf(from, to, told.revision)
  if (answer.ok) showCommands(title, answer.value)
  else tellRefusal(answer.error)
}
