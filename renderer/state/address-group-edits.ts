import type { Issue, TapwallError } from '#shared/errors'
import type { Edit } from '#shared/project/edit-schema'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { firstIssue } from './first-issue.ts'
import { edit } from './project.ts'
import { tellRefusal } from './refusals.ts'

type AddressGroupEdit = Extract<Edit, { do: `address-group.${string}` }>
export type AddressGroupChange = Extract<Edit, { do: 'address-group.update' }>['change']

/** An edit of address groups; a refusal is also told in the status bar. */
export async function editAddressGroup(asked: AddressGroupEdit): Promise<Result<null, TapwallError>> {
  const done = await edit(asked)
  if (!done.ok) tellRefusal(done.error)
  return done
}

/** Why it would be refused, before it is asked for; null when it would be done. */
export const addressGroupIssue = (project: Project, id: string, change: AddressGroupChange): Issue | null =>
  firstIssue(project, { do: 'address-group.update', id, change })
