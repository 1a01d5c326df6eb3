import { dirname } from 'node:path'
import type { Example, ExportAnswer, FolderState, OpenAnswer, RecentFile, SaveAnswer } from '#shared/contract/document'
import type { TapwallError } from '#shared/errors'
import type { NamedText } from '#shared/neutron/document'
import { exportProject, printDocument } from '#shared/neutron/export'
import { ok, type Result } from '#shared/result'
import { listFolder } from '../project-file/list-folder.ts'
import type { What } from '../project-file/open-document.ts'
import { pathOf } from '../project-file/path.ts'
import { writeDocumentTo } from '../project-file/save-target.ts'
import type { Desk } from './desk.ts'
import { type Import, importAt, importOf } from './imports.ts'
import type { Program } from './open-program.ts'

/** What a page may ask about documents, with paths as a person writes them: a relative one begins where the document is. */
export interface Documents {
  /** `agreed`: the version of the preview of an import that a person agreed to. */
  readonly open: (what: { path: string } | { example: Example }, leaveUnsaved: boolean, agreed: string | null) => Answer<OpenAnswer>
  readonly openTexts: (texts: readonly NamedText[], leaveUnsaved: boolean, agreed: string | null) => Answer<OpenAnswer>
  readonly saveAs: (path: string, overwrite: boolean) => Answer<SaveAnswer>
  readonly exportAs: (path: string, overwrite: boolean) => Answer<ExportAnswer>
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
    return opened.ok ? ok({ is: 'opened', path: opened.value.path, changed: opened.value.changed }) : opened
  }
  const take = (
    { project, preview }: Import,
    where: { path: string } | { name: string },
    leaveUnsaved: boolean,
    agreed: string | null,
  ) => (agreed === preview.version ? open({ imported: project, ...where }, leaveUnsaved) : Promise.resolve(ok(preview)))
  /** Only *.json files are listed for opening. */
  const named = (written: string) =>
    pathOf(written.trim() === '' || written.endsWith('/') || /\.json$/i.test(written) ? written : `${written}.json`, here())
  const recent = async () => ok({ files: [...(await desk.recent.list())] })
  return {
    open: async (what, leaveUnsaved, agreed) => {
      if ('example' in what) return open(what, leaveUnsaved)
      const path = pathOf(what.path, here())
      if (!path.ok) return path
      const found = await importAt(path.value)
      return found === null ? open({ path: path.value }, leaveUnsaved) : take(found, { path: path.value }, leaveUnsaved, agreed)
    },
    openTexts: async (texts, leaveUnsaved, agreed) => {
      const found = importOf(texts)
      if (!found.ok) return found
      const [first] = texts
      const { name, text } = first ?? { name: '', text: '' }
      return found.value === null ? open({ name, text }, leaveUnsaved) : take(found.value, { name }, leaveUnsaved, agreed)
    },
    exportAs: async (written, overwrite) => {
      const path = named(written)
      if (!path.ok) return path
      const { project } = session.projects.state.get()
      const done = await writeDocumentTo(path.value, printDocument(exportProject(project)), overwrite)
      return done.ok ? ok({ path: path.value }) : done
    },
    saveAs: async (written, overwrite) => {
      const path = named(written)
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
