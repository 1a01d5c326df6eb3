import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLoopback } from '#electron/loopback/server'
import { openProgram } from '#electron/program/open-program'
import { printProject } from '#shared/project/file'
import { ok } from '#shared/result'
import { root } from '../support/shell.ts'
import { type LoadedLab, loadedLab, longGroup } from './loaded-lab.ts'

/** The real loopback shell and session around a lab in memory; its rules are applied. */
export interface LoadedShell {
  readonly address: string
  readonly lab: LoadedLab
  readonly close: () => Promise<void>
}

export async function startLoadedShell(): Promise<LoadedShell> {
  const lab = loadedLab({ changing: 0 })
  const file = join(mkdtempSync(join(tmpdir(), 'tapwall-bench-')), 'long.json')
  writeFileSync(file, printProject(longGroup))
  const program = await openProgram({ file, startLab: async () => ok(lab.client) })
  if (!program.ok) throw new Error(JSON.stringify(program.error))
  const { session } = program.value
  const token = 'be'.repeat(24)
  const loopback = await openLoopback({ session, token, port: 0, pageFolder: join(root, 'dist', 'page') })
  const started = await session.startLab()
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const applied = await session.apply(session.projects.state.get().revision)
  if (!applied.ok) throw new Error(JSON.stringify(applied.error))
  return {
    address: `http://127.0.0.1:${loopback.port}/#${token}`,
    lab,
    close: async () => {
      await loopback.close()
      await program.value.close()
    },
  }
}
