import type { Issue, TapwallError } from '#shared/errors'
import type { Edit } from '#shared/project/edit-schema'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { firstIssue } from './first-issue.ts'
import { edit } from './project.ts'
import { tellRefusal } from './refusals.ts'

export type NetworkEdit = Extract<Edit, { do: `network.${string}` | `subnet.${string}` }>

/** An edit of networks and subnets; a refusal is also told in the status bar. */
export async function editNetwork(asked: NetworkEdit): Promise<Result<null, TapwallError>> {
  const done = await edit(asked)
  if (!done.ok) tellRefusal(done.error)
  return done
}

/** Why it would be refused, before it is asked for; null when it would be done. */
export const networkIssue = (project: Project, asked: NetworkEdit): Issue | null => firstIssue(project, asked)
