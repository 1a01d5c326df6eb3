import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { type Claim, claimFile, openElsewhere } from './claim.ts'
import { codeOf, diskIssue } from './disk-issue.ts'
import { openFile, saveFile } from './file.ts'

/** What a file holds, or is to hold: a project of ours, or a document of the Networking API. */
type Holds = 'project' | 'document'

/** A file that may be written: it is free, or of the same kind and wanted written over; and no other program has it. */
export async function claimTarget(
  path: string,
  overwrite: boolean,
  holds: Holds = 'project',
): Promise<Result<Claim, TapwallError>> {
  const folder = dirname(path)
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) {
    const message = `There is no folder ${folder}. Make it first, or name another one.`
    return err(invalid([issue(['path'], 'file.no-folder', message, { folder })]))
  }
  const claimed = await claimFile(path)
  if ('holder' in claimed) return err(openElsewhere(path, claimed.holder))
  const refused = await refusal(path, overwrite, holds)
  if (refused === null) return ok(claimed.claim)
  claimed.claim.release()
  return err(refused)
}

async function refusal(path: string, overwrite: boolean, holds: Holds): Promise<TapwallError | null> {
  try {
    await stat(path)
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : diskIssue(path, 'written', error)
  }
  const there = await openFile(path)
  return holds === 'project' ? overProject(path, there, overwrite) : overDocument(path, there, overwrite)
}

type There = Awaited<ReturnType<typeof openFile>>

function overProject(path: string, there: There, overwrite: boolean): TapwallError | null {
  if (!there.ok || there.value.losses !== null) {
    const message = `${path} is there already and is no Tapwall project that can be read. It is never written over. Choose another name.`
    return invalid([issue(['path'], 'file.never-written-over', message, { path })])
  }
  if (overwrite) return null
  const { name } = there.value.project
  const message = `${path} is there already: the project ${name}. Choose another name, or have it written over.`
  return invalid([issue(['path'], 'file.exists', message, { path, name })])
}

function overDocument(path: string, there: There, overwrite: boolean): TapwallError | null {
  if (!there.ok || there.value.losses === null) {
    const message = `${path} is there already and is no Networking API document that can be read. It is never written over. Choose another name.`
    return invalid([issue(['path'], 'export.never-written-over', message, { path })])
  }
  if (overwrite) return null
  const message = `${path} is there already: a Networking API document. Choose another name, or have it written over.`
  return invalid([issue(['path'], 'export.exists', message, { path })])
}

/** A project that nobody has open, into a file of its own. */
export async function saveProjectTo(path: string, project: Project, overwrite: boolean): Promise<Result<string, TapwallError>> {
  const claimed = await claimTarget(path, overwrite)
  return claimed.ok ? saveFile(path, project).finally(claimed.value.release) : claimed
}

/** A document of the Networking API, whole or not at all. */
export async function writeDocumentTo(path: string, text: string, overwrite: boolean): Promise<Result<null, TapwallError>> {
  const claimed = await claimTarget(path, overwrite, 'document')
  if (!claimed.ok) return claimed
  try {
    await writeFileAtomic(path, text)
    return ok(null)
  } catch (error) {
    return err(diskIssue(path, 'written', error))
  } finally {
    claimed.value.release()
  }
}
