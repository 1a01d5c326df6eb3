import { hostname } from 'node:os'
import type { TraceEvent } from '#shared/contract/trace'
import { terminalLine } from '#shared/terminal-text'
import { type ChosenProgram, runningPrograms } from '../terminals/programs.ts'
import { fail, failWith, present, printLines, STATUS, talkTo } from './talk.ts'
import { readTraceWords } from './trace-question.ts'
import { cameLines } from './trace-words.ts'

interface How {
  readonly seconds: number
  readonly tried: boolean
  readonly json: boolean
}

/** Follows packets on this machine by the program that has it switched on; status 0: some came, 1: none, 2: not done, 3: no program. */
export async function traceMachine(words: readonly string[], how: How): Promise<number> {
  const question = readTraceWords(words)
  if (!question.ok) return fail(question.error)
  const found = await programOfMachine()
  if ('words' in found) return failWith(found.words, found.status)
  return talkTo(found, ({ line }) => {
    // The stream then still tells that it has ended; the line of a program that does not answer any more is closed.
    const stop = (): void => void line.call.trace.stop({}).catch(() => line.close())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
    const request = { hosts: null, question: question.value, seconds: how.seconds, perSecond: 20, send: null }
    return told(line.call.trace.run(request), how)
  })
}

const HOW_TO = 'Switch this machine on in the page, or by `tapwall apply FILE --machine HOST --yes-i-mean HOSTNAME`.'

/** One at most: the helper of a machine serves one program. The lines to the others are closed. */
async function programOfMachine(): Promise<ChosenProgram | { readonly words: string; readonly status: number }> {
  // Whether one fits is known when it was asked, so all folders are looked into.
  const running = await runningPrograms(undefined, () => false)
  if (running.length === 0)
    return { words: `No Tapwall is running that could follow packets on this machine. ${HOW_TO}`, status: STATUS.noProgram }
  let chosen: ChosenProgram | null = null
  const others: string[] = []
  for (const { pid, about, line } of running) {
    if (about === null || line === null) others.push(`process ${pid} does not answer`)
    else {
      const { target } = await present(line.call.session.follow())
      if (target === 'machine' && chosen === null) {
        chosen = { about, line }
        continue
      }
      others.push(`process ${pid} applies ${about.path} to its lab`)
    }
    line?.close()
  }
  return (
    chosen ?? { words: `No running Tapwall has ${hostname()} switched on: ${others.join(', ')}. ${HOW_TO}`, status: STATUS.failed }
  )
}

async function told(events: Promise<AsyncIterable<TraceEvent>>, { tried, json }: How): Promise<number> {
  for await (const event of await events) {
    // One object a line, since nobody knows when the last one comes.
    if (json && event.kind !== 'failed') printLines([JSON.stringify(event)])
    if (event.kind === 'failed') return fail(event.error)
    if (event.kind === 'armed' && !json)
      console.error(
        terminalLine(
          `Packets on ${event.hosts.map(({ host }) => host).join(', ')} are followed for ${event.seconds} s. Ctrl+C ends it.`,
        ),
      )
    if (event.kind === 'packet' && !json) printLines(cameLines(event.packet, tried))
    if (event.kind === 'ended') {
      if (!json) printLines([`${WHY[event.why]} ${event.packets === 1 ? '1 packet' : `${event.packets} packets`} came.`])
      return event.packets > 0 ? STATUS.ok : STATUS.no
    }
  }
  return failWith('Tapwall told nothing more.')
}

const WHY = {
  time: 'The time is over.',
  stopped: 'Stopped.',
  sent: 'All was sent.',
  full: 'No more packets are kept.',
  monitor: "The kernel's words could not be heard any more.",
} as const
