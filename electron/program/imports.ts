import { type ImportCounts, type ImportPreview, MOST_LOSSES } from '#shared/contract/document'
import { invalid, issue, type TapwallError } from '#shared/errors'
import { type NamedText, readDocuments } from '#shared/neutron/document'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { hashOf } from '../project-file/file.ts'
import { readText } from '../project-file/read-text.ts'

/** A project made of answers of the Networking API, and what a person sees before it is opened. */
export interface Import {
  readonly project: Project
  readonly preview: ImportPreview
}

/** What texts are to become; null when there is one, and it is a project. */
export function importOf(texts: readonly NamedText[]): Result<Import | null, TapwallError> {
  const [first] = texts
  const read = readDocuments(texts)
  if (!read.ok) {
    const alone = texts.length === 1 ? `${first?.name}: ` : ''
    return err(invalid(read.error.map((i) => issue(i.path, i.code, `${alone}${i.message}`, i.values))))
  }
  const { project, losses } = read.value
  if (losses === null) return ok(null)
  return ok({
    project,
    preview: {
      is: 'import',
      version: hashOf(JSON.stringify(texts)),
      files: texts.map(({ name }) => name),
      counts: countsOf(project),
      losses: losses.slice(0, MOST_LOSSES),
      more: Math.max(0, losses.length - MOST_LOSSES),
    },
  })
}

/** The same of a file; null also when it cannot be read, which whoever opens it then says. */
export async function importAt(path: string): Promise<Import | null> {
  const text = await readText(path)
  const found = text.ok ? importOf([{ name: path, text: text.value }]) : null
  return found?.ok ? found.value : null
}

const countsOf = (project: Project): ImportCounts => ({
  networks: project.networks.length,
  subnets: project.subnets.length,
  routers: project.routers.length,
  floatingIps: project.floatingIps.length,
  vms: project.vms.length,
  ports: project.ports.length,
  groups: project.securityGroups.length,
  rules: project.securityGroups.reduce((sum, { rules }) => sum + rules.length, 0),
  addressGroups: project.addressGroups.length,
})
