import { mkdirSync } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import envPaths from 'env-paths'
import { errorLine, invalid, issue, type TapwallError } from '#shared/errors'
import { articleWithoutGroup } from '#shared/project/article'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { type Claim, claimFile } from './claim.ts'
import { openFile } from './file.ts'

export interface OpenProject {
  readonly project: Project
  readonly path: string
  readonly claim: Claim
  /** What a person should know about the choice of the file. */
  readonly notes: readonly string[]
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The first of `name.json`, `name-2.json`, ... that does not exist yet and that no other program is about to write. */
async function claimFree(stem: string): Promise<{ path: string; claim: Claim; notes: string[] }> {
  const notes: string[] = []
  for (let n = 1; ; n++) {
    const path = n === 1 ? `${stem}.json` : `${stem}-${n}.json`
    if (await exists(path)) continue
    const claimed = claimFile(path)
    if ('claim' in claimed) return { path, claim: claimed.claim, notes }
    notes.push(openElsewhere(path, claimed.holder))
  }
}

const openElsewhere = (path: string, holder: number): string => `${path} is open in another Tapwall (process ${holder}).`

/** XDG Base Directory Specification: a relative path there is to be ignored. */
function dataFolder(): string {
  if (!isAbsolute(process.env['XDG_DATA_HOME'] ?? '/')) delete process.env['XDG_DATA_HOME']
  return join(envPaths('tapwall', { suffix: '' }).data, 'projects')
}

/** Projects of former runs, the last written first. */
async function formerProjects(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const paths = names.filter((name) => /^first-light(-\d+)?\.json$/.test(name)).map((name) => join(folder, name))
  const dated = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })))
  return dated.toSorted((a, b) => b.at - a.at).map(({ path }) => path)
}

/** What was drawn last, unless it cannot be read or is open elsewhere; else the article's network with a VM that has no group yet. */
async function lastProject(): Promise<OpenProject> {
  const folder = dataFolder()
  const notes: string[] = []
  for (const path of await formerProjects(folder)) {
    const claimed = claimFile(path)
    if ('holder' in claimed) {
      notes.push(openElsewhere(path, claimed.holder))
      continue
    }
    const opened = await openFile(path)
    if (opened.ok) return { project: opened.value.project, path, claim: claimed.claim, notes }
    claimed.claim.release()
    notes.push(`${errorLine(opened.error)} It stays as it is.`)
  }
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    // Said when the first save fails.
  }
  const free = await claimFree(join(folder, 'first-light'))
  return { project: articleWithoutGroup, path: free.path, claim: free.claim, notes: [...notes, ...free.notes] }
}

/** The named file, or what there was last time. A Networking API document is kept; the project gets a file beside it. */
export async function firstProject(named: string | undefined): Promise<Result<OpenProject, TapwallError>> {
  if (named === undefined) return ok(await lastProject())
  // Claimed before it is read: what another program writes meanwhile would be read as the present state.
  const claimed = claimFile(named)
  if ('holder' in claimed) {
    const message = `${openElsewhere(named, claimed.holder)} Close it there, or name another file.`
    return err(invalid([issue([], 'file.open-elsewhere', message, { path: named, process: claimed.holder })]))
  }
  const opened = await openFile(named)
  if (!opened.ok || !opened.value.isProjectFile) claimed.claim.release()
  if (!opened.ok) return opened
  const { project, isProjectFile } = opened.value
  if (isProjectFile) return ok({ project, path: named, claim: claimed.claim, notes: [] })
  return ok({ project, ...(await claimFree(`${named.replace(/\.json$/, '')}.tapwall`)) })
}
