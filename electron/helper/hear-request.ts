import type { z } from 'zod'
import { decodeIssues } from '#shared/decode-issues'
import { invalid, issue, type TapwallError } from '#shared/errors'

/** Most issues that are told of one line. */
const MOST = 20

/** Takes a line of a pipe as a request. One that is none is refused, by its number where it has one. */
export function hearRequest<R>(
  schema: z.ZodType<R>,
  line: string,
  take: (request: R) => void,
  refuse: (id: number | null, error: TapwallError) => void,
): void {
  const raw = parse(line)
  const decoded = schema.safeParse(raw)
  if (decoded.success) {
    take(decoded.data)
    return
  }
  const number = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null
  const id = typeof number === 'number' && Number.isSafeInteger(number) ? number : null
  const issues =
    raw === undefined ? [issue([], 'lab.request', 'A line of the input is no JSON.')] : decodeIssues(decoded.error, raw)
  refuse(id, invalid(issues.slice(0, MOST)))
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
