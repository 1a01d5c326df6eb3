import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { type Claim, claimFile, openElsewhere } from './claim.ts'
import { codeOf, diskIssue } from './disk-issue.ts'
import { openFile } from './file.ts'

/** A file that may be written: it is free, or a project that a person wants written over; and no other program has it. */
export async function claimTarget(path: string, overwrite: boolean): Promise<Result<Claim, TapwallError>> {
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
  const refused = await refusal(path, overwrite)
  if (refused === null) return ok(claimed.claim)
  claimed.claim.release()
  return err(refused)
}

async function refusal(path: string, overwrite: boolean): Promise<TapwallError | null> {
  try {
    await stat(path)
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : diskIssue(path, 'written', error)
  }
  const there = await openFile(path)
  if (!there.ok || there.value.losses !== null) {
    const message = `${path} is there already and is no Tapwall project that can be read. It is never written over. Choose another name.`
    return invalid([issue(['path'], 'file.never-written-over', message, { path })])
  }
  if (overwrite) return null
  const { name } = there.value.project
  const message = `${path} is there already: the project ${name}. Choose another name, or have it written over.`
  return invalid([issue(['path'], 'file.exists', message, { path, name })])
}
