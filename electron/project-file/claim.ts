import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { realPath } from './path.ts'

/**
 * One program at a time keeps a file: two would write over each other's edits. The claim is a file beside it that names the process;
 * a process that is gone has no claim, so a crash leaves nothing to clean up.
 */
export interface Claim {
  readonly release: () => void
}

/** Ticks since boot at which a process began; a later process with the same id began later. Null when there is none. */
function beginOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

/** A process by what it cannot share with a later one of the same id. */
export const ownProcess = (): string => `${process.pid} ${beginOf(process.pid) ?? ''}`

/** The id of the process that `ownProcess` named, or null when it has ended. */
export function living(named: string): number | null {
  const [pid = '', begin = ''] = named.trim().split(' ')
  return /^\d+$/.test(pid) && beginOf(Number(pid)) === begin ? Number(pid) : null
}

/** The process that holds a claim, or null when nobody living does. */
function holderOf(lock: string): number | null {
  try {
    return living(readFileSync(lock, 'utf8'))
  } catch {
    return null
  }
}

/**
 * The claim, or the process that has it. Where no claim can be written (a read-only folder) nothing can be saved either. A file that is
 * reached by a link has one claim, beside the file itself.
 */
export async function claimFile(path: string): Promise<{ readonly claim: Claim } | { readonly holder: number }> {
  const lock = `${await realPath(path)}.lock`
  const own = ownProcess()
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(lock, own, { flag: 'wx' })
      return { claim: { release: () => rmSync(lock, { force: true }) } }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) break
      const holder = holderOf(lock)
      if (holder !== null) return { holder }
      rmSync(lock, { force: true })
    }
  }
  return { claim: { release: () => undefined } }
}

export const isClaimed = (error: TapwallError): boolean =>
  error.kind === 'invalid' && error.issues[0]?.code === 'file.open-elsewhere'

/** Said of a file that is passed over, too. */
export const isOpenElsewhere = (path: string, holder: number): string => `${path} is open in another Tapwall (process ${holder}).`

export function openElsewhere(path: string, holder: number): TapwallError {
  const message = `${isOpenElsewhere(path, holder)} Close it there, or name another file.`
  return invalid([issue([], 'file.open-elsewhere', message, { path, process: holder })])
}
