import type { HostSettings } from '#shared/compile/compile'
import type { Issue, TapwallError } from '#shared/errors'
import { decodeEdit, type Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project, Quotas, Release } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { edit } from './project.ts'
import { tellRefusal } from './refusals.ts'

/** Edits of hosts and of the server; a refusal is also told in the status bar. */
async function doing(asked: Edit): Promise<Result<null, TapwallError>> {
  const done = await edit(asked)
  if (!done.ok) tellRefusal(done.error)
  return done
}

export const updateHost = (name: string, change: HostSettings) => doing({ do: 'host.update', name, change })
export const setApiRelease = (release: Release) => doing({ do: 'project.release', release })
export const setQuotas = (quotas: Quotas) => doing({ do: 'project.quotas', quotas })

/** Why these quotas would be refused; null when they would be taken. */
export function quotaIssue(project: Project, quotas: Quotas): Issue | null {
  const asked = decodeEdit({ do: 'project.quotas', quotas })
  const edited = asked.ok ? applyEdit(project, asked.value) : asked
  return edited.ok ? null : (edited.error[0] ?? null)
}
