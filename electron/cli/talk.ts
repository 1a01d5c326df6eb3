import { SWAPPED } from '#shared/contract/close-codes'
import { errorLine, type TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { terminalLine, terminalText } from '#shared/terminal-text'
import { type ChosenProgram, chooseProgram } from '../terminals/programs.ts'

/** Commands that talk to a running program: how they end, and what they share. */

/** `no`: the answer to the question of the command is no, or what was asked for did not come about, as grep and diff have it. */
export const STATUS = { ok: 0, no: 1, failed: 2, noProgram: 3 } as const

export const fail = (error: TapwallError): number => failWith(errorLine(error))

export function failWith(words: string, status: number = STATUS.failed): number {
  console.error(terminalText(words))
  return status
}

/** Inside of JSON the escapes of a terminal are those of JSON, too. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${terminalText(JSON.stringify(value, null, 1))}\n`)
}

export const printLines = (lines: readonly string[]): void => {
  for (const line of lines) console.log(terminalLine(line))
}

/** Asks the program that has `file` open, or the only one, and ends the line. */
export async function talk(file: string | undefined, act: (program: ChosenProgram) => Promise<number>): Promise<number> {
  const chosen = await chooseProgram(file)
  if (!chosen.ok) return failWith(chosen.error.words, chosen.error.is === 'none' ? STATUS.noProgram : STATUS.failed)
  return talkTo(chosen.value, act)
}

export async function talkTo(program: ChosenProgram, act: (program: ChosenProgram) => Promise<number>): Promise<number> {
  let over = false
  const lost = program.line.ended.then((code) => {
    if (over) return STATUS.failed
    return failWith(
      code === SWAPPED ? 'Tapwall has opened another document meanwhile.' : 'Tapwall ended, or broke off, before it answered.',
    )
  })
  try {
    return await Promise.race([act(program), lost])
  } catch (thrown) {
    // What the line was closed for is told by `lost`; anything else is the program's own refusal.
    return await Promise.race([lost, thrownWords(thrown)])
  } finally {
    over = true
    program.line.close()
  }
}

const thrownWords = async (thrown: unknown): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 200))
  return failWith(thrown instanceof Error ? thrown.message : String(thrown))
}

/** The present state that a stream begins with. */
export async function present<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  for await (const value of await stream) return value
  throw new Error('Tapwall told nothing.')
}

/** `FILE` of these commands. */
export const FILE_WORDS = 'file that a running Tapwall has open; without it, the only one that runs'

export async function answerOf<T>(answer: Promise<Result<T, TapwallError>>, act: (value: T) => number): Promise<number> {
  const told = await answer
  return told.ok ? act(told.value) : fail(told.error)
}
