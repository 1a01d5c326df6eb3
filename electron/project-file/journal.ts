import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Project } from '#shared/project/schema'
import type { Change } from '../session/project-store.ts'
import { journalFile, printEdit, printHeader, printWhole } from './journal-format.ts'

/**
 * The edits that the document's file does not have yet, one line each, written before whoever made the edit hears that it was accepted.
 * What the program has accepted is therefore on disk, also when the program is killed before it saves, or cannot save at all. When
 * everything is saved there is no journal. Lines are not flushed to the disk itself: they outlive the program, not the machine.
 */
export interface Journal {
  readonly note: (change: Change) => void
  /** The file at `path` holds `project`, as it was at `revision`. Later changes stay. */
  readonly saved: (path: string, revision: number, project: Project) => void
}

interface JournalDeps {
  readonly folder: string
  /** The document's file behind all links. */
  readonly path: string
  readonly project: Project
  readonly now: () => number
  /** Hears why a line could not be written; the next one is tried again. */
  readonly failed: (error: unknown) => void
}

interface Line {
  readonly revision: number
  readonly text: string
  /** Edits that the line stands for. */
  readonly edits: number
}

/** Beyond this the edits are told as the project that they led to. */
const MOST_CHARACTERS = 8 * 1024 * 1024

export function openJournal(deps: JournalDeps): Journal {
  const { folder, now, failed } = deps
  let { path, project: base } = deps
  let file = journalFile(folder, path)
  let lines: Line[] = []
  let characters = 0
  /** Open when every line is in the file; null when it has to be written whole. */
  let open: number | null = null

  const close = () => {
    if (open !== null) closeSync(open)
    open = null
  }
  const whole = ({ revision, project }: Change) => {
    const edits = lines.reduce((sum, line) => sum + line.edits, 1)
    close()
    lines = [{ revision, text: printWhole(now(), edits, project), edits }]
  }
  /** A new file in the place of the old one, whole: torn lines of a full disk would make all behind them worthless. */
  const rewrite = () => {
    close()
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const fresh = openSync(`${file}.new`, 'w', 0o600)
    try {
      writeAll(fresh, printHeader(path, base))
      for (const { text } of lines) writeAll(fresh, text)
      renameSync(`${file}.new`, file)
    } catch (error) {
      closeSync(fresh)
      throw error
    }
    open = fresh
  }
  const attempt = (act: () => void) => {
    try {
      act()
    } catch (error) {
      close()
      failed(error)
    }
  }

  return {
    note: (change) => {
      const text = change.edit === null ? '' : printEdit(now(), change.edit)
      characters += text.length
      if (change.edit === null || characters > MOST_CHARACTERS) {
        characters = 0
        whole(change)
      } else lines.push({ revision: change.revision, text, edits: 1 })
      attempt(() => (open === null ? rewrite() : writeAll(open, text)))
    },
    saved: (savedPath, revision, project) => {
      close()
      const before = file
      ;[path, base, file] = [savedPath, project, journalFile(folder, savedPath)]
      lines = lines.filter((line) => line.revision > revision)
      characters = lines.reduce((sum, { text }) => sum + text.length, 0)
      attempt(() => {
        if (lines.length > 0) rewrite()
        if (lines.length === 0 || before !== file) rmSync(before, { force: true })
      })
    },
  }
}

/** One call may write less than it was given. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}
