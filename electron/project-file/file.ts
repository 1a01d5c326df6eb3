import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { TapwallError } from '#shared/errors'
import { invalid, issue } from '#shared/errors'
import { readDocument } from '#shared/neutron/document'
import { printProject, readProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'

/** Documents on disk. A file that cannot be read is never overwritten. */

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

export interface OpenedFile {
  readonly project: Project
  /** False for a Networking API document, which must not be written over in another format. */
  readonly isProjectFile: boolean
}

/** A project file or a Networking API v2.0 document. `code` of an issue is `file.ENOENT` and the like when the disk said no. */
export async function openFile(path: string): Promise<Result<OpenedFile, TapwallError>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    return err(invalid([issue([], `file.${code}`, `${path} could not be read: ${reasonOf(error)}`, { path })]))
  }
  const project = readDocument(text)
  if (!project.ok) return err(invalid(project.error.map((i) => ({ ...i, message: `${path}: ${i.message}` }))))
  return ok({ project: project.value, isProjectFile: readProject(text).ok })
}

/** Written beside the old file, flushed, then renamed over it: a crash leaves the old one or the new one, whole. */
export async function saveFile(path: string, project: Project): Promise<TapwallError | null> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, printProject(project))
    return null
  } catch (error) {
    return invalid([issue([], `file.${codeOf(error)}`, `${path} could not be written: ${reasonOf(error)}`, { path })])
  }
}
