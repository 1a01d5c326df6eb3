import { readFileSync } from 'node:fs'

/** A process, told apart from another that gets its number later: with its start, in clock ticks since the machine's (proc(5)). */
export interface ProcessName {
  readonly pid: number
  readonly started: string
}

export const processName = (pid: number): ProcessName => ({ pid, started: startOf(pid) ?? '' })

export const isAlive = ({ pid, started }: ProcessName): boolean => startOf(pid) === started

/** Field 22 of /proc/PID/stat; the name before it may hold blanks and brackets. Null for no process, or one that is dead and not buried. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}
