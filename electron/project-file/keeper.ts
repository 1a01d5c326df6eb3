import { rename } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { DocumentState, OutsideChoice } from '#shared/contract/document'
import { invalid, issue, type TapwallError } from '#shared/errors'
import type { Side } from '#shared/project/merge'
import { same } from '#shared/project/same'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import type { ProjectStore } from '../session/project-store.ts'
import { type Topic, topic } from '../session/topic.ts'
import type { Claim } from './claim.ts'
import type { Known } from './disk-copy.ts'
import { diskIssue } from './disk-issue.ts'
import { freePath } from './free-path.ts'
import type { Journal } from './journal.ts'
import { keptFile } from './kept-file.ts'
import { mergeProjects } from './merge-state.ts'
import { outsideState, PATIENCE, versionOf } from './outside.ts'
import { realPath } from './path.ts'
import type { Recoveries } from './recoveries.ts'
import { claimTarget } from './save-target.ts'
import { watchFile } from './watch-file.ts'

/**
 * Keeps the document's file equal to the project: written a moment after each edit, unless another program wrote the file meanwhile.
 * Then nothing is written until a person has decided. All that touches the file is done in turn.
 */
export interface Keeper {
  readonly state: Topic<DocumentState>
  /** Writes a new document's file, and watches it from now on. Before that, nothing is touched but the claim. */
  readonly begin: () => void
  readonly save: () => Promise<Result<Kept, TapwallError>>
  /** `path` is whole. */
  readonly saveAs: (path: string, overwrite: boolean) => Promise<Result<Kept, TapwallError>>
  readonly resolveOutside: (choice: OutsideChoice) => Promise<Done>
  readonly restore: (id: string, prefer: Side | null) => Promise<Done>
  readonly discard: (id: string) => Promise<Done>
  /** Writes what is not yet written; null when the file has everything. */
  readonly settle: () => Promise<TapwallError | null>
  /** Settles, and lets the file go. */
  readonly close: () => Promise<TapwallError | null>
  /** Lets the file go as it is, in the place of `begin`. */
  readonly abandon: () => void
}
interface Kept {
  readonly path: string
  readonly written: boolean
}
type Done = Result<Record<string, never>, TapwallError>

export interface KeeperDeps {
  readonly projects: ProjectStore
  readonly path: string
  readonly claim: Claim
  /** Null for a document that has no file yet. */
  readonly known: Known | null
  readonly journal: Journal
  readonly recoveries: Recoveries
  readonly now: () => number
}

/** Milliseconds without an edit before the project is written. */
const PAUSE = 300

const outsideOpen = (path: string): TapwallError => {
  const message = `${path} was changed by another program. Decide first what to do with that change, or save under another name.`
  return invalid([issue([], 'document.outside-open', message, { path })])
}
const outsideMoved = (): TapwallError =>
  invalid([
    issue([], 'document.outside-moved', 'The file is not what you saw any more. Look at what differs now, and choose again.'),
  ])

export function openKeeper({ projects, journal, recoveries, now, ...opened }: KeeperDeps): Keeper {
  let { claim } = opened
  let closed = false
  let pause: NodeJS.Timeout | undefined
  let tail: Promise<unknown> = Promise.resolve()
  const file = keptFile({ projects, journal, now, path: opened.path, known: opened.known })
  const project = (): Project => projects.state.get().project
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = tail.then(act)
    tail = next.catch(() => undefined)
    return next
  }

  const stateNow = (): DocumentState => ({
    path: file.path(),
    saved: file.saved(),
    outside: outsideState(file.seen(), file.known(), project()),
    recovery: recoveries.state(project()),
  })
  const state = topic<DocumentState>(stateNow())
  let told = ''
  /** Merging is work, and pages draw what they hear: only what is news is told. */
  const tell = () => {
    const news = `${file.stamp()} ${recoveries.waiting() ?? ''}`
    if (news !== told) state.set(stateNow())
    told = news
  }

  const look = async () => {
    await file.look()
    if (file.unsure()) setTimeout(check, PATIENCE + 20).unref()
  }
  const write = async (): Promise<TapwallError | null> => {
    await look()
    const error = file.isBlocked() || file.unsure() ? outsideOpen(file.path()) : null
    const done = error ?? (file.isDirty() || file.seen() !== null ? await file.put() : null)
    tell()
    return done
  }
  /** The same for one who waits for it: a file that may be in the middle of being written is looked at again. */
  const writeSurely = async () => {
    const error = await write()
    if (!file.unsure()) return error
    await delay(PATIENCE)
    return write()
  }
  const check = () =>
    void inTurn(async () => {
      if (closed) return
      const late = file.isDirty() && pause === undefined && !file.hasJustFailed()
      await (late ? write() : look().then(tell))
    })
  const soon = (ms: number) => {
    clearTimeout(pause)
    pause = setTimeout(() => {
      pause = undefined
      void inTurn(write)
    }, ms)
  }

  let last = project()
  const stopListening = projects.state.listen(() => {
    if (last === project()) return
    last = project()
    state.change((s) => ({ ...s, saved: file.saved() }))
    soon(PAUSE)
  })
  const stopHearing = projects.onChange(journal.note)
  let stopWatching = () => {}

  const decide = async ({ choice, version, prefer }: OutsideChoice): Promise<Done> => {
    await look()
    const seen = file.seen()
    if (seen === null || seen.is === 'deleted' || versionOf(seen) !== version) return err(outsideMoved())
    if (choice === 'mine') {
      const aside = seen.is === 'unreadable' ? await putAside(file.path()) : null
      const error = aside ?? (await file.put())
      return error === null ? ok({}) : err(error)
    }
    if (seen.is === 'unreadable') return err(seen.error)
    const { theirs } = seen
    const base = file.known()?.project ?? theirs.project
    const next = choice === 'theirs' ? ok(theirs.project) : mergeProjects(base, project(), theirs.project, prefer)
    if (!next.ok) return next
    if (choice === 'theirs') {
      const { revision } = projects.replace(theirs.project, 'outside.theirs')
      await file.holds(theirs, revision)
      return ok({})
    }
    if (!same(next.value, project())) {
      const { revision } = projects.replace(next.value, 'outside.merge')
      // From here on the merge is what the file lacks, and the journal says so.
      await file.holds(theirs, revision - 1)
    }
    // A disk that says no is told by the state; what was decided is done.
    await file.put()
    return ok({})
  }
  const settle = async (): Promise<TapwallError | null> => {
    clearTimeout(pause)
    pause = undefined
    return file.isDirty() ? writeSurely() : null
  }
  const save = async (): Promise<Result<Kept, TapwallError>> => {
    const before = file.writes()
    const error = await writeSurely()
    return error === null ? ok({ path: file.path(), written: file.writes() > before }) : err(error)
  }
  const saveAs = async (target: string, overwrite: boolean): Promise<Result<Kept, TapwallError>> => {
    if ((await realPath(target)) === (await realPath(file.path()))) return save()
    const claimed = await claimTarget(target, overwrite)
    if (!claimed.ok) return claimed
    // What was typed just now belongs to the file that is left as well, where it can be written.
    if (file.isDirty()) await write()
    const error = await file.put(target)
    if (error !== null) {
      claimed.value.release()
      return err(error)
    }
    claim.release()
    claim = claimed.value
    stopWatching()
    stopWatching = watchFile(target, check)
    return ok({ path: target, written: true })
  }
  const restore = async (id: string, prefer: Side | null): Promise<Done> => {
    const restored = recoveries.restored(id, project(), prefer)
    if (!restored.ok) return restored
    if (!same(restored.value, project())) projects.replace(restored.value, 'recovery.restore')
    await recoveries.done()
    return ok({})
  }
  const leave = () => {
    closed = true
    clearTimeout(pause)
    stopWatching()
    stopListening()
    stopHearing()
    claim.release()
  }
  const toldAfter = <T>(act: () => Promise<T>) => inTurn(() => act().finally(tell))

  return {
    state,
    begin: () => {
      stopWatching = watchFile(file.path(), check)
      if (file.known() === null) soon(0)
    },
    save: () => toldAfter(save),
    saveAs: (target, overwrite) => toldAfter(() => saveAs(target, overwrite)),
    resolveOutside: (choice) => toldAfter(() => decide(choice)),
    restore: (id, prefer) => toldAfter(() => restore(id, prefer)),
    discard: (id) => toldAfter(() => recoveries.discard(id)),
    settle: () => toldAfter(settle),
    close: () => inTurn(() => settle().finally(leave)),
    abandon: leave,
  }
}

/** What cannot be read is not ours to write over: it gets another name. */
async function putAside(path: string): Promise<TapwallError | null> {
  try {
    await rename(path, await freePath(`${path}.set-aside`, ''))
    return null
  } catch (error) {
    return diskIssue(path, 'written', error)
  }
}
