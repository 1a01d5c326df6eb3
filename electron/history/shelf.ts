import { createHash } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import type { HistoryItem } from '#shared/contract/apply-history'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { beyondBounds } from '#shared/history/bounds'
import { HistoryEntry, PointHost, type RestorePoint } from '#shared/history/entry'
import { decodeProject } from '#shared/project/file'
import { err, ok, type Result } from '#shared/result'
import { codeOf, diskIssue } from '../project-file/disk-issue.ts'
import { damaged, printKept, readKept } from './kept-text.ts'

/** The history of one document on disk: a file for each entry, and beside those of applies one for the restore point. */
export interface Shelf {
  readonly folder: string
  /** The newest first. */
  readonly list: () => Promise<HistoryItem[]>
  /** Writes an entry, or writes it again. What is beyond the bounds goes. */
  readonly put: (entry: HistoryEntry) => Promise<Result<null, TapwallError>>
  readonly putPoint: (point: RestorePoint) => Promise<Result<null, TapwallError>>
  readonly point: (id: string) => Promise<Result<RestorePoint, TapwallError>>
  /** Has all that the other has, too. */
  readonly take: (other: string) => Promise<void>
}

/** Time and id, so that the names alone tell the order. */
const NAME = /^(\d{1,15})-([0-9a-f]{8})\.(json|point\.gz)$/
/** A point is not unpacked beyond this: a damaged one may claim anything. */
const MOST_UNPACKED = 512 * 1024 * 1024
/** An entry is small; whatever is larger is none. */
const LARGEST_ENTRY = 4 * 1024 * 1024

const Point = z.strictObject({
  id: z.string(),
  at: z.number(),
  revision: z.int().nullable(),
  project: z.unknown(),
  after: z.unknown().default(null),
  hosts: z.array(z.unknown()),
})

/** A folder for the document at `path` (behind all links), named so that a person finds it. */
export function shelfFolder(history: string, path: string): string {
  const name = basename(path, '.json')
    .replaceAll(/[^\p{L}\p{N}._-]/gu, '_')
    .slice(0, 40)
  return join(history, `${name}-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`)
}

const noPoint = (id: string): TapwallError =>
  invalid([issue(['id'], 'record.no-point', `The history has no restore point ${id}. Choose one of the list.`, { id })])

export function openShelf(folder: string): Shelf {
  /** What files held when they were read; a file that is written again is another one. */
  const read = new Map<string, { readonly stamp: string; readonly item: HistoryItem }>()
  const fileOf = (at: number, id: string, end: string) => join(folder, `${Math.round(at)}-${id}.${end}`)

  const names = async (): Promise<string[]> => {
    try {
      return await readdir(folder)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    }
  }
  const item = async (file: string, at: number): Promise<HistoryItem | null> => {
    const path = join(folder, file)
    try {
      const { ino, size, mtimeMs } = await stat(path)
      const stamp = `${ino} ${size} ${mtimeMs}`
      const known = read.get(file)
      if (known?.stamp === stamp) return known.item
      const text = size > LARGEST_ENTRY ? err(damaged(file)) : readKept('entry', await readFile(path, 'utf8'), file)
      const entry = text.ok ? HistoryEntry.safeParse(text.value).data : undefined
      const told: HistoryItem =
        entry === undefined ? { is: 'unreadable', file, at, error: text.ok ? damaged(file) : text.error } : { is: 'entry', entry }
      read.set(file, { stamp, item: told })
      return told
    } catch (error) {
      // Another program has made room meanwhile.
      if (codeOf(error) === 'ENOENT') return null
      return { is: 'unreadable', file, at, error: diskIssue(path, 'read', error) }
    }
  }
  const list = async () => {
    const found = (await names()).flatMap((file) => {
      const [, at, , end] = NAME.exec(file) ?? []
      return at === undefined || end !== 'json' ? [] : [{ file, at: Number(at) }]
    })
    const items = await Promise.all(found.map(({ file, at }) => item(file, at)))
    return items.filter((each) => each !== null).toSorted((a, b) => when(b) - when(a))
  }

  /** Entries that cannot be read are not ours to throw away, and neither are their points. */
  const makeRoom = async () => {
    const all = await names()
    const sizes = new Map(await Promise.all(all.map(async (file) => [file, await sizeOf(join(folder, file))] as const)))
    const entries = (await list()).flatMap((each) => (each.is === 'entry' ? [each.entry] : []))
    const kept = entries.map(({ at, id }) => {
      const files = ['json', 'point.gz'].map((end) => basename(fileOf(at, id, end)))
      return { at, files, bytes: files.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0) }
    })
    for (const { files } of beyondBounds(kept)) for (const file of files) await rm(join(folder, file), { force: true })
  }
  const write = async (path: string, data: string | Buffer): Promise<Result<null, TapwallError>> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFileAtomic(path, data, { mode: 0o600 })
      return ok(null)
    } catch (error) {
      return err(diskIssue(path, 'written', error))
    }
  }

  return {
    folder,
    list,
    put: async (entry) => {
      const written = await write(fileOf(entry.at, entry.id, 'json'), printKept('entry', entry))
      // A folder that cannot be tidied is tidied after the next entry.
      if (written.ok) await makeRoom().catch(() => undefined)
      return written
    },
    putPoint: async (point) => write(fileOf(point.at, point.id, 'point.gz'), await promisify(gzip)(printKept('point', point))),
    point: async (id) => {
      const file = (await names().catch(() => [])).find((name) => NAME.exec(name)?.[2] === id && name.endsWith('.point.gz'))
      return file === undefined ? err(noPoint(id)) : readPoint(join(folder, file))
    },
    take: async (other) => {
      const files = (await readdir(other).catch(() => [])).filter((name) => NAME.test(name))
      if (files.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 })
      // Files of the history are replaced and never changed, so that both documents can share them.
      for (const name of files) await link(join(other, name), join(folder, name)).catch(() => undefined)
    },
  }
}

const when = (item: HistoryItem): number => (item.is === 'entry' ? item.entry.at : item.at)

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

async function readPoint(path: string): Promise<Result<RestorePoint, TapwallError>> {
  const file = basename(path)
  let text: string
  try {
    text = (await promisify(gunzip)(await readFile(path), { maxOutputLength: MOST_UNPACKED })).toString('utf8')
  } catch (error) {
    return err(/^E[A-Z]+$/.test(codeOf(error)) ? diskIssue(path, 'read', error) : damaged(file))
  }
  const body = readKept('point', text, file)
  if (!body.ok) return body
  const point = Point.safeParse(body.value).data
  const hosts = point?.hosts.map(decodeHost)
  if (point === undefined || hosts === undefined || hosts.includes(null)) return err(damaged(file))
  const project = decodeKept(point.project)
  if (!project.ok) return err(invalid(project.error))
  const after = decodeKept(point.after)
  if (!after.ok) return err(invalid(after.error))
  const { id, at, revision } = point
  return ok({ id, at, revision, project: project.value, after: after.value, hosts: hosts.filter((host) => host !== null) })
}

const decodeKept = (value: unknown) => (value === null ? ok(null) : decodeProject(value))

/** A plan of a later or earlier Tapwall may have other steps; the lines of the kernel are the same. */
function decodeHost(value: unknown): PointHost | null {
  const whole = PointHost.safeParse(value).data
  if (whole !== undefined) return whole
  return PointHost.safeParse(typeof value === 'object' && value !== null ? { ...value, plan: null } : value).data ?? null
}
