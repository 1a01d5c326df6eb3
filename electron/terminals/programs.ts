import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ProgramState } from '#shared/contract/states'
import { err, ok, type Result } from '#shared/result'
import { realPath } from '../project-file/path.ts'
import { callProgram, type TerminalLine } from './call.ts'
import { socketFolders } from './socket-folder.ts'
import { type FoundSocket, listSockets } from './sockets.ts'

/** A program that runs, with a line to it; `about` is null when it does not answer. */
export interface RunningProgram {
  readonly pid: number
  readonly about: ProgramState | null
  readonly line: TerminalLine | null
}

const PATIENCE = 3_000

/**
 * The programs of this user that run, as found in the first of the folders that has one that `fits`. The later folders are for programs
 * that were started without the environment of a session. Each line has to be closed.
 */
export async function runningPrograms(
  folders: readonly string[] = socketFolders(),
  fits: (program: RunningProgram) => boolean = () => true,
): Promise<RunningProgram[]> {
  const found: RunningProgram[] = []
  for (const folder of folders) {
    if (found.some(fits)) break
    found.push(...(await Promise.all((await listSockets(folder)).map(ask))))
  }
  return found
}

async function ask({ path, pid }: FoundSocket): Promise<RunningProgram> {
  const line = await callProgram(path).catch(() => null)
  const asked = line?.call.program.about({}).catch(() => null)
  const answer = (await Promise.race([asked, delay(PATIENCE, null, { ref: false })])) ?? null
  return { pid, line, about: answer?.ok ? answer.value : null }
}

export interface ChosenProgram {
  readonly about: ProgramState
  readonly line: TerminalLine
}

/** `none`: no program has it open, which a command that can do without may take for an answer. */
export interface NotChosen {
  readonly is: 'none' | 'several' | 'silent'
  readonly words: string
}

/** The program that has `file` open; without a file the only one that runs. */
export async function chooseProgram(
  file: string | undefined,
  folders?: readonly string[],
): Promise<Result<ChosenProgram, NotChosen>> {
  const wanted = file === undefined ? null : await realPath(resolve(file))
  const isWanted = ({ about }: RunningProgram) => wanted === null || about?.realPath === wanted
  const running = await runningPrograms(folders, isWanted)
  const fits = running.filter(isWanted)
  const [only] = fits
  const chosen = fits.length === 1 && only?.about && only.line ? { about: only.about, line: only.line } : null
  for (const { line } of running) if (line !== chosen?.line) line?.close()
  return chosen === null ? err(notChosen(running, fits, file)) : ok(chosen)
}

function notChosen(running: readonly RunningProgram[], fits: readonly RunningProgram[], file: string | undefined): NotChosen {
  const list = running.map(({ pid, about }) => `\n  ${pid}  ${about === null ? '(does not answer)' : about.path}`).join('')
  if (running.length === 0) return { is: 'none', words: 'No Tapwall is running. Start it with `npm start`.' }
  if (fits.length === 0) return { is: 'none', words: `No running Tapwall has ${file} open. These run:${list}` }
  if (fits.length > 1) return { is: 'several', words: `Several Tapwalls are running. Name the file of one of them:${list}` }
  return { is: 'silent', words: `Tapwall is running (process ${fits[0]?.pid}), but does not answer.` }
}
