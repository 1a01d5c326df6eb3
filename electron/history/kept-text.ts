import { createHash } from 'node:crypto'
import { z } from 'zod'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { readJson } from '#shared/project/file'
import { err, ok, type Result } from '#shared/result'

/** What a file of the history holds: a line that says what it is, with the hash of the next line, and that line, which is JSON. */
const Header = z.strictObject({ format: z.literal('tapwall-history'), version: z.literal(1), kind: z.string(), sha256: z.string() })

export type Kind = 'entry' | 'point'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export function printKept(kind: Kind, body: unknown): string {
  const text = JSON.stringify(body)
  return `${JSON.stringify({ format: 'tapwall-history', version: 1, kind, sha256: hashOf(text) })}\n${text}\n`
}

export const damaged = (file: string): TapwallError => {
  const message = `${file} of the history is damaged or was written by another program. It stays as it is.`
  return invalid([issue([], 'record.damaged', message, { file })])
}

/** The body, or that it is not what was written. `file` is for the words. */
export function readKept(kind: Kind, text: string, file: string): Result<unknown, TapwallError> {
  const [first = '', body, end, ...rest] = text.split('\n')
  const header = decoded(first)
  if (header?.kind !== kind || body === undefined || end !== '' || rest.length > 0 || hashOf(body) !== header.sha256)
    return err(damaged(file))
  const json = readJson(body)
  return json.ok ? ok(json.value) : err(damaged(file))
}

function decoded(line: string): z.infer<typeof Header> | null {
  const json = readJson(line)
  return json.ok ? (Header.safeParse(json.value).data ?? null) : null
}
