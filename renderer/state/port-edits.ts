import type { Issue, TapwallError } from '#shared/errors'
import type { Edit } from '#shared/project/edit-schema'
import { decodeEdit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { edit } from './project.ts'
import { tellRefusal } from './refusals.ts'

export type PortChange = Extract<Edit, { do: 'port.update' }>['change']

/** Changes a port; a refusal is also told in the status bar. */
export async function updatePort(portId: string, change: PortChange): Promise<Result<null, TapwallError>> {
  const done = await edit({ do: 'port.update', portId, change })
  if (!done.ok) tellRefusal(done.error)
  return done
}

/** Why the change would be refused, before it is asked for; null when it would be done. */
export function portIssue(project: Project, portId: string, change: PortChange): Issue | null {
  const asked = decodeEdit({ do: 'port.update', portId, change })
  const edited = asked.ok ? applyEdit(project, asked.value) : asked
  return edited.ok ? null : (edited.error[0] ?? null)
}
