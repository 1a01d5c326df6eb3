import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { codeOf } from './disk-issue.ts'
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

/** What a claim of ours holds: a process id and its begin. Other programs have files of this name, too, which are theirs. */
const OURS = /^\d+ \d*$/

/** What is in the claim's place: nothing, a claim that is just being written (empty), one of ours, or something that is none. */
function contentOf(lock: string): { readonly is: 'gone' | 'empty' | 'foreign' } | { readonly is: 'ours'; readonly text: string } {
  try {
    const found = lstatSync(lock)
    if (!found.isFile() || found.size > 100) return { is: 'foreign' }
    if (found.size === 0) return { is: 'empty' }
    const text = readFileSync(lock, 'utf8')
    return OURS.test(text) ? { is: 'ours', text } : { is: 'foreign' }
  } catch (error) {
    return { is: codeOf(error) === 'ENOENT' ? 'gone' : 'foreign' }
  }
}

/** Gives a claim back, unless somebody has taken it away and another program has it now. */
function release(lock: string, own: string): void {
  const content = contentOf(lock)
  if (content.is === 'ours' && content.text === own) rmSync(lock, { force: true })
}

/** Others claim and release meanwhile. */
const ATTEMPTS = 5

/**
 * The claim, or the process that has it. Where no claim can be written (a read-only folder) nothing can be saved either; where another
 * kind of program keeps a file of the claim's name, there is none. A file that is reached by a link has one claim, beside the file itself.
 */
export async function claimFile(path: string): Promise<{ readonly claim: Claim } | { readonly holder: number }> {
  const lock = `${await realPath(path)}.lock`
  const own = ownProcess()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      writeFileSync(lock, own, { flag: 'wx' })
      return { claim: { release: () => release(lock, own) } }
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') break
    }
    const content = contentOf(lock)
    if (content.is === 'foreign') break
    if (content.is === 'empty') await delay(10)
    if (content.is !== 'ours') continue
    const holder = living(content.text)
    if (holder !== null) return { holder }
    rmSync(lock, { force: true })
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
