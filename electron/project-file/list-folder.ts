import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FolderEntry, FolderState } from '#shared/contract/document'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { diskIssue } from './disk-issue.ts'
import { documentsFolder, home } from './folders.ts'

/** Entries told of one folder; a person who looks for more writes the path. */
const MOST_ENTRIES = 1000
/** Names looked at: `readdir` of a folder with millions would take a minute. */
const MOST_NAMES = 100_000

/** What a project may be in: folders and *.json files. Links are followed; what leads nowhere, and pipes and devices, are left out. */
export async function listFolder(path: string): Promise<Result<FolderState, TapwallError>> {
  let names: string[]
  try {
    if (!(await stat(path)).isDirectory()) return err(notAFolder(path))
    names = (await readdir(path, { withFileTypes: true })).filter(mayBe).map(({ name }) => name)
  } catch (error) {
    return err(diskIssue(path, 'read', error))
  }
  const found = (await inBatches(names.slice(0, MOST_NAMES), (name) => entryOf(path, name))).filter((entry) => entry !== null)
  const entries = found.toSorted(byKindAndName)
  return ok({
    path,
    parent: dirname(path) === path ? null : dirname(path),
    home: home(),
    documents: (await isFolder(documentsFolder())) ? documentsFolder() : null,
    entries: entries.slice(0, MOST_ENTRIES),
    more: Math.max(0, entries.length - MOST_ENTRIES) + Math.max(0, names.length - MOST_NAMES),
  })
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

const notAFolder = (path: string): TapwallError =>
  invalid([issue(['path'], 'file.not-a-folder', `${path} is not a folder. Name a folder, or open it as a file.`, { path })])

const isJson = (name: string): boolean => name.toLowerCase().endsWith('.json')

const mayBe = (entry: Dirent): boolean =>
  !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink() || (entry.isFile() && isJson(entry.name)))

async function entryOf(folder: string, name: string): Promise<FolderEntry | null> {
  try {
    const found = await stat(join(folder, name))
    const kind = found.isDirectory() ? 'folder' : found.isFile() && isJson(name) ? 'file' : null
    return kind === null ? null : { name, kind, size: found.size, modified: found.mtimeMs }
  } catch {
    return null
  }
}

/** The disk is asked for some at a time: it has only so many hands. */
async function inBatches<T, R>(all: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = []
  for (let at = 0; at < all.length; at += 64) answers.push(...(await Promise.all(all.slice(at, at + 64).map(each))))
  return answers
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const byKindAndName = (a: FolderEntry, b: FolderEntry): number =>
  a.kind === b.kind ? names.compare(a.name, b.name) : a.kind === 'folder' ? -1 : 1
