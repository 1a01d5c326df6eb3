import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TapwallError } from '#shared/errors'
import { codeOf } from './disk-issue.ts'
import { isLeft, readJournal, type Work } from './journal-format.ts'
import { readText } from './read-text.ts'

/** Journals that earlier runs left: work that did not reach the file. */
export type Lost =
  | { readonly is: 'work'; readonly id: string; readonly work: Work }
  | { readonly is: 'refused'; readonly id: string; readonly error: TapwallError }

/** Discarded work is kept for a while: it was discarded with one click. */
const MOST_DISCARDED = 20

export interface LostWork {
  /** What was left of the document at `path`, the oldest first. What cannot be read is put aside. */
  readonly of: (path: string) => Promise<readonly Lost[]>
  /** It is in the document now. */
  readonly remove: (id: string) => Promise<void>
  readonly discard: (id: string) => Promise<void>
}

export function lostWork(folder: string): LostWork {
  const discarded = join(folder, 'discarded')
  const remove = async (id: string) => {
    await rm(join(folder, id), { force: true }).catch(() => undefined)
  }
  const read = async (id: string, path: string): Promise<Lost | null> => {
    const text = await readText(join(folder, id))
    const work = text.ok ? readJournal(text.value, path) : text
    if (!work.ok) {
      await rename(join(folder, id), join(folder, `${id}.bad`)).catch(() => undefined)
      return { is: 'refused', id, error: work.error }
    }
    if (work.value !== null) return { is: 'work', id, work: work.value }
    await remove(id)
    return null
  }
  return {
    of: async (path) => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => isLeft(name, path))
      const all = (await Promise.all(names.map((name) => read(name, path)))).filter((lost) => lost !== null)
      const when = (lost: Lost) => (lost.is === 'work' ? lost.work.at : 0)
      return all.toSorted((a, b) => when(a) - when(b))
    },
    remove,
    discard: async (id) => {
      try {
        await mkdir(discarded, { recursive: true, mode: 0o700 })
        await rename(join(folder, id), join(discarded, `${Date.now()}-${id}`))
        const names = (await readdir(discarded)).toSorted()
        for (const name of names.slice(0, -MOST_DISCARDED)) await rm(join(discarded, name), { force: true })
      } catch (error) {
        // Asked for is that it is not offered again.
        if (codeOf(error) !== 'ENOENT') await remove(id)
      }
    },
  }
}
