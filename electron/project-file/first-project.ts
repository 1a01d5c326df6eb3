import { access } from 'node:fs/promises'
import { join } from 'node:path'
import envPaths from 'env-paths'
import type { TapwallError } from '#shared/errors'
import { articleWithoutGroup } from '#shared/project/article'
import type { Project } from '#shared/project/schema'
import { ok, type Result } from '#shared/result'
import { openFile } from './file.ts'

export interface OpenProject {
  readonly project: Project
  readonly path: string
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The first of `name.json`, `name-2.json`, ... that does not exist yet. */
async function freePath(stem: string): Promise<string> {
  for (let n = 1; ; n++) {
    const path = n === 1 ? `${stem}.json` : `${stem}-${n}.json`
    if (!(await exists(path))) return path
  }
}

/** What was drawn last time, else the article's network with a VM that has no group yet. An unreadable file stays as it is. */
async function lastProject(): Promise<OpenProject> {
  const stem = join(envPaths('tapwall', { suffix: '' }).data, 'projects', 'first-light')
  const last = await openFile(`${stem}.json`)
  if (last.ok) return { project: last.value.project, path: `${stem}.json` }
  return { project: articleWithoutGroup, path: await freePath(stem) }
}

/** The named file, or what there was last time. A Networking API document is kept; the project gets a file beside it. */
export async function firstProject(named: string | undefined): Promise<Result<OpenProject, TapwallError>> {
  if (named === undefined) return ok(await lastProject())
  const opened = await openFile(named)
  if (!opened.ok) return opened
  const { project, isProjectFile } = opened.value
  return ok({ project, path: isProjectFile ? named : await freePath(`${named.replace(/\.json$/, '')}.tapwall`) })
}
