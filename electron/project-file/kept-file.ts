import type { Saved } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import type { Project } from '#shared/project/schema'
import type { ProjectStore } from '../session/project-store.ts'
import { diskCopy, type Known } from './disk-copy.ts'
import { saveFile } from './file.ts'
import type { Journal } from './journal.ts'
import { outsideJudge, type Seen, versionOf } from './outside.ts'
import { realPath } from './path.ts'

/** The file and what we know of it. Whoever calls takes care that its acts do not interleave. */
export interface KeptFile {
  readonly path: () => string
  /** What the file held when we read or wrote it last; null before it is written for the first time. */
  readonly known: () => Known | null
  /** What another program did to it since. */
  readonly seen: () => Seen | null
  /** It looks as if something had happened, which may be over in a moment. */
  readonly unsure: () => boolean
  /** There are edits that the file does not have. */
  readonly isDirty: () => boolean
  /** A deleted file is written anew with the next edit; anything else that another program did waits for a decision. */
  readonly isBlocked: () => boolean
  /** A disk that said no was asked not long ago. */
  readonly hasJustFailed: () => boolean
  readonly writes: () => number
  readonly saved: () => Saved
  /** The same text for as long as nothing is to be told. */
  readonly stamp: () => string
  readonly look: () => Promise<void>
  readonly put: (target?: string) => Promise<TapwallError | null>
  /** The file holds this; edits up to `revision` are in it or were given up. */
  readonly holds: (known: Known, revision: number) => Promise<void>
}

interface KeptFileDeps {
  readonly projects: ProjectStore
  readonly path: string
  readonly known: Known | null
  readonly journal: Journal
  readonly now: () => number
}

const RETRY = 5000

export function keptFile({ projects, journal, now, ...opened }: KeptFileDeps): KeptFile {
  let { path, known } = opened
  let seen: Seen | null = null
  let unsure = false
  let failure: { readonly error: TapwallError; readonly at: number } | null = null
  let writtenAt: number | null = null
  let writes = 0
  const lookAt = diskCopy()
  const judge = outsideJudge(now)
  const project = (): Project => projects.state.get().project
  const isDirty = () => known?.project !== project()
  const isBlocked = () => seen !== null && seen.is !== 'deleted'

  const holds = async (held: Known, revision: number) => {
    known = held
    seen = null
    failure = null
    journal.saved(await realPath(path), revision, held.project)
  }
  const saved = (): Saved => {
    if (!isDirty()) return { is: 'saved', at: writtenAt }
    if (isBlocked()) return { is: 'paused' }
    return failure === null ? { is: 'pending' } : { is: 'failed', error: failure.error }
  }

  return {
    path: () => path,
    known: () => known,
    seen: () => seen,
    unsure: () => unsure,
    isDirty,
    isBlocked,
    hasJustFailed: () => failure !== null && now() - failure.at < RETRY,
    writes: () => writes,
    saved,
    stamp: () => {
      const { revision } = projects.state.get()
      const about = seen === null ? null : [seen.is, versionOf(seen)]
      return JSON.stringify([path, revision, known?.hash, about, saved().is, writtenAt, failure?.at])
    },
    look: async () => {
      const { revision } = projects.state.get()
      const heard = judge(await lookAt(path, known?.hash ?? null), known, project())
      unsure = heard.unsure
      if (heard.known !== null && heard.known !== known) await holds(heard.known, revision)
      seen = heard.seen
    },
    put: async (target = path) => {
      const { project: writing, revision } = projects.state.get()
      const written = await saveFile(target, writing)
      if (!written.ok) {
        if (target === path) failure = { error: written.error, at: now() }
        return written.error
      }
      path = target
      writtenAt = now()
      writes += 1
      await holds({ project: writing, hash: written.value }, revision)
      return null
    },
    holds,
  }
}
