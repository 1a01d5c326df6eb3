import { type Issue, issue } from '../errors.ts'
import { decodeProject, isRecord, readJson } from '../project/file.ts'
import type { Project } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'
import { importDocuments } from './import.ts'
import type { Loss } from './loss.ts'

/** A text and what its file is called; no name where there is but one. */
export interface NamedText {
  readonly name: string
  readonly text: string
}

export interface ReadDocument {
  readonly project: Project
  /** Null for a project file: then nothing was made of anything else. */
  readonly losses: readonly Loss[] | null
}

/** Reads a project file or answers of the Networking API v2.0; which of both, its own fields say. Never throws. */
export function readDocument(text: string): Result<ReadDocument, Issue[]> {
  const json = readJson(text)
  if (!json.ok) return json
  const { value } = json
  if (!isProject(value)) return importDocuments([{ file: '', value }])
  const project = decodeProject(value)
  return project.ok ? ok({ project: project.value, losses: null }) : project
}

/** Several answers of the API as one project. Never throws. */
export function readDocuments(texts: readonly NamedText[]): Result<ReadDocument, Issue[]> {
  const [first] = texts
  if (texts.length === 1 && first !== undefined) return readDocument(first.text)
  const read = texts.map(({ name, text }) => ({ name, json: readJson(text) }))
  const issues = read.flatMap(({ name, json }) =>
    json.ok ? (isProject(json.value) ? [notTogether(name)] : []) : named(name, json.error),
  )
  if (issues.length > 0) return err(issues)
  return importDocuments(read.flatMap(({ name, json }) => (json.ok ? [{ file: name, value: json.value }] : [])))
}

const isProject = (value: unknown): boolean => isRecord(value) && 'format' in value

const named = (name: string, issues: readonly Issue[]): Issue[] =>
  issues.map(({ path, code, values, message }) => issue(path, code, `${name}: ${message}`, values))

const notTogether = (name: string): Issue =>
  issue(
    [],
    'import.project-among',
    `${name} is a project of its own. Open it alone; only answers of the Networking API can be read together.`,
    { name },
  )
