import type { Command } from 'commander'
import type { ApplyAnswer } from '../session/apply-owner.ts'
import { type ChosenProgram, chooseProgram } from '../terminals/programs.ts'
import { appliedWords, BACK, KEPT } from './apply-words.ts'
import { inForeground, type MachineChoice } from './foreground.ts'
import { aboutPresent } from './plan-command.ts'
import { answerOf, FILE_WORDS, failWith, present, printLines, STATUS, talk, talkTo } from './talk.ts'
import { type ApplyHow, howOf, type TrialOptions, withTrial } from './trial-options.ts'

const CONFIRM = 'Keep them with `tapwall confirm`, take them back at once with `tapwall revert`.'

/** Applies the edited project in a program that runs. It does not wait for the end of the trial. */
export async function applyRunning(program: ChosenProgram, how: ApplyHow): Promise<number> {
  const state = await present(program.line.call.session.follow())
  return answerOf(
    aboutPresent<ApplyAnswer>(program, (revision) => program.line.call.ruleset.apply({ revision, ...how })),
    (applied) => {
      printLines([appliedWords(applied, how.trial, state), ...(how.trial === null || applied.transactions === 0 ? [] : [CONFIRM])])
      return STATUS.ok
    },
  )
}

/** What a person chose in the page is not changed from a terminal. */
async function applyToMachine(program: ChosenProgram, { host }: MachineChoice, how: ApplyHow): Promise<number> {
  const { target, machine } = await present(program.line.call.session.follow())
  if (target === 'machine' && machine.host === host) return applyRunning(program, how)
  return failWith(
    `A running Tapwall (process ${program.about.pid}) has this file, and ${target === 'lab' ? 'applies it to its lab' : `is host ${machine.host}`}. Switch this machine on there, or end it first.`,
  )
}

/** In the program that has the file; without one in a lab of our own or on this machine, which needs a file. */
async function apply(file: string | undefined, how: ApplyHow, machine: MachineChoice | null): Promise<number> {
  const chosen = await chooseProgram(file)
  if (chosen.ok)
    return talkTo(chosen.value, (program) =>
      machine === null ? applyRunning(program, how) : applyToMachine(program, machine, how),
    )
  if (chosen.error.is !== 'none') return failWith(chosen.error.words)
  return file === undefined
    ? failWith(`${chosen.error.words} Or name a file, to apply it in a lab of its own.`, STATUS.noProgram)
    : inForeground({ file, ...how, ...(machine === null ? {} : { machine }) })
}

const confirm = (file: string | undefined): Promise<number> =>
  talk(file, ({ line }) =>
    answerOf(line.call.ruleset.confirm({}), () => {
      printLines([KEPT])
      return STATUS.ok
    }),
  )

const revert = (file: string | undefined): Promise<number> =>
  talk(file, ({ line }) =>
    answerOf(line.call.ruleset.revert({}), () => {
      printLines([BACK])
      return STATUS.ok
    }),
  )

interface ApplyOptions extends TrialOptions {
  readonly machine?: string
  readonly yesIMean?: string
}

/** Null: the lab. */
const machineOf = ({ machine, yesIMean }: ApplyOptions): MachineChoice | null =>
  machine === undefined ? null : { host: machine, typed: yesIMean ?? '' }

export function addApplyCommands(program: Command): void {
  const command = (name: string, words: string, argument: string) =>
    program
      .command(name)
      .description(words)
      .argument('[file]', argument)
      .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
  withTrial(
    command(
      'apply',
      'put the rules of the project into the kernel, on trial; where no program has the file, in a lab of its own that runs until Ctrl+C',
      `${FILE_WORDS}; or the file of a project`,
    ),
  )
    .option('--machine <host>', "put them into this machine's own firewall, as that host of the project, in the place of a lab")
    .option('--yes-i-mean <hostname>', 'the name of this machine, without which --machine is refused')
    .action(async (file: string | undefined, options: ApplyOptions) => {
      process.exitCode = await apply(file, howOf(options), machineOf(options))
    })
  command('confirm', 'keep the rules that are on trial', FILE_WORDS).action(async (file: string | undefined) => {
    process.exitCode = await confirm(file)
  })
  command('revert', 'put the rules back that were there before those on trial', FILE_WORDS).action(
    async (file: string | undefined) => {
      process.exitCode = await revert(file)
    },
  )
}
