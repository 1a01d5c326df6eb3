import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { TapwallError } from '#shared/errors'
import { invalid, issue } from '#shared/errors'
import { readDocument } from '#shared/neutron/document'
import type { Loss } from '#shared/neutron/loss'
import { printProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { diskIssue } from './disk-issue.ts'
import { readText } from './read-text.ts'

/** Documents on disk. A file that cannot be read is never overwritten. */

export const notAProject = (path: string): TapwallError =>
  invalid([issue([], 'file.not-a-project', `${path} is not a Tapwall project. It stays as it is.`, { path })])

export interface OpenedFile {
  readonly project: Project
  /** What was not taken over from a Networking API document, which must not be written over in another format; null for a project file. */
  readonly losses: readonly Loss[] | null
  readonly hash: string
}

/** What a text is known by: two texts with the same one are the same. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A project file or a Networking API v2.0 document. */
export async function openFile(path: string): Promise<Result<OpenedFile, TapwallError>> {
  const text = await readText(path)
  return text.ok ? decodeText(path, text.value) : text
}

export function decodeText(path: string, text: string): Result<OpenedFile, TapwallError> {
  const read = readDocument(text)
  if (!read.ok) return err(invalid(read.error.map((i) => issue(i.path, i.code, `${path}: ${i.message}`, i.values))))
  return ok({ ...read.value, hash: hashOf(text) })
}

/** There is no such file, as far as we can see. */
export const isAbsent = (error: TapwallError): boolean =>
  error.kind === 'invalid' && ['file.ENOENT', 'file.ENOTDIR'].includes(error.issues[0]?.code ?? '')

/**
 * Written beside the old file, flushed, then renamed over it: a crash leaves the old one or the new one, whole. The answer is the hash
 * of what was written.
 */
export async function saveFile(path: string, project: Project): Promise<Result<string, TapwallError>> {
  try {
    const text = printProject(project)
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, text)
    return ok(hashOf(text))
  } catch (error) {
    return err(diskIssue(path, 'written', error))
  }
}
