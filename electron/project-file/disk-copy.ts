import { stat } from 'node:fs/promises'
import type { TapwallError } from '#shared/errors'
import type { Project } from '#shared/project/schema'
import { codeOf, diskIssue } from './disk-issue.ts'
import { decodeText, hashOf, notAProject } from './file.ts'
import { readText } from './read-text.ts'

/** What the file held when we read or wrote it last. */
export interface Known {
  readonly project: Project
  readonly hash: string
}

export type Look =
  | { readonly is: 'same' }
  | { readonly is: 'missing' }
  | { readonly is: 'changed'; readonly known: Known }
  /** Also what is no project of ours: the document cannot go on from it. */
  | { readonly is: 'unreadable'; readonly hash: string; readonly error: TapwallError }

/**
 * Compares a file with what we know of it; `hash` null: we know of nothing there. Its text is only read when its inode, size or times
 * are others than at the last look, or what we know is: another program may have followed a write of our own at once.
 */
export function diskCopy(): (path: string, hash: string | null) => Promise<Look> {
  let last: { readonly stamp: string; readonly look: Look } | null = null
  return async (path, hash) => {
    let stamp: string
    try {
      const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
      stamp = [hash, path, ino, size, mtimeNs, ctimeNs].join(' ')
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ENOENT' || code === 'ENOTDIR') return { is: 'missing' }
      return { is: 'unreadable', hash: code, error: diskIssue(path, 'read', error) }
    }
    if (last?.stamp === stamp) return last.look
    const look = await read(path, hash)
    last = { stamp, look }
    return look
  }
}

async function read(path: string, hash: string | null): Promise<Look> {
  const text = await readText(path)
  if (!text.ok) return { is: 'unreadable', hash: hashOf(JSON.stringify(text.error)), error: text.error }
  const found = hashOf(text.value)
  if (found === hash) return { is: 'same' }
  const decoded = decodeText(path, text.value)
  if (!decoded.ok) return { is: 'unreadable', hash: found, error: decoded.error }
  const { project, losses } = decoded.value
  return losses === null
    ? { is: 'changed', known: { project, hash: found } }
    : { is: 'unreadable', hash: found, error: notAProject(path) }
}
