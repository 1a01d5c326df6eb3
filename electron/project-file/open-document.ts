import { mkdirSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Example } from '#shared/contract/document'
import { errorLine, type TapwallError } from '#shared/errors'
import { examples } from '#shared/project/examples'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { type Claim, claimFile, isClaimed, isOpenElsewhere, openElsewhere } from './claim.ts'
import type { Known } from './disk-copy.ts'
import { decodeText, isAbsent, openFile } from './file.ts'
import { documentsFolder } from './folders.ts'
import { freePath } from './free-path.ts'
import { importedStem } from './imported-path.ts'
import type { Lost, LostWork } from './lost-work.ts'
import { realPath } from './path.ts'
import type { RecentFiles } from './recent.ts'

/**
 * What to open: a file, an example, a text that came without its file, a project that was made of documents (beside a file, or without
 * one), or (null) what was open last.
 */
export type What =
  | { readonly path: string }
  | { readonly example: Example }
  | { readonly name: string; readonly text: string }
  | { readonly imported: Project; readonly path: string }
  | { readonly imported: Project; readonly name: string }
  | null

export interface OpenDocument {
  readonly project: Project
  readonly path: string
  readonly claim: Claim
  /** Null for a document that has no file yet. */
  readonly known: Known | null
  /** What earlier runs could not bring into the file. */
  readonly lost: readonly Lost[]
  /** What a person should know about the choice of the file. */
  readonly notes: readonly string[]
}

export interface OpenDeps {
  readonly recent: RecentFiles
  readonly lostWork: LostWork
}

type Opened = Result<OpenDocument, TapwallError>

export function openDocument(what: What, deps: OpenDeps): Promise<Opened> {
  if (what === null) return openLast(deps)
  if ('imported' in what)
    return 'path' in what ? newFile(what.imported, importedStem(what.path)) : newDocument(what.imported, stemOf(what.name))
  if ('path' in what) return openPath(what.path, deps)
  if ('example' in what) return newDocument(examples[what.example], what.example)
  return openText(what.name, what.text)
}

async function openPath(path: string, { lostWork }: OpenDeps): Promise<Opened> {
  // Claimed before it is read: what another program writes meanwhile would be read as the present state.
  const claimed = await claimFile(path)
  if ('holder' in claimed) return err(openElsewhere(path, claimed.holder))
  const { claim } = claimed
  const opened = await openFile(path)
  const lost = await lostWork.of(await realPath(path))
  if (opened.ok && opened.value.losses === null) {
    const { project, hash } = opened.value
    return ok({ project, path, claim, known: { project, hash }, lost, notes: [] })
  }
  // A deleted file whose last edits are known is not lost: they say what it held.
  const work = lost.findLast((each) => each.is === 'work')?.work
  if (!opened.ok && isAbsent(opened.error) && work !== undefined)
    return ok({ project: work.base, path, claim, known: { project: work.base, hash: '' }, lost, notes: [] })
  claim.release()
  if (!opened.ok) return opened
  // A Networking API document is kept; the project gets a file beside it.
  const made = await newFile(opened.value.project, importedStem(path))
  const count = opened.value.losses?.length ?? 0
  if (!made.ok || count === 0) return made
  const note = `${count} things of ${path} are not taken over as they stand; tapwall import lists them.`
  return ok({ ...made.value, notes: [...made.value.notes, note] })
}

/** The first name that is free and that no other program is about to take. */
async function newFile(project: Project, stem: string): Promise<Opened> {
  const notes: string[] = []
  let claim: Claim | null = null
  const path = await freePath(stem, '.json', async (candidate) => {
    const claimed = await claimFile(candidate)
    if ('claim' in claimed) claim = claimed.claim
    else notes.push(isOpenElsewhere(candidate, claimed.holder))
    return 'claim' in claimed
  })
  return ok({ project, path, claim: claim ?? { release: () => undefined }, known: null, lost: [], notes })
}

function newDocument(project: Project, name: string): Promise<Opened> {
  const folder = documentsFolder()
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    // Said when the first save fails.
  }
  return newFile(project, join(folder, name))
}

/** Bytes: a name may have 255, and a number and an ending follow. */
const LONGEST_STEM = 200

/** A name that a browser told us becomes a plain one of ours. */
export function stemOf(name: string): string {
  let stem = basename(name)
    .replace(/\.json$/i, '')
    .replace(/[^\p{L}\p{N}._ -]+/gu, '-')
    .replace(/^[. -]+/, '')
  while (Buffer.byteLength(stem) > LONGEST_STEM) stem = [...stem].slice(0, -1).join('')
  return stem.trimEnd() || 'document'
}

function openText(name: string, text: string): Promise<Opened> {
  const decoded = decodeText(name, text)
  return decoded.ok ? newDocument(decoded.value.project, stemOf(name)) : Promise.resolve(decoded)
}

/** Documents of versions that kept no list of recent files, the last written first. */
async function formerDocuments(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const paths = names.filter((name) => /^first-light(-\d+)?\.json$/.test(name)).map((name) => join(folder, name))
  const dated = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })))
  return dated.toSorted((a, b) => b.at - a.at).map(({ path }) => path)
}

function passedOver(path: string, error: TapwallError): string {
  if (isAbsent(error)) return `${path} is not there any more.`
  return isClaimed(error) ? errorLine(error) : `${errorLine(error)} It stays as it is.`
}

/**
 * What was open last, wherever it is, unless it is gone, cannot be read or is open elsewhere: then what was open before. At the very
 * first start the article's network with a VM that has no group yet.
 */
async function openLast(deps: OpenDeps): Promise<Opened> {
  const notes: string[] = []
  const recent = (await deps.recent.list()).map(({ path }) => path)
  const former = await formerDocuments(documentsFolder())
  for (const path of new Set([...recent, ...former])) {
    const opened = await openPath(path, deps)
    if (opened.ok) return ok({ ...opened.value, notes: [...notes, ...opened.value.notes] })
    notes.push(passedOver(path, opened.error))
  }
  const first = await newDocument(examples['article-without-group'], 'first-light')
  return first.ok ? ok({ ...first.value, notes: [...notes, ...first.value.notes] }) : first
}
