import { terminalText } from '#shared/terminal-text'

/**
 * A promise that fails and that nobody waits for is a bug, but none to end the program for: the project, the lab and the other pages
 * have nothing to do with it. Node would end it.
 */
export function keepGoing(): void {
  process.on('unhandledRejection', (reason) => console.error(bugWords(reason)))
}

/** For whoever reports it. */
export const bugWords = (thrown: unknown): string =>
  terminalText(`A bug of Tapwall: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`)
