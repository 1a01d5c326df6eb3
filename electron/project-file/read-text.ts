import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { LONGEST_PROJECT } from '#shared/project/file'
import { err, ok, type Result } from '#shared/result'
import { diskIssue } from './disk-issue.ts'

/** What a person meant to name, so that they are told what to name instead. */
type Wanted = 'project' | 'output of a tool'

/** A pipe or a device would be waited for, or read, for ever; some devices do something when they are opened. */
const notAFile = (path: string, wanted: Wanted): TapwallError =>
  invalid([
    wanted === 'project'
      ? issue([], 'file.not-a-file', `${path} is not a file. Name a project file or a Networking API document.`, { path })
      : issue([], 'file.no-output', `${path} is not a file. Write what the tool prints into a file, and name it.`, { path }),
  ])

/**
 * UTF-8 has at most four bytes for a character, so what is larger cannot be a project; it is not read to find that out. A hundred thousand
 * rules as iptables-save prints them are a fifth of what is read of a tool.
 */
const MOST_BYTES = { project: 4 * LONGEST_PROJECT, 'output of a tool': 64 * 1024 * 1024 } as const
const tooLarge = (path: string, wanted: Wanted): TapwallError =>
  invalid([
    wanted === 'project'
      ? issue([], 'file.too-large', `${path} is larger than 64 MiB. A project of that size cannot be read.`, { path })
      : issue([], 'file.too-much', `${path} is larger than 64 MiB, as no tool prints. Check that it is the right file.`, { path }),
  ])

/** Read with replacement characters and saved again, the names in it would be lost. */
const notUtf8 = (path: string, wanted: Wanted): TapwallError =>
  invalid([
    wanted === 'project'
      ? issue([], 'file.not-utf8', `${path} is not text in UTF-8. Save it in that encoding, and open it again.`, { path })
      : issue([], 'file.no-text', `${path} is no text. Name a file that holds what the tool prints.`, { path }),
  ])

/** The text of a file, with its byte order mark. */
export async function readText(path: string, wanted: Wanted = 'project'): Promise<Result<string, TapwallError>> {
  try {
    if (!(await stat(path)).isFile()) return err(notAFile(path, wanted))
    // Another program may have put a pipe there meanwhile, whose opening would wait for a writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const bytes = await readBytes(file, path, wanted).finally(() => file.close())
    return bytes.ok ? decode(bytes.value, path, wanted) : bytes
  } catch (error) {
    return err(diskIssue(path, 'read', error))
  }
}

async function readBytes(file: FileHandle, path: string, wanted: Wanted): Promise<Result<Buffer, TapwallError>> {
  const found = await file.stat()
  if (!found.isFile()) return err(notAFile(path, wanted))
  const { size } = found
  if (size > MOST_BYTES[wanted]) return err(tooLarge(path, wanted))
  // The kernel's own files say so, too, and reading one (/proc/kmsg) may wait for ever, or take away what others wait for.
  if (size === 0) return ok(Buffer.alloc(0))
  const bytes = Buffer.alloc(size + 1)
  let length = 0
  for (let read = -1; read !== 0 && length < bytes.length; length += read)
    read = (await file.read(bytes, length, bytes.length - length)).bytesRead
  // A file that grows while it is read is in the middle of being written; who watches it looks again.
  return ok(bytes.subarray(0, Math.min(length, size)))
}

function decode(bytes: Buffer, path: string, wanted: Wanted): Result<string, TapwallError> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return err(notUtf8(path, wanted))
  }
}
