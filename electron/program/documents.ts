import { dirname } from 'node:path'
import type { Example, FolderState, OpenAnswer, RecentFile, SaveAnswer } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import { ok, type Result } from '#shared/result'
import { listFolder } from '../project-file/list-folder.ts'
import type { What } from '../project-file/open-document.ts'
import { pathOf } from '../project-file/path.ts'
import type { Desk } from './desk.ts'
import type { Program } from './open-program.ts'

/** What a page may ask about documents, with paths as a person writes them: a relative one begins where the document is. */
export interface Documents {
  readonly open: (what: { path: string } | { example: Example }, leaveUnsaved: boolean) => Answer<OpenAnswer>
  readonly openText: (name: string, text: string, leaveUnsaved: boolean) => Answer<OpenAnswer>
  readonly saveAs: (path: string, overwrite: boolean) => Answer<SaveAnswer>
  readonly recent: () => Answer<{ files: RecentFile[] }>
  readonly forget: (path: string) => Answer<{ files: RecentFile[] }>
  readonly folder: (path: string | null) => Answer<FolderState>
}
type Answer<T> = Promise<Result<T, TapwallError>>

export type DocumentDesk = Pick<Desk, 'open' | 'recent'>

export function documentsOf({ keeper, session }: Program, desk: DocumentDesk): Documents {
  const here = () => dirname(keeper.state.get().path)
  const open = async (what: What, leaveUnsaved: boolean): Answer<OpenAnswer> => {
    const opened = await desk.open(what, leaveUnsaved)
    return opened.ok ? ok({ path: opened.value.path, changed: opened.value.changed }) : opened
  }
  const recent = async () => ok({ files: [...(await desk.recent.list())] })
  return {
    open: async (what, leaveUnsaved) => {
      if ('example' in what) return open(what, leaveUnsaved)
      const path = pathOf(what.path, here())
      return path.ok ? open({ path: path.value }, leaveUnsaved) : path
    },
    openText: (name, text, leaveUnsaved) => open({ name, text }, leaveUnsaved),
    saveAs: async (written, overwrite) => {
      // Only *.json files are listed for opening.
      const named = written.trim() === '' || written.endsWith('/') || /\.json$/i.test(written) ? written : `${written}.json`
      const path = pathOf(named, here())
      if (!path.ok) return path
      const saved = await keeper.saveAs(path.value, overwrite)
      if (saved.ok) await desk.recent.add(saved.value.path, session.projects.state.get().project.name)
      return saved
    },
    recent,
    forget: async (path) => {
      await desk.recent.forget(path)
      return recent()
    },
    folder: async (written) => {
      const path = written === null ? ok(here()) : pathOf(written, here())
      return path.ok ? listFolder(path.value) : path
    },
  }
}
