import type { TapwallError } from '#shared/errors'
import { answersOf } from '../texts/api-answer.ts'
import { lineOf } from '../texts/error-words.ts'
import { translateError } from '../texts/i18n.ts'
import { say } from './messages.ts'
import { useProject } from './project.ts'

/** Tells in the status bar why something was refused, and what the project's server would answer to it. */
export function tellRefusal(error: TapwallError): void {
  const release = useProject.getState().project?.apiRelease
  const types = release === undefined ? null : answersOf(error, release)
  say(() => [lineOf(translateError, error), types === null ? '' : `(${types})`].filter(Boolean).join(' '))
}
