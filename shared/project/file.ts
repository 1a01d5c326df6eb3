import { decodeIssues } from '../decode-issues.ts'
import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result } from '../result.ts'
import { checkProject } from './check.ts'
import { type JsonError, parseJson } from './json-text.ts'
import { migrate, PROJECT_VERSION } from './migrations.ts'
import { Project } from './schema.ts'

/** A longer text is not read. Characters, which for our ASCII fields are bytes. */
export const LONGEST_PROJECT = 64 * 1024 * 1024
/** Brackets in brackets; a project itself has five levels. */
const DEEPEST = 64

/** The project as a file: readable JSON with its keys in the order of the schema, so that equal projects give equal files. */
export function printProject(project: Project): string {
  return `${JSON.stringify(Project.parse(project), null, 2)}\n`
}

/** Reads what `printProject` wrote, or a person by hand. Never throws; an issue's `path` leads into the file. */
export function readProject(text: string): Result<Project, Issue[]> {
  const json = readJson(text)
  return json.ok ? decodeProject(json.value) : json
}

/** Reads JSON within the limits for a project. A byte order mark is let pass. */
export function readJson(text: string): Result<unknown, Issue[]> {
  if (text.length > LONGEST_PROJECT)
    return err([issue([], 'file.too-large', 'This file is larger than 64 MiB. A project of that size cannot be read.')])
  const json = parseJson(text.startsWith('\uFEFF') ? text.slice(1) : text, DEEPEST)
  return json.ok ? json : err([jsonIssue(json.error)])
}

/** A decoded JSON value as a project, with all that is wrong with it. A file of an older version becomes one of today first. */
export function decodeProject(value: unknown): Result<Project, Issue[]> {
  const header = checkHeader(value)
  if (!header.ok) return header
  const today = migrate(header.value.file, header.value.version)
  const decoded = Project.safeParse(today)
  if (!decoded.success) return err(decodeIssues(decoded.error, today))
  const issues = checkProject(decoded.data)
  return issues.length > 0 ? err(issues) : ok(decoded.data)
}

function jsonIssue({ line, column, reason }: JsonError): Issue {
  const place = `line ${line}, column ${column}`
  const values = { line, column }
  switch (reason) {
    case 'too-deep':
      return issue([], 'file.too-deep', `This file nests more than ${DEEPEST} brackets at ${place}.`, values)
    case 'ends-early':
      return issue([], 'file.ends-early', `This file ends too early, at ${place}. A part of it is missing.`, values)
    case 'key-twice':
      return issue([], 'file.key-twice', `This file has one field twice in one object, at ${place}. Leave one out.`, values)
    default:
      return issue([], 'file.syntax', `This file is not JSON: ${place} cannot be read. Correct that place.`, values)
  }
}

interface Headed {
  readonly file: Readonly<Record<string, unknown>>
  readonly version: number
}

function checkHeader(file: unknown): Result<Headed, Issue[]> {
  if (!isRecord(file) || file['format'] !== 'tapwall-project')
    return err([issue(['format'], 'file.format', 'This file is not a Tapwall project: its "format" is not "tapwall-project".')])
  const { version } = file
  if (typeof version === 'number' && Number.isInteger(version) && version >= 1 && version <= PROJECT_VERSION)
    return ok({ file, version })
  const shown = typeof version === 'number' ? version : 'unknown'
  const message = `This project has file version ${shown}; this program reads versions 1 to ${PROJECT_VERSION}. Open it with the program that wrote it.`
  return err([issue(['version'], 'file.version', message, { version: shown, known: PROJECT_VERSION })])
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
