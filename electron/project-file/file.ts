import { createHash } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { TapwallError } from '#shared/errors'
import { invalid, issue } from '#shared/errors'
import { readDocument } from '#shared/neutron/document'
import { LONGEST_PROJECT, printProject, readProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'

/** Documents on disk. A file that cannot be read is never overwritten. */

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

/** A pipe or a device would be waited for, or read, for ever. */
const notAFile = (path: string): TapwallError =>
  invalid([issue([], 'file.not-a-file', `${path} is not a file. Name a project file or a Networking API document.`, { path })])

export const notAProject = (path: string): TapwallError =>
  invalid([issue([], 'file.not-a-project', `${path} is not a Tapwall project. It stays as it is.`, { path })])

/** UTF-8 has at most four bytes for a character, so what is larger cannot be a project; it is not read to find that out. */
const MOST_BYTES = 4 * LONGEST_PROJECT
const tooLarge = (path: string): TapwallError =>
  invalid([issue([], 'file.too-large', `${path} is larger than 64 MiB. A project of that size cannot be read.`, { path })])

export interface OpenedFile {
  readonly project: Project
  /** False for a Networking API document, which must not be written over in another format. */
  readonly isProjectFile: boolean
  readonly hash: string
}

/** What a text is known by: two texts with the same one are the same. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The text of a file. `code` of an issue is `file.ENOENT` and the like when the disk said no. */
export async function readText(path: string): Promise<Result<string, TapwallError>> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return err(notAFile(path))
    if (found.size > MOST_BYTES) return err(tooLarge(path))
    return ok(await readFile(path, 'utf8'))
  } catch (error) {
    return err(diskIssue(path, 'read', error))
  }
}

/** A project file or a Networking API v2.0 document. */
export async function openFile(path: string): Promise<Result<OpenedFile, TapwallError>> {
  const text = await readText(path)
  return text.ok ? decodeText(path, text.value) : text
}

export function decodeText(path: string, text: string): Result<OpenedFile, TapwallError> {
  const project = readDocument(text)
  if (!project.ok) return err(invalid(project.error.map((i) => issue(i.path, i.code, `${path}: ${i.message}`, i.values))))
  return ok({ project: project.value, isProjectFile: readProject(text).ok, hash: hashOf(text) })
}

/** What the disk says most often, in plain words; anything else in Node's. */
const PLAIN: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check its name.',
  ENOTDIR: 'a part of its path is no folder. Check its name.',
  EISDIR: 'it is a folder. Name a file in it.',
  EACCES: 'you may not. Check the rights of the file and its folders.',
  EROFS: 'its disk is read-only.',
  ENOSPC: 'its disk is full.',
}

export function diskIssue(path: string, act: 'read' | 'written', error: unknown): TapwallError {
  const code = codeOf(error)
  return invalid([issue([], `file.${code}`, `${path} could not be ${act}: ${PLAIN[code] ?? `${reasonOf(error)}.`}`, { path })])
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
