import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { type Issue, invalid, issue, type TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { home } from './folders.ts'

/** Linux: a path of 4096 bytes and more, or a name of 256, is refused by every call. */
const LONGEST_PATH = 4095
const LONGEST_NAME = 255

const wrong = (found: Issue): Result<never, TapwallError> => err(invalid([found]))

/** A path as a person writes it: `~` is home, and a relative one begins in `from`. */
export function pathOf(written: string, from: string): Result<string, TapwallError> {
  if (written.trim() === '') return wrong(issue(['path'], 'file.path-empty', 'Write the path of a file.'))
  if (written.includes('\0')) return wrong(issue(['path'], 'file.path-nul', 'A path cannot hold the character NUL. Take it out.'))
  const tilde = written === '~' || written.startsWith('~/')
  const path = tilde ? join(home(), written.slice(1)) : isAbsolute(written) ? resolve(written) : resolve(from, written)
  const names = path.split('/').map((name) => Buffer.byteLength(name))
  if (Buffer.byteLength(path) > LONGEST_PATH || Math.max(...names) > LONGEST_NAME) {
    const message = `This path is too long. A name may have ${LONGEST_NAME} bytes, a path ${LONGEST_PATH}.`
    return wrong(issue(['path'], 'file.path-too-long', message, { name: LONGEST_NAME, path: LONGEST_PATH }))
  }
  return ok(path)
}

/** What the path leads to behind all links, so that one file has one name; the file itself need not be there. */
export async function realPath(path: string): Promise<string> {
  const folder = () =>
    realpath(dirname(path)).then(
      (real) => join(real, basename(path)),
      () => resolve(path),
    )
  return realpath(path).catch(folder)
}
