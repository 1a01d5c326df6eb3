import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLoopback } from '#electron/loopback/server'
import { openDesk } from '#electron/program/desk'
import { printProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { ok } from '#shared/result'
import { root } from '../support/shell.ts'
import { type LoadedLab, loadedLab, longGroup } from './loaded-lab.ts'

/** The real loopback shell and session around a lab in memory; its rules are applied. */
export interface LoadedShell {
  readonly address: string
  readonly lab: LoadedLab
  readonly close: () => Promise<void>
}

export async function startLoadedShell(project: Project = longGroup): Promise<LoadedShell> {
  const lab = loadedLab({ changing: 0 })
  const folder = mkdtempSync(join(tmpdir(), 'tapwall-bench-'))
  const path = join(folder, 'long.json')
  writeFileSync(path, printProject(project))
  const desk = openDesk({ startLab: async () => ok(lab.client), state: folder })
  const opened = await desk.open({ path })
  const session = desk.program()?.session
  if (!opened.ok || session === undefined) throw new Error(JSON.stringify(opened))
  const token = 'be'.repeat(24)
  const loopback = await openLoopback({ desk, token, port: 0, pageFolder: join(root, 'dist', 'page') })
  const started = await session.startLab()
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const applied = await session.applies.apply(session.projects.state.get().revision, null)
  if (!applied.ok) throw new Error(JSON.stringify(applied.error))
  return {
    address: `http://127.0.0.1:${loopback.port}/#${token}`,
    lab,
    close: async () => {
      await loopback.close()
      await desk.close()
    },
  }
}
