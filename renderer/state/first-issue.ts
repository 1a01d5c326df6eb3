import type { Issue } from '#shared/errors'
import { decodeEdit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { Project } from '#shared/project/schema'

/** Why an edit would be refused, before it is asked for: of what was typed, or of the project that it would make. Null when it would be done. */
export function firstIssue(project: Project, asked: unknown): Issue | null {
  const decoded = decodeEdit(asked)
  const edited = decoded.ok ? applyEdit(project, decoded.value) : decoded
  return edited.ok ? null : (edited.error[0] ?? null)
}
