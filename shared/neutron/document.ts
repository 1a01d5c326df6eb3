import { type Issue, issue } from '../errors.ts'
import { decodeProject, isRecord, readJson } from '../project/file.ts'
import type { Project } from '../project/schema.ts'
import { err, type Result } from '../result.ts'
import { importNeutron } from './import.ts'

/** Reads a project file or a document of the Networking API v2.0; which one it is, its own fields say. Never throws. */
export function readDocument(text: string): Result<Project, Issue[]> {
  const json = readJson(text)
  if (!json.ok) return json
  const { value } = json
  if (isRecord(value) && 'format' in value) return decodeProject(value)
  if (isRecord(value) && Array.isArray(value['ports'])) return importNeutron(value)
  return err([
    issue(
      [],
      'file.unknown-document',
      'This file is neither a Tapwall project ("format": "tapwall-project") nor a Networking API document (with a list "ports").',
    ),
  ])
}
