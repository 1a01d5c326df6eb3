import { errorLine } from '#shared/errors'
import { terminalLine } from '#shared/terminal-text'
import type { Opened } from '../program/desk.ts'
import { keepGoing } from '../program/keep-going.ts'
import { openBrowser } from './open-browser.ts'
import { type ServeOptions, serve } from './serve.ts'

/** The port could not be had: the one failure of serving that is a person's to mend. */
function portWords(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another with --port, or leave it out.`
  if (code === 'EACCES') return `You may not use port ${port}. Choose one above 1023 with --port, or leave it out.`
  return error instanceof Error ? error.message : String(error)
}

/** The journal has them. */
const KEPT = 'The last edits are kept and offered when the file is opened again.'

const failed = (words: string): void => {
  console.error(words)
  process.exitCode = 1
}

interface RunOptions extends Omit<ServeOptions, 'onOpen'> {
  readonly open: boolean
}

/** Serves until a signal comes; the lab and all in it end with us. */
export async function runServe(options: RunOptions): Promise<void> {
  keepGoing()
  let begun = false
  const onOpen = ({ path, notes }: Opened) => {
    for (const note of notes) console.log(terminalLine(note))
    if (begun) console.log(terminalLine(`The project is kept in ${path}.`))
  }
  const serving = await serve({ ...options, onOpen }).catch((error: unknown) => portWords(error, options.port))
  if (typeof serving === 'string') return failed(serving)
  if (!serving.ok) return failed(errorLine(serving.error))
  const { address, opened, unheard, close } = serving.value
  let leaving = false
  // A terminal's Ctrl+C reaches us and our parent, which hands it on: the second must not cut the saving short.
  const leave = () => {
    if (leaving) return
    leaving = true
    void close().then((saveError) => {
      if (saveError !== null) console.error(`Not saved: ${errorLine(saveError)} ${KEPT}`)
      process.exit(saveError === null ? 0 : 1)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave)
  if (unheard !== null) console.error(terminalLine(`Commands in a terminal cannot reach this program: ${unheard}`))
  console.log(`Tapwall is at ${address}`)
  console.log(terminalLine(`The project is kept in ${opened.path}. Ctrl+C ends the program and its lab.`))
  begun = true
  if (options.open) await openBrowser(address, process.env)
}
