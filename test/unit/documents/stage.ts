import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimFile } from '#electron/project-file/claim'
import { hashOf } from '#electron/project-file/file'
import { openJournal } from '#electron/project-file/journal'
import { type Keeper, openKeeper } from '#electron/project-file/keeper'
import { lostWork } from '#electron/project-file/lost-work'
import { openRecoveries } from '#electron/project-file/recoveries'
import { type ProjectStore, projectStore } from '#electron/session/project-store'
import { articleSevenRules } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import { printProject, readProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'

/** A folder that goes with the test, and documents in it. */
export const base = articleSevenRules
export const GROUP = '0aff643b-7b34-4384-b482-f37eccef5b90'
const folders: string[] = []
export const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'tapwall-keeper-'))
  folders.push(made)
  return made
}
export const removeFolders = (): void => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true })
}

export const rename = (name: string): Edit => ({ do: 'project.rename', name })
export const create = (n: number, name: string): Edit => ({
  do: 'group.create',
  id: `${String(n).repeat(8)}-1111-4111-8111-111111111111`,
  name,
  description: '',
})
export const edited = (project: Project, ...all: Edit[]): Project =>
  all.reduce((now, edit) => {
    const next = applyEdit(now, edit)
    if (!next.ok) throw new Error(JSON.stringify(next.error))
    return next.value
  }, project)

/** What the file says: its project, or null when it is none or not there. */
export function contentOf(path: string): Project | null {
  if (!existsSync(path)) return null
  const read = readProject(readFileSync(path, 'utf8'))
  return read.ok ? read.value : null
}
export const groupNames = (project: Project | null): string[] => project?.securityGroups.map(({ name }) => name) ?? []
export const write = (path: string, project: Project): void => writeFileSync(path, printProject(project))

export async function until(fits: () => boolean, ms = 15_000): Promise<void> {
  const end = Date.now() + ms
  while (!fits()) {
    if (Date.now() > end) throw new Error(`it did not come to be within ${ms} ms: ${fits}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export interface Stage {
  readonly path: string
  readonly recovery: string
  readonly projects: ProjectStore
  readonly keeper: Keeper
  /** Journals that are there now. */
  readonly journals: () => string[]
  /** The program is gone, without a word. */
  readonly kill: () => void
}

/** A document that is open, with the recoveries of earlier runs over the same folders. */
export async function stage(at = folder(), recovery = join(folder(), 'recovery')): Promise<Stage> {
  const path = join(at, 'lab.json')
  if (!readdirSync(at).includes('lab.json')) write(path, base)
  const claimed = await claimFile(path)
  if ('holder' in claimed) throw new Error(`claimed by ${claimed.holder}`)
  const text = readFileSync(path, 'utf8')
  const project = contentOf(path)
  if (project === null) throw new Error('no project')
  const projects = projectStore(project, 'test')
  const work = lostWork(recovery)
  const lost = await work.of(path)
  const journal = openJournal({ folder: recovery, path, project, now: Date.now, failed: (error) => failures.push(error) })
  const recoveries = await openRecoveries(lost, project, work)
  const known = { project, hash: hashOf(text) }
  const keeper = openKeeper({ projects, path, claim: claimed.claim, known, journal, recoveries, now: Date.now })
  keeper.begin()
  return {
    path,
    recovery,
    projects,
    keeper,
    journals: () => {
      try {
        return readdirSync(recovery).filter((name) => name.endsWith('.jsonl'))
      } catch {
        return []
      }
    },
    kill: keeper.abandon,
  }
}
export const failures: unknown[] = []
