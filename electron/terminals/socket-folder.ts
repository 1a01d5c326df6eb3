import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { err, ok, type Result } from '#shared/result'

/**
 * Where running programs have their sockets: a folder that nobody but its owner can look into, in the one that the session of the user
 * has for such things (XDG Base Directory Specification), else in the folder for temporary files, as the specification has it.
 */

const owner = (): number => process.getuid?.() ?? 0

/** Rights of all but the owner. */
const OTHERS = 0o077
const OTHERS_WRITE = 0o022

/** Folders in the order of their merit. A terminal may know of the first where the program knew only the last, so all are looked into. */
export function socketFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const runtime = env['XDG_RUNTIME_DIR']
  const folders = [
    ...(runtime !== undefined && isAbsolute(runtime) ? [join(runtime, 'tapwall')] : []),
    join('/run/user', String(owner()), 'tapwall'),
    join(tmpdir(), `tapwall-${owner()}`),
  ]
  return [...new Set(folders)]
}

/** Whether `folder` is one of ours that nobody else can look into or change; the reason why not. */
export async function checkFolder(folder: string): Promise<Result<null, string>> {
  try {
    const found = await lstat(folder)
    if (!found.isDirectory()) return err(`${folder} is no folder.`)
    if (found.uid !== owner()) return err(`${folder} belongs to user ${found.uid}.`)
    const rights = (found.mode & 0o777).toString(8)
    return (found.mode & OTHERS) === 0 ? ok(null) : err(`${folder} is open to others (mode ${rights}). Give it mode 700.`)
  } catch (error) {
    return err(`${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/**
 * Makes the folder where it is not there. What it stands in must be the user's own (a shell of another user may have handed on its
 * environment) or, as the folder for temporary files is, one in which nobody can take away what belongs to others.
 */
export async function makeFolder(folder: string): Promise<Result<null, string>> {
  const parent = join(folder, '..')
  try {
    const above = await lstat(parent)
    const isSafe = above.uid === owner() ? (above.mode & OTHERS_WRITE) === 0 || isSticky(above.mode) : isSticky(above.mode)
    if (!above.isDirectory() || !isSafe) return err(`${parent} is no folder of user ${owner()} alone.`)
    await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
  } catch (error) {
    return err(`${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}.`)
  }
  return checkFolder(folder)
}

const isSticky = (mode: number): boolean => (mode & 0o1000) !== 0
