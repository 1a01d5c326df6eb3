import { z } from 'zod'
import { deviceName } from './device-owner.ts'
import type { Edit, EditName } from './edit-schema.ts'
import { type Port, type Project, type SecurityGroup, SecurityGroupRule } from './schema.ts'

/**
 * What one step of the history did, as data: the page makes a sentence of it in the language of the moment. Names are kept as they
 * were when it was done, since a step tells of what may be gone by now. Everything but `edit` may be absent, so that a step of any
 * kind can be told by its kind alone.
 */
export const Step = z.object({
  edit: z.string().max(64),
  /** Name of the group, of the remote group that the rule names, of the VM or router whose port it was. */
  group: z.string().optional(),
  remote: z.string().optional(),
  vm: z.string().optional(),
  /** The new name where something was renamed or copied. */
  to: z.string().optional(),
  rule: SecurityGroupRule.omit({ id: true, description: true, carried: true }).optional(),
})
export type Step = z.infer<typeof Step>

/** What changes the whole project at once: the file's own state after another program wrote it, both merged, the work of a lost run,
 * what was applied earlier. */
export type WholeStep = 'outside.theirs' | 'outside.merge' | 'recovery.restore' | 'history.restore'
export type StepName = EditName | WholeStep

/** An edit as a step. `before` and `after` are the project around it: what was deleted has its name in the one, what was made in the other. */
export function stepOf(edit: Edit, before: Project, after: Project): Step {
  const group = groupIdOf(edit)
  const rule = 'rule' in edit ? edit.rule : 'ruleId' in edit ? ruleOf(before, edit.ruleId) : null
  return {
    edit: edit.do,
    ...(group === null ? {} : { group: nameOfGroup(before, group) ?? nameOfGroup(after, group) ?? '' }),
    ...(rule?.remoteGroupId == null ? {} : { remote: nameOfGroup(before, rule.remoteGroupId) ?? '' }),
    ...('portId' in edit ? { vm: vmOf(before, edit.portId) } : edit.do === 'port.create' ? { vm: vmOf(after, edit.port.id) } : {}),
    ...newName(edit, before),
    ...(rule === null ? {} : { rule: bare(rule) }),
  }
}

function groupIdOf(edit: Edit): string | null {
  if ('groupId' in edit) return edit.groupId
  if (edit.do === 'group.create-default') return edit.group.id
  return edit.do.startsWith('group.') && 'id' in edit ? edit.id : null
}

/** The new name, or the name of what is neither group nor port. */
function newName(edit: Edit, before: Project): { to?: string } {
  switch (edit.do) {
    case 'project.release':
      return { to: edit.release }
    case 'host.update':
    case 'host.delete':
      return { to: edit.name }
    case 'host.create':
      return { to: edit.host.name }
    case 'host.rename':
      return { to: edit.to }
    case 'vm.delete':
      return { to: before.vms.find(({ id }) => id === edit.vmId)?.name ?? '' }
    case 'network.create':
      return { to: edit.network.name }
    case 'subnet.create':
      return { to: edit.subnet.cidr }
    case 'subnet.update':
    case 'subnet.delete':
      return { to: before.subnets.find(({ id }) => id === edit.subnetId)?.cidr ?? '' }
    case 'network.update':
    case 'network.delete':
      return { to: before.networks.find(({ id }) => id === edit.networkId)?.name ?? '' }
    case 'address-group.create':
      return { to: edit.group.name }
    case 'address-group.update':
    case 'address-group.delete':
      return { to: before.addressGroups.find(({ id }) => id === edit.id)?.name ?? '' }
    default:
      return newNameOfGroup(edit, before)
  }
}

function newNameOfGroup(edit: Edit, before: Project): { to?: string } {
  if (edit.do === 'project.rename' || edit.do === 'group.duplicate') return { to: edit.name }
  if (edit.do !== 'group.update' || edit.name === undefined || edit.name === nameOfGroup(before, edit.id)) return {}
  return { to: edit.name }
}

const groupOf = (project: Project, id: string): SecurityGroup | undefined => project.securityGroups.find((group) => group.id === id)
const nameOfGroup = (project: Project, id: string): string | undefined => groupOf(project, id)?.name

const ruleOf = (project: Project, id: string): SecurityGroupRule | null =>
  project.securityGroups.flatMap(({ rules }) => rules).find((rule) => rule.id === id) ?? null

function vmOf(project: Project, portId: string): string {
  const port: Port | undefined = project.ports.find(({ id }) => id === portId)
  return (port === undefined ? null : deviceName(project, port)) ?? (port?.name || portId.slice(0, 8))
}

const bare = ({ id: _, description: __, carried: ___, ...rest }: SecurityGroupRule): NonNullable<Step['rule']> => rest
