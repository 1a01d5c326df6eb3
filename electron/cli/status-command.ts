import type { Command } from 'commander'
import type { ProjectState, SessionState } from '#shared/contract/states'
import { errorLine } from '#shared/errors'
import { changesBetween } from '#shared/project/changes'
import { type ChosenProgram, chooseProgram, runningPrograms } from '../terminals/programs.ts'
import { machineWords } from './apply-words.ts'
import { FILE_WORDS, failWith, present, printJson, printLines, STATUS, talkTo } from './talk.ts'
import { localTime } from './times.ts'

interface StatusOptions {
  readonly json: boolean
}

/** The three states of one program: edited, applied, kernel. */
async function statusOf({ about, line }: ChosenProgram) {
  const { call } = line
  const [document, project, session] = await Promise.all([
    present(call.document.follow()),
    present(call.project.follow()),
    present(call.session.follow()),
  ])
  const { revision, applied } = project
  const { target, lab, machine, kernel, applying, lastApply, trial } = session
  return {
    process: about.pid,
    file: about.path,
    name: about.name,
    saved: document.saved.is,
    edited: revision,
    applied: applied === null ? null : { revision: applied.revision, at: applied.at },
    changes: changesOf(project),
    kernel: kernel === null ? null : { host: kernel.host, inStep: kernel.inStep },
    target,
    machine: {
      ...{ state: machine.state, name: machine.name, host: machine.host, readOnly: machine.readOnly !== null },
      error: machine.error === null ? null : errorLine(machine.error),
    },
    lab: { state: lab.state, error: lab.error === null ? null : errorLine(lab.error) },
    applying: applying !== null,
    trial: trial === null ? null : { revision: trial.revision, until: trial.until },
    lastError: lastApply?.error ? errorLine(lastApply.error) : null,
  }
}
type Status = Awaited<ReturnType<typeof statusOf>>

/** Things of the edited project that are not applied; null before the first apply. */
const changesOf = ({ project, applied }: ProjectState): number | null =>
  applied === null ? null : changesBetween(applied.project, project).count

const LABS: Readonly<Record<SessionState['lab']['state'], string>> = {
  off: 'not started',
  starting: 'starting',
  running: 'running',
  lost: 'ended by itself',
  failed: 'could not be started',
}

const MACHINES: Readonly<Record<SessionState['machine']['state'], string>> = {
  off: 'not switched on',
  starting: 'is being switched on',
  running: 'switched on',
  lost: 'its helper has ended',
  failed: 'could not be switched on',
}

/** Where rules go. */
function targetRow({ target, lab, machine }: Status): [string, string] {
  if (target === 'lab') return ['lab', `${LABS[lab.state]}${lab.error === null ? '' : `. ${lab.error}`}`]
  const { state, readOnly, error } = machine
  const more = [readOnly ? 'only read: a Neutron agent works here' : '', error ?? ''].filter((words) => words !== '')
  return ['target', `${machineWords({ machine })}, ${[MACHINES[state], ...more].join('. ')}`]
}

const SAVED: Readonly<Record<Status['saved'], string>> = {
  saved: 'saved',
  pending: 'not saved yet',
  failed: 'not saved: the file could not be written',
  paused: 'not saved: the file was changed by another program',
}

function lines(status: Status): string[] {
  const { applied, changes, kernel } = status
  const rows: [string, string][] = [
    ['project', `${status.name}, revision ${status.edited}, ${SAVED[status.saved]}`],
    ['applied', applied === null ? 'nothing' : `revision ${applied.revision}, at ${localTime(applied.at)}${changeWords(changes)}`],
    ['kernel', kernel === null ? 'not read' : `${kernel.host}: ${kernelWords(applied !== null, kernel.inStep)}`],
    targetRow(status),
    ...(status.trial === null ? [] : [['on trial', trialWords(status.trial)] as [string, string]]),
    ...(status.applying ? [['now', 'an apply is under way'] as [string, string]] : []),
    ...(status.lastError === null ? [] : [['last apply', status.lastError] as [string, string]]),
  ]
  return [`${status.file} (process ${status.process})`, ...rows.map(([name, words]) => `  ${name.padEnd(10)} ${words}`)]
}

const changeWords = (changes: number | null): string =>
  changes === null || changes === 0 ? '' : `; ${changes} ${changes === 1 ? 'change is' : 'changes are'} not applied`

const trialWords = ({ revision, until }: NonNullable<Status['trial']>): string =>
  `revision ${revision}; without a confirm the former rules come back in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`

const kernelWords = (isApplied: boolean, inStep: boolean): string =>
  isApplied ? (inStep ? 'holds what was applied' : 'differs from what was applied') : 'nothing was applied'

/** With a file the program that has it; without one all of them. */
async function run(file: string | undefined, { json }: StatusOptions): Promise<number> {
  if (file !== undefined) {
    const chosen = await chooseProgram(file)
    if (!chosen.ok) return failWith(chosen.error.words, chosen.error.is === 'none' ? STATUS.noProgram : STATUS.failed)
    return show([chosen.value], json)
  }
  const running = await runningPrograms()
  if (running.length === 0) return failWith('No Tapwall is running. Start it with `npm start`.', STATUS.noProgram)
  const silent = running.filter(({ about }) => about === null).map(({ pid }) => pid)
  const status = await show(
    running.flatMap(({ about, line }) => (about && line ? [{ about, line }] : [])),
    json,
  )
  for (const pid of silent) failWith(`Tapwall is running (process ${pid}), but does not answer.`)
  return silent.length > 0 ? STATUS.failed : status
}

async function show(programs: readonly ChosenProgram[], json: boolean): Promise<number> {
  const told: Status[] = []
  let worst: number = STATUS.ok
  for (const program of programs) {
    const status = await talkTo(program, async () => {
      told.push(await statusOf(program))
      return STATUS.ok
    })
    worst = Math.max(worst, status)
  }
  if (json) printJson(told)
  else printLines(told.flatMap(lines))
  return worst
}

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('what running Tapwalls have edited, applied and in the kernel')
    .argument('[file]', FILE_WORDS.replace('the only one that runs', 'all that run'))
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : STATUS.failed))
    .option('--json', 'as a JSON list', false)
    .action(async (file: string | undefined, options: StatusOptions) => {
      process.exitCode = await run(file, options)
    })
}
