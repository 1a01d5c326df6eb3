import { invalid, issue, type TapwallError } from '#shared/errors'

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

/** What the disk says most often, in plain words; anything else in Node's. */
const PLAIN: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check its name.',
  ENOTDIR: 'a part of its path is no folder. Check its name.',
  EISDIR: 'it is a folder. Name a file in it.',
  EACCES: 'you may not. Check the rights of the file and its folders.',
  EROFS: 'its disk is read-only.',
  ENOSPC: 'its disk is full.',
}

/** The disk said no. `code` of the issue is `file.ENOENT` and the like for what has words of its own, else `file.disk`. */
export function diskIssue(path: string, act: 'read' | 'written', error: unknown): TapwallError {
  const code = codeOf(error)
  const plain = PLAIN[code]
  return invalid([
    plain === undefined
      ? issue([], 'file.disk', `${path} could not be ${act}: ${reasonOf(error)}.`, { path, code })
      : issue([], `file.${code}`, `${path} could not be ${act}: ${plain}`, { path }),
  ])
}
