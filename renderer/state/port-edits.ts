import type { Issue, TapwallError } from '#shared/errors'
import type { Edit } from '#shared/project/edit-schema'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { firstIssue } from './first-issue.ts'
import { edit } from './project.ts'
import { tellRefusal } from './refusals.ts'

export type PortChange = Extract<Edit, { do: 'port.update' }>['change']

export const updatePort = (portId: string, change: PortChange): Promise<Result<null, TapwallError>> =>
  doing({ do: 'port.update', portId, change })

export type NewPort = Extract<Edit, { do: 'port.create' }>

async function doing(asked: Edit): Promise<Result<null, TapwallError>> {
  const done = await edit(asked)
  if (!done.ok) tellRefusal(done.error)
  return done
}
export const createPort = (asked: NewPort): Promise<Result<null, TapwallError>> => doing(asked)
export const deletePort = (portId: string): Promise<Result<null, TapwallError>> => doing({ do: 'port.delete', portId })
export const deleteVm = (vmId: string): Promise<Result<null, TapwallError>> => doing({ do: 'vm.delete', vmId })

/** Why the change would be refused, before it is asked for; null when it would be done. */
export const portIssue = (project: Project, portId: string, change: PortChange): Issue | null =>
  firstIssue(project, { do: 'port.update', portId, change })
