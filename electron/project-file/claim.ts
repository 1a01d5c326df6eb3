import { readFileSync, rmSync, writeFileSync } from 'node:fs'

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

/** The process that holds a claim, or null when nobody living does. */
function holderOf(lock: string): number | null {
  try {
    const [pid = '', begin = ''] = readFileSync(lock, 'utf8').trim().split(' ')
    return /^\d+$/.test(pid) && beginOf(Number(pid)) === begin ? Number(pid) : null
  } catch {
    return null
  }
}

/** The claim, or the process that has it. Where no claim can be written (a read-only folder) nothing can be saved either. */
export function claimFile(path: string): { readonly claim: Claim } | { readonly holder: number } {
  const lock = `${path}.lock`
  const own = `${process.pid} ${beginOf(process.pid) ?? ''}`
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
