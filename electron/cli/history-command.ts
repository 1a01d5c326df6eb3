import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { ApplyHistory } from '#shared/contract/apply-history'
import { invalid, issue } from '#shared/errors'
import { err, ok } from '#shared/result'
import { openHistory } from '../history/history.ts'
import { appliedBefore } from '../program/apply-history.ts'
import { stateFolder } from '../project-file/folders.ts'
import { type ChosenProgram, chooseProgram } from '../terminals/programs.ts'
import { applyRunning } from './apply-command.ts'
import { inForeground } from './foreground.ts'
import { historyLines, pointOf } from './history-words.ts'
import { answerOf, FILE_WORDS, failWith, present, printJson, printLines, STATUS, talkTo } from './talk.ts'
import { type ApplyHow, howOf, type TrialOptions, withTrial } from './trial-options.ts'

/** What is on disk, for a file that no program has open. */
const onDisk = (file: string): Promise<ApplyHistory> =>
  present(
    Promise.resolve(openHistory({ folder: join(stateFolder(), 'history'), path: () => resolve(file), now: Date.now }).follow()),
  )

function show({ items, problem, folder }: ApplyHistory, json: boolean): number {
  if (json) printJson({ folder, items, problem })
  else printLines(items.length === 0 ? ['Nothing was applied yet.'] : historyLines(items))
  return STATUS.ok
}

async function history(file: string | undefined, json: boolean): Promise<number> {
  const chosen = await chooseProgram(file)
  if (chosen.ok) return talkTo(chosen.value, async ({ line }) => show(await present(line.call.history.follow()), json))
  if (chosen.error.is !== 'none') return failWith(chosen.error.words)
  return file === undefined ? failWith(chosen.error.words, STATUS.noProgram) : show(await onDisk(file), json)
}

async function restoreRunning(program: ChosenProgram, written: string, how: ApplyHow): Promise<number> {
  const { call } = program.line
  const point = pointOf((await present(call.history.follow())).items, written)
  if ('words' in point) return failWith(point.words)
  const restored = await answerOf(call.history.restore({ id: point.id }), ({ changed }) => {
    printLines([restoredWords(point.id, changed)])
    return STATUS.ok
  })
  return restored === STATUS.ok ? applyRunning(program, how) : restored
}

const restoredWords = (id: string, changed: boolean): string =>
  changed ? `The project is that of before ${id}; one undo takes this back.` : `The project is that of before ${id} already.`

async function restoreAlone(file: string, written: string, how: ApplyHow): Promise<number> {
  return inForeground({
    file,
    ...how,
    prepare: async (program) => {
      const point = pointOf((await present(Promise.resolve(program.history.follow()))).items, written)
      if ('words' in point) return err(invalid([issue(['id'], 'record.no-point', point.words, { id: written })]))
      const restored = await appliedBefore(program).restore(point.id)
      if (restored.ok) printLines([restoredWords(point.id, restored.value.changed)])
      return restored.ok ? ok({}) : restored
    },
  })
}

async function restore(written: string, file: string | undefined, how: ApplyHow): Promise<number> {
  const chosen = await chooseProgram(file)
  if (chosen.ok) return talkTo(chosen.value, (program) => restoreRunning(program, written, how))
  if (chosen.error.is !== 'none') return failWith(chosen.error.words)
  return file === undefined ? failWith(chosen.error.words, STATUS.noProgram) : restoreAlone(file, written, how)
}

export function addHistoryCommands(program: Command): void {
  program
    .command('history')
    .description('what was applied with a project, the newest first: applies, confirms, reverts, restores')
    .argument('[file]', `${FILE_WORDS}; or any project file, whose history is read from the disk`)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
    .option('--json', 'as JSON: { folder, items, problem }', false)
    .action(async (file: string | undefined, { json }: { json: boolean }) => {
      process.exitCode = await history(file, json)
    })
  withTrial(
    program
      .command('restore')
      .description(
        'go back to what was applied before an apply, on trial: the project, in one step that can be undone, and its rules',
      )
      .argument('<id>', 'id of an apply as `history` lists it, or its beginning')
      .argument('[file]', `${FILE_WORDS}; or the file of a project`)
      .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed)),
  ).action(async (id: string, file: string | undefined, options: TrialOptions) => {
    process.exitCode = await restore(id, file, howOf(options))
  })
}
