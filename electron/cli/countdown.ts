import type { TrialState } from '#shared/contract/states'

/** The countdown of a trial in a terminal, and the key that ends it well. */
export interface Countdown {
  readonly end: () => void
}

const TELL = 'Enter keeps the rules, Ctrl+C takes them back.'

/**
 * In a terminal one line that is written again each second; elsewhere one line. Only what is typed from now on counts: a line that was
 * typed before anybody saw the rules keeps nothing.
 */
export function countdown(trial: () => TrialState | null, { enter }: { enter: () => void }): Countdown {
  const { stdin, stdout } = process
  const show = () => {
    const now = trial()
    if (now === null) return
    const left = Math.max(0, Math.ceil((now.until - Date.now()) / 1000))
    stdout.write(`\r\u001b[K${left} s left. ${TELL}`)
  }
  if (!stdout.isTTY) {
    stdout.write('`tapwall confirm` keeps the rules; Ctrl+C, or `tapwall revert`, takes them back.\n')
    return { end: () => undefined }
  }
  const timer = setInterval(show, 1000)
  const begun = Date.now()
  const hear = () => {
    // What waited in the terminal comes at once.
    if (Date.now() - begun > 200) enter()
  }
  show()
  if (stdin.isTTY) stdin.on('data', hear)
  return {
    end: () => {
      clearInterval(timer)
      stdin.off('data', hear)
      stdin.pause()
      stdout.write('\r\u001b[K')
    },
  }
}
