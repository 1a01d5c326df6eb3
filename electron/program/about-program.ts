import type { ProgramState } from '#shared/contract/states'
import { ok, type Result } from '#shared/result'
import { realPath } from '../project-file/path.ts'
import type { Program } from './open-program.ts'

/** What a terminal tells running programs apart by. */
export async function aboutProgram({ keeper, session }: Program): Promise<Result<ProgramState, never>> {
  const { path } = keeper.state.get()
  const { name } = session.projects.state.get().project
  return ok({ pid: process.pid, path, realPath: await realPath(path), name })
}
