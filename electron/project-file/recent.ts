import { mkdir, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import type { RecentFile } from '#shared/contract/document'
import { claimFile } from './claim.ts'
import { codeOf } from './disk-issue.ts'

/** What was open, the last first. Several programs write this, one at a time. */
export interface RecentFiles {
  readonly list: () => Promise<readonly RecentFile[]>
  readonly add: (path: string, name: string) => Promise<void>
  /** The project of a listed file has another name by now; that makes it none the more recent. */
  readonly rename: (path: string, name: string) => Promise<void>
  readonly forget: (path: string) => Promise<void>
}

const MOST = 20
/** Times that a claim is asked for, 10 ms apart. */
const PATIENCE = 100
const Entry = z.strictObject({ path: z.string().startsWith('/').max(4096), name: z.string().max(255), at: z.number() })
type Entry = z.infer<typeof Entry>
const Kept = z.strictObject({ version: z.literal(1), files: z.array(Entry).max(1000) })

const byTime = (entries: readonly Entry[]): Entry[] => {
  const last = new Map<string, Entry>()
  for (const entry of entries) if ((last.get(entry.path)?.at ?? Number.NEGATIVE_INFINITY) < entry.at) last.set(entry.path, entry)
  return [...last.values()].toSorted((a, b) => b.at - a.at).slice(0, MOST)
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    // What we may not look at may well be there.
    (error) => !['ENOENT', 'ENOTDIR'].includes(codeOf(error)),
  )

export function recentFiles(file: string, now: () => number): RecentFiles {
  let tail: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = tail.then(act)
    tail = next.catch(() => undefined)
    return next
  }
  /** A list that cannot be read is put aside: it is worth less than a start. */
  const read = async (): Promise<Entry[]> => {
    let text: string
    try {
      if ((await stat(file)).size > 1024 * 1024) throw new Error('too large')
      text = await readFile(file, 'utf8')
      return byTime(Kept.parse(JSON.parse(text)).files)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') await rename(file, `${file}.bad`).catch(() => undefined)
      return []
    }
  }
  const write = async (entries: readonly Entry[]) => {
    await writeFileAtomic(file, `${JSON.stringify({ version: 1, files: byTime(entries) }, null, 2)}\n`, { mode: 0o600 })
  }
  /** Other programs wait until we have read and written; one that never ends is not waited for. */
  const claimed = async (act: () => Promise<void>) => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    for (let attempt = 0; attempt < PATIENCE; attempt++) {
      const found = await claimFile(file)
      if ('claim' in found) return act().finally(found.claim.release)
      await delay(10)
    }
    await act()
  }
  const change = (next: (entries: readonly Entry[]) => Entry[]) =>
    // A list that cannot be written costs nothing but itself.
    inTurn(() => claimed(async () => write(next(await read())))).catch(() => undefined)

  return {
    list: () =>
      inTurn(async () => Promise.all((await read()).map(async (entry) => ({ ...entry, missing: !(await isThere(entry.path)) })))),
    add: (path, name) => change((entries) => [...entries, { path, name: name.slice(0, 255), at: now() }]),
    rename: (path, name) =>
      change((entries) => entries.map((each) => (each.path === path ? { ...each, name: name.slice(0, 255) } : each))),
    forget: (path) => change((entries) => entries.filter((each) => each.path !== path)),
  }
}
