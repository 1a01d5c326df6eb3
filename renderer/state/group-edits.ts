import type { TapwallError } from '#shared/errors'
import type { Edit } from '#shared/project/edit-schema'
import { firstRules } from '#shared/project/first-rules'
import type { SecurityGroup, SecurityGroupRule } from '#shared/project/schema'
import { ok, type Result } from '#shared/result'
import { newId } from '../new-id.ts'
import type { TwoRules } from './chosen.ts'
import { edit } from './project.ts'
import { tellRefusal } from './refusals.ts'

/** What can be done to groups and rules. Each is one named edit; a refusal is also told in the status bar. */
type Done = Promise<Result<null, TapwallError>>

async function doing(asked: Edit): Done {
  const done = await edit(asked)
  if (!done.ok) tellRefusal(done.error)
  return done
}

/** `letsOut`: with the two rules that the server of a real cloud gives it. */
export const createGroup = (id: string, name: string, letsOut: boolean): Done =>
  doing({ do: 'group.create', id, name, description: '', rules: letsOut ? firstRules(newId) : [] })
/** As the server makes it for a tenant that has none. */
export const createDefaultGroup = (id: string): Done =>
  doing({ do: 'group.create-default', group: { id, ruleIds: Array.from({ length: 4 }, newId) } })
export const renameGroup = (id: string, name: string): Done => doing({ do: 'group.update', id, name })
export const describeGroup = (id: string, description: string): Done => doing({ do: 'group.update', id, description })
export const setStateful = (id: string, stateful: boolean): Done => doing({ do: 'group.update', id, stateful })
export const deleteGroup = (id: string): Done => doing({ do: 'group.delete', id })
export const duplicateGroup = (group: SecurityGroup, copyId: string, name: string): Done =>
  doing({ do: 'group.duplicate', id: group.id, newId: copyId, name, ruleIds: group.rules.map(newId) })

export const addRule = (groupId: string, rule: SecurityGroupRule): Done => doing({ do: 'rule.create', groupId, rule })
export const updateRule = (groupId: string, rule: SecurityGroupRule): Done => doing({ do: 'rule.update', groupId, rule })
export const deleteRule = (groupId: string, ruleId: string): Done => doing({ do: 'rule.delete', groupId, ruleId })

/** Brings back what is applied: puts a removed rule where it stood, a changed one as it was, and takes a new one away. */
export async function revertRule({ groupId, edited, applied, appliedAt }: TwoRules): Done {
  if (applied !== null)
    return edited === null ? doing({ do: 'rule.create', groupId, rule: applied, at: appliedAt }) : updateRule(groupId, applied)
  return edited === null ? ok(null) : deleteRule(groupId, edited.id)
}

export const bindPort = (portId: string, groupId: string): Done => doing({ do: 'port.bind', portId, groupId })
export const unbindPort = (portId: string, groupId: string): Done => doing({ do: 'port.unbind', portId, groupId })
