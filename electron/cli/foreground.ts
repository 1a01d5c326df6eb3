import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorLine, type TapwallError } from '#shared/errors'
import type { Result } from '#shared/result'
import { terminalLine } from '#shared/terminal-text'
import { helperProgram, labProgram } from '../dist-folder.ts'
import { startLab } from '../privilege/start-lab.ts'
import { thisMachine } from '../privilege/this-machine.ts'
import { type Desk, openDesk } from '../program/desk.ts'
import { keepGoing } from '../program/keep-going.ts'
import type { Program } from '../program/open-program.ts'
import { listenToTerminals } from '../terminals/listen.ts'
import { appliedWords, BACK, KEPT } from './apply-words.ts'
import { type Countdown, countdown } from './countdown.ts'
import { fail, failWith, printLines, STATUS } from './talk.ts'
import type { ApplyHow } from './trial-options.ts'

export interface MachineChoice {
  readonly host: string
  readonly typed: string
}

interface Foreground extends ApplyHow {
  readonly file: string
  /** This machine's own firewall in the place of a lab: the host of the project that it is, and its name as the person wrote it. */
  readonly machine?: MachineChoice
  /** What is done to the project before it is applied. */
  readonly prepare?: (program: Program) => Promise<Result<unknown, TapwallError>>
}

/**
 * A program of our own for one apply: the lab of the file, or this machine, its rules on trial, and the terminal as the page. It hears
 * other terminals as every program does. The lab is ours, so it lives as long as we do, and we until Ctrl+C; on this machine the rules
 * that were kept stay, and we are done.
 */
export async function inForeground(what: Foreground): Promise<number> {
  const { file } = what
  keepGoing()
  const leave = leaving()
  const desk = openDesk({ startLab: () => startLab(labProgram()), machine: thisMachine(helperProgram()) })
  const opened = await desk.open({ path: resolve(file) })
  if (!opened.ok) return fail(opened.error)
  for (const note of opened.value.notes) console.error(terminalLine(note))
  const terminals = await listenToTerminals(desk)
  if (!terminals.ok) console.error(terminalLine(`Commands in other terminals cannot reach this one: ${terminals.error}`))
  const status = await applied(desk, what, leave)
  if (terminals.ok) await terminals.value.close()
  const saveError = await desk.close()
  return saveError === null ? status : failWith(`Not saved: ${errorLine(saveError)}`)
}

/** Another terminal that kept the rules hears of it before its line ends. */
const ANSWERED = 300

/** Until somebody asks us to end: Ctrl+C, a kill, the closing of the terminal. Aborted then. */
function leaving(): AbortSignal {
  const leave = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave.abort())
  return leave.signal
}

async function applied(desk: Desk, { trial, connections, machine, prepare }: Foreground, leave: AbortSignal): Promise<number> {
  const program = desk.program()
  if (program === null) return STATUS.failed
  const { session } = program
  const prepared = await prepare?.(program)
  if (prepared?.ok === false) return fail(prepared.error)
  const isReady = machine === undefined ? await labRuns(desk, program, leave) : await machineIsOn(program, machine, leave)
  if (leave.aborted) return STATUS.no
  if (!isReady) return STATUS.failed
  const done = await session.applies.apply(session.projects.state.get().revision, trial, connections)
  if (!done.ok) return fail(done.error)
  printLines([appliedWords(done.value, trial, session.state.get())])
  const isKept = session.state.get().trial === null || (await tried(program, leave))
  if (!isKept) return STATUS.no
  if (leave.aborted) return STATUS.ok
  if (machine !== undefined) {
    await delay(ANSWERED)
    return STATUS.ok
  }
  printLines(['The lab runs. Ctrl+C ends it, and the rules with it.'])
  return held(program, leave)
}

async function labRuns(desk: Desk, { session }: Program, leave: AbortSignal): Promise<boolean> {
  desk.beginLabs()
  for await (const { lab } of session.state.follow(leave)) {
    if (lab.state === 'running') return true
    // Why, `beginLabs` has said.
    if (lab.state === 'failed' || lab.state === 'lost') return false
  }
  return false
}

/** A person may be asked for a password meanwhile; leaving gives that up. */
async function machineIsOn({ session }: Program, { host, typed }: MachineChoice, leave: AbortSignal): Promise<boolean> {
  const giveUp = () => void session.machine.switchOff()
  leave.addEventListener('abort', giveUp, { once: true })
  const on = await session.machine.switchOn(host, typed)
  leave.removeEventListener('abort', giveUp)
  if (!on.ok && !leave.aborted) fail(on.error)
  return on.ok
}

/** Waits for the end of the trial; whether the rules were kept. */
async function tried({ session }: Program, leave: AbortSignal): Promise<boolean> {
  const shown: Countdown = countdown(() => session.state.get().trial, {
    enter: () => void session.applies.confirm(),
  })
  for await (const { trial } of session.state.follow(leave)) if (trial === null) break
  shown.end()
  if (leave.aborted && session.state.get().trial !== null) {
    const back = await session.applies.revert()
    if (!back.ok) return fail(back.error) === STATUS.ok
    printLines([BACK])
    return false
  }
  const { target, lab, machine, lastApply } = session.state.get()
  if (target === 'machine' && machine.state !== 'running')
    return fail(machine.error ?? { kind: 'helper-lost', detail: '', of: 'machine' }) === STATUS.ok
  if (target === 'lab' && lab.state !== 'running') return failWith('The lab ended.') === STATUS.ok
  const words = lastApply?.outcome === 'kept' ? KEPT : lastApply?.outcome === 'timed-out' ? `The time is over. ${BACK}` : BACK
  printLines([words])
  if (lastApply?.error) fail(lastApply.error)
  return lastApply?.outcome === 'kept'
}

/** Until we are to end, or the lab does so by itself. */
async function held({ session }: Program, leave: AbortSignal): Promise<number> {
  for await (const { lab } of session.state.follow(leave))
    if (lab.state === 'lost' || lab.state === 'failed') return lab.error === null ? STATUS.failed : fail(lab.error)
  return STATUS.ok
}
