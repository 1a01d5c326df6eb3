import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLoopback } from '#electron/loopback/server'
import { openDesk } from '#electron/program/desk'
import { printProject } from '#shared/project/file'
import type { Project } from '#shared/project/schema'
import { ok } from '#shared/result'
import { fakeLab } from '../support/fake-lab.ts'
import { root } from '../support/shell.ts'

/** The real loopback shell and session around a lab in memory. `applied`: all of the project is in its kernel already. */
export async function startShellWith(project: Project, applied: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'tapwall-bench-'))
  const path = join(folder, 'large.json')
  writeFileSync(path, printProject(project))
  const desk = openDesk({ startLab: async () => ok(fakeLab().client), state: folder })
  const opened = await desk.open({ path })
  const session = desk.program()?.session
  if (!opened.ok || session === undefined) throw new Error(JSON.stringify(opened))
  const token = 'be'.repeat(24)
  const loopback = await openLoopback({ desk, token, port: 0, pageFolder: join(root, 'dist', 'page') })
  const started = await session.startLab()
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const revision = () => session.projects.state.get().revision
  const done = applied ? await session.applies.apply(revision(), null) : ok(null)
  if (!done.ok) throw new Error(JSON.stringify(done.error))
  return {
    address: `http://127.0.0.1:${loopback.port}/#${token}`,
    session,
    close: async () => {
      await loopback.close()
      await desk.close()
    },
  }
}
