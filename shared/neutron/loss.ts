import { z } from 'zod'
import { Issue } from '../errors.ts'

/**
 * One thing that a document says and a project cannot keep as it stands, or the other way round. `left-out`: it is gone. `changed`: it
 * reads otherwise. `assumed`: it was not said, and something had to be. `aside`: it is kept for an export and does nothing here.
 * `refused`: it is written, and a server would not take it.
 */
export const LossKind = z.enum(['left-out', 'changed', 'assumed', 'aside', 'refused'])
export type LossKind = z.infer<typeof LossKind>

/** `file` is empty where there is but one document; `place` is written as in JavaScript (`ports[3].tags`), `value` as in JSON. */
export const Loss = z.strictObject({ kind: LossKind, file: z.string(), place: z.string(), value: z.string(), issue: Issue })
export type Loss = z.infer<typeof Loss>

/** Where something stands: in which document, and the way into it. */
export interface Place {
  readonly file: string
  readonly path: readonly (string | number)[]
}

export const within = ({ file, path }: Place, ...more: readonly (string | number)[]): Place => ({ file, path: [...path, ...more] })

/** Characters of a value or a key that are shown. */
const LONGEST_SHOWN = 80
export const cut = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)

/** The issue's own path is that of the place. */
export const loss = (kind: LossKind, { file, path }: Place, value: unknown, found: Issue): Loss => ({
  kind,
  file,
  place: placeWords(path),
  value: value === undefined ? '' : cut(jsonStart(value)),
  issue: { ...found, path: path.slice(0, 32).map((part) => (typeof part === 'string' ? cut(part) : part)) },
})

const placeWords = (path: Place['path']): string =>
  path
    .map((part, at) =>
      typeof part === 'number'
        ? `[${part}]`
        : part.length <= LONGEST_SHOWN && /^[\w:-]+$/.test(part)
          ? `${at === 0 ? '' : '.'}${part}`
          : `[${cut(JSON.stringify(part))}]`,
    )
    .join('')

/** A value of a thousand entries is not printed to show eighty characters of it. */
function jsonStart(value: unknown): string {
  if (Array.isArray(value)) return value.length > 20 ? `[${value.slice(0, 20).map(jsonStart).join(',')},…]` : JSON.stringify(value)
  if (typeof value === 'string') return JSON.stringify(value.length > 2 * LONGEST_SHOWN ? value.slice(0, 2 * LONGEST_SHOWN) : value)
  return JSON.stringify(value) ?? String(value)
}
