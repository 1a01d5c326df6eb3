import type { HostSettings } from '#shared/compile/compile'
import type { Issue, TapwallError } from '#shared/errors'
import { decodeEdit, type Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Host, Project, Quotas, Release } from '#shared/project/schema'
import type { Result } from '#shared/result'
import { edit } from './project.ts'
import { tellRefusal } from './refusals.ts'

/** Edits of hosts and of the server; a refusal is also told in the status bar. */
async function doing(asked: Edit): Promise<Result<null, TapwallError>> {
  const done = await edit(asked)
  if (!done.ok) tellRefusal(done.error)
  return done
}

export const createHost = (host: Host) => doing({ do: 'host.create', host })
export const renameHost = (name: string, to: string) => doing({ do: 'host.rename', name, to })
export const deleteHost = (name: string) => doing({ do: 'host.delete', name })
export const updateHost = (name: string, change: HostSettings) => doing({ do: 'host.update', name, change })
export const setApiRelease = (release: Release) => doing({ do: 'project.release', release })
export const setQuotas = (quotas: Quotas) => doing({ do: 'project.quotas', quotas })

/** Why these quotas would be refused; null when they would be taken. */
export const quotaIssue = (project: Project, quotas: Quotas) => issueOf(project, { do: 'project.quotas', quotas })

/** Why a host with this name would be refused. */
export const hostIssue = (project: Project, host: Host) => issueOf(project, { do: 'host.create', host })

function issueOf(project: Project, edit: Edit): Issue | null {
  const asked = decodeEdit(edit)
  const edited = asked.ok ? applyEdit(project, asked.value) : asked
  return edited.ok ? null : (edited.error[0] ?? null)
}
