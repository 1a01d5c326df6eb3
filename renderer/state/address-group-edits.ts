import type { Issue, TapwallError } from '#shared/errors'
import { decodeEdit, type Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
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

/** Lines, blanks and commas part addresses from each other. */
export const readAddresses = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== '')

/** Why it would be refused, before it is asked for; null when it would be done. */
export function addressGroupIssue(project: Project, id: string, change: AddressGroupChange): Issue | null {
  const asked = decodeEdit({ do: 'address-group.update', id, change })
  const edited = asked.ok ? applyEdit(project, asked.value) : asked
  return edited.ok ? null : (edited.error[0] ?? null)
}
