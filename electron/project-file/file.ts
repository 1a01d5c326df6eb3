import { mkdir, readFile, stat } from 'node:fs/promises'
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

/** A pipe or a device would be waited for, or read, for ever. */
const notAFile = (path: string): TapwallError =>
  invalid([issue([], 'file.not-a-file', `${path} is not a file. Name a project file or a Networking API document.`, { path })])

export interface OpenedFile {
  readonly project: Project
  /** False for a Networking API document, which must not be written over in another format. */
  readonly isProjectFile: boolean
}

/** A project file or a Networking API v2.0 document. `code` of an issue is `file.ENOENT` and the like when the disk said no. */
export async function openFile(path: string): Promise<Result<OpenedFile, TapwallError>> {
  let text: string
  try {
    if (!(await stat(path)).isFile()) return err(notAFile(path))
    text = await readFile(path, 'utf8')
  } catch (error) {
    return err(diskIssue(path, 'read', error))
  }
  const project = readDocument(text)
  if (!project.ok) return err(invalid(project.error.map((i) => ({ ...i, message: `${path}: ${i.message}` }))))
  return ok({ project: project.value, isProjectFile: readProject(text).ok })
}

/** What the disk says most often, in plain words; anything else in Node's. */
const PLAIN: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check its name.',
  EISDIR: 'it is a folder. Name a file in it.',
  EACCES: 'you may not. Check the rights of the file and its folders.',
  EROFS: 'its disk is read-only.',
  ENOSPC: 'its disk is full.',
}

function diskIssue(path: string, act: 'read' | 'written', error: unknown): TapwallError {
  const code = codeOf(error)
  return invalid([issue([], `file.${code}`, `${path} could not be ${act}: ${PLAIN[code] ?? `${reasonOf(error)}.`}`, { path })])
}

/** Written beside the old file, flushed, then renamed over it: a crash leaves the old one or the new one, whole. */
export async function saveFile(path: string, project: Project): Promise<TapwallError | null> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, printProject(project))
    return null
  } catch (error) {
    return diskIssue(path, 'written', error)
  }
}
