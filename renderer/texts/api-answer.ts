import type { Issue, TapwallError } from '#shared/errors'
import { apiErrorOf } from '#shared/project/answers/api-errors'
import type { Release } from '#shared/project/schema'

/** Neutron's own words for what it would answer, as an API user meets them: `SecurityGroupInUse 409`. Null where no server is asked. */
export function apiAnswer({ code, path }: Pick<Issue, 'code'> & Partial<Pick<Issue, 'path'>>, release: Release): string | null {
  const error = apiErrorOf(code, release, path)
  return error === null ? null : `${error.type} ${error.status}`
}

/** Of all issues of a refusal, each once. */
export function answersOf(error: TapwallError, release: Release): string | null {
  if (error.kind !== 'invalid') return null
  const answers = new Set(error.issues.map((issue) => apiAnswer(issue, release)).filter((answer) => answer !== null))
  return answers.size === 0 ? null : [...answers].join(', ')
}
