import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocuments } from '#shared/neutron/document'
import { exportProject, printDocument } from '#shared/neutron/export'
import { exportWithLosses } from '#shared/neutron/export-losses'
import { importDocuments } from '#shared/neutron/import'
import { printProject, readProject } from '#shared/project/file'
import { same } from '#shared/project/same'
import type { Project } from '#shared/project/schema'
import { neutronDocuments } from './neutron-documents.ts'
import { neutronProject } from './neutron-projects.ts'

const texts = (documents: readonly unknown[]) =>
  documents.map((document, at) => ({ name: `${at}.json`, text: JSON.stringify(document) }))
const reread = (project: Project) => {
  const again = readDocuments([{ name: 'again.json', text: printDocument(exportProject(project)) }])
  if (!again.ok) throw new Error(JSON.stringify(again.error))
  return again.value
}

// Three seconds of work, which a busy machine may take a minute for.
test('import, export, import is the import, and nothing more is lost', { timeout: 180_000 }, () => {
  let run = 0
  fc.assert(
    fc.property(neutronDocuments, (documents) => {
      const first = readDocuments(texts(documents))
      if (!first.ok) throw new Error(JSON.stringify(first.error))
      const { project } = first.value
      const again = reread(project)
      if (!same(again.project, project)) expect(again.project).toEqual(project)
      // What is set aside is set aside again, and a number that lost its last digits still looks like one that may.
      const lost = (again.losses ?? []).filter(({ kind, issue }) => kind !== 'aside' && issue.code !== 'import.number-inexact')
      expect(lost).toEqual([])
      if (++run % 5 === 0) expect(readProject(printProject(project))).toEqual({ ok: true, value: project })
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

test('each thing of a project that a document says otherwise is listed', { timeout: 180_000 }, () => {
  fc.assert(
    fc.property(neutronProject, (project) => {
      const { document, losses } = exportWithLosses(project)
      const again = importDocuments([{ file: '', value: document }])
      if (!again.ok) throw new Error(JSON.stringify(again.error))
      const listed = new Set(losses.map(({ issue }) => String(issue.path[0])))
      const differs = (Object.keys(project) as (keyof Project)[]).filter(
        (key) => JSON.stringify(project[key]) !== JSON.stringify(again.value.project[key]),
      )
      expect([...listed].sort()).toEqual(differs.sort())
      // Networks, ports, groups and rules are said whole.
      expect(listed).not.toContain('networks')
      expect(listed).not.toContain('securityGroups')
      expect(listed).not.toContain('ports')
    }),
    { numRuns: 100 },
  )
})
