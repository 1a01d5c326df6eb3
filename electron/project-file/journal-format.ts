import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { decodeProject, readJson } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { living, ownProcess } from './claim.ts'

/** The first line says whose edits these are and on what they were made; each further line is an edit, or the project as a whole. */
const Header = z.strictObject({
  format: z.literal('tapwall-journal'),
  version: z.literal(1),
  path: z.string().max(8192),
  base: z.unknown(),
})
const Line = z.union([
  z.strictObject({ at: z.number(), edit: Edit }),
  z.strictObject({ at: z.number(), edits: z.int().min(1), project: z.unknown() }),
])

export const printHeader = (path: string, base: Project): string =>
  `${JSON.stringify({ format: 'tapwall-journal', version: 1, path, base })}\n`
export const printEdit = (at: number, edit: Edit): string => `${JSON.stringify({ at, edit })}\n`
export const printWhole = (at: number, edits: number, project: Project): string => `${JSON.stringify({ at, edits, project })}\n`

/** Journals of one document begin with this. */
const keyOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 32)

let count = 0

/** A name of its own for each journal: the document may have others, left by programs that were killed. */
export const journalFile = (folder: string, path: string): string =>
  join(folder, `${keyOf(path)}.${ownProcess().replace(' ', '-')}-${++count}.jsonl`)

/** A journal of this document which no other living program writes. */
export function isLeft(name: string, path: string): boolean {
  const [, pid, begin] = /^[0-9a-f]{32}\.(\d+)-(\d*)-\d+\.jsonl$/.exec(name) ?? []
  if (pid === undefined || !name.startsWith(`${keyOf(path)}.`)) return false
  const holder = living(`${pid} ${begin ?? ''}`)
  return holder === null || holder === process.pid
}

export interface Work {
  /** The file's project when these edits were begun. */
  readonly base: Project
  readonly project: Project
  readonly edits: number
  readonly at: number
}

const refused = (line: number): Result<never, TapwallError> => {
  const message = `The record of edits that did not reach the file cannot be read in line ${line}. It was put aside.`
  return err(invalid([issue([], 'recovery.unreadable', message, { line })]))
}

/**
 * What the journal of `path` leads to; null when it is empty. A last line that the end cut short is left out; any other that is not
 * understood makes the rest worthless, and the whole is refused.
 */
export function readJournal(text: string, path: string): Result<Work | null, TapwallError> {
  const lines = text.split('\n')
  // What follows the last line break was cut short, if there is anything.
  lines.pop()
  const [first, ...steps] = lines
  if (first === undefined) return ok(null)
  const head = decode(Header, first)
  const base = head === null || head.path !== path ? null : decodeProject(head.base)
  if (base === null || !base.ok) return refused(1)
  let work: Work = { base: base.value, project: base.value, edits: 0, at: 0 }
  for (const [at, line] of steps.entries()) {
    const next = after(work, line)
    if (next !== null) work = next
    else if (at < steps.length - 1) return refused(at + 2)
  }
  return ok(work.edits === 0 ? null : work)
}

function after(work: Work, line: string): Work | null {
  const step = decode(Line, line)
  if (step === null) return null
  if ('edit' in step) {
    const edited = applyEdit(work.project, step.edit)
    return edited.ok ? { ...work, project: edited.value, edits: work.edits + 1, at: step.at } : null
  }
  const project = decodeProject(step.project)
  return project.ok ? { ...work, project: project.value, edits: step.edits, at: step.at } : null
}

function decode<T extends z.ZodType>(schema: T, line: string): z.infer<T> | null {
  const json = readJson(line)
  return json.ok ? (schema.safeParse(json.value).data ?? null) : null
}
