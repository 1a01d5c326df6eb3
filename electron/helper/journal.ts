import { mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SavedState } from '#shared/sync/saved'
import { TraceId } from '#shared/trace/trace-rules'
import { type ProcessName, processName } from './process-name.ts'

/**
 * What the guard would bring back, in a file that outlives guard and helper: written before the first write to the kernel, gone when the
 * rules are kept or the former ones are back. One file for each network namespace, since that is what rules are in. /run is empty after
 * a restart of the machine, as the kernel's tables are.
 */
export const RUN_FOLDER = '/run/tapwall'

const Holder = z.strictObject({ pid: z.int(), started: z.string() })

const Journal = z.strictObject({ version: z.literal(1), trial: z.string(), guard: Holder, saved: SavedState })
export type Journal = z.infer<typeof Journal>

/** That there may be rules of these traces. They are found by their marks, so more need not be known. */
const TraceJournal = z.strictObject({ version: z.literal(1), guard: Holder, traces: z.array(TraceId) })
export type TraceJournal = z.infer<typeof TraceJournal>

/** `unreadable`: it is there, and what it says cannot be understood; it is left where it is. */
export type JournalRead<J> = J | 'none' | 'unreadable'

const namespaceNumber = (): string => /\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? '0'
const pathOf = (what: string): string => join(RUN_FOLDER, `${what}-${namespaceNumber()}.json`)

/** Makes the folder, for root alone. Throws when another's folder stands there: then nothing may be trusted to it. */
export function openRunFolder(): void {
  mkdirSync(RUN_FOLDER, { recursive: true, mode: 0o700 })
  const { uid, mode } = statSync(RUN_FOLDER)
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new Error(`${RUN_FOLDER} belongs to another user or may be entered by others.`)
}

export const writeJournal = (journal: Journal): void => write('trial', journal)
export const writeTraceJournal = (journal: TraceJournal): void => write('trace', journal)

function write(what: string, journal: object): void {
  const path = pathOf(what)
  writeFileSync(halfOf(path), JSON.stringify(journal), { mode: 0o600 })
  renameSync(halfOf(path), path)
}

const halfOf = (path: string): string => `${path}.new`

/** What a guard was killed over: nothing was written to the kernel before its journal was whole. */
export function clearHalfWritten(): void {
  for (const what of ['trial', 'trace']) rmSync(halfOf(pathOf(what)), { force: true })
}

export const readJournal = (): JournalRead<Journal> => read('trial', Journal)
export const readTraceJournal = (): JournalRead<TraceJournal> => read('trace', TraceJournal)

function read<J>(what: string, schema: z.ZodType<J>): JournalRead<J> {
  let text: string
  try {
    text = readFileSync(pathOf(what), 'utf8')
  } catch {
    return 'none'
  }
  try {
    const decoded = schema.safeParse(JSON.parse(text))
    return decoded.success ? decoded.data : 'unreadable'
  } catch {
    return 'unreadable'
  }
}

export const clearJournal = (): void => rmSync(pathOf('trial'), { force: true })
export const clearTraceJournal = (): void => rmSync(pathOf('trace'), { force: true })

/** One helper at a time may write into a network namespace; false when another lives. */
export function takeHelperLock(isAlive: (holder: ProcessName) => boolean): boolean {
  const path = pathOf('helper')
  for (const _ of [1, 2]) {
    try {
      writeFileSync(path, JSON.stringify(processName(process.pid)), { flag: 'wx', mode: 0o600 })
      return true
    } catch {
      const holder = readHolder(path)
      if (holder !== null && isAlive(holder)) return false
      rmSync(path, { force: true })
    }
  }
  return false
}

function readHolder(path: string): ProcessName | null {
  try {
    const decoded = Holder.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return decoded.success ? decoded.data : null
  } catch {
    return null
  }
}
