import { type Issue, issue } from '../errors.ts'
import { isPlain, same } from '../project/same.ts'
import type { Project } from '../project/schema.ts'
import { type ApiDocument, exportProject } from './export.ts'
import { importDocuments } from './import.ts'
import { type Loss, loss, type Place } from './loss.ts'

export interface Exported {
  readonly document: ApiDocument
  readonly losses: readonly Loss[]
}

/**
 * The project as a document of the API, and each thing that the document does not say as the project does. They are found by reading the
 * document again and comparing, so that none is forgotten.
 */
export function exportWithLosses(project: Project): Exported {
  const document = exportProject(project)
  const again = importDocuments([{ file: '', value: document }])
  const losses = again.ok ? differences(project, again.value.project) : again.error.map(notReadAgain)
  return { document, losses: [...losses, ...tooLong(project)] }
}

/** A checked project always is; if it were not, the file should not be taken for whole. */
const notReadAgain = (found: Issue): Loss => {
  const message = `Tapwall could not read this document again: ${found.message}`
  return loss(
    'changed',
    { file: '', path: found.path },
    undefined,
    issue([], 'export.not-read-again', message, { why: found.message }),
  )
}

function differences(project: Project, again: Project): Loss[] {
  return (Object.keys(project) as (keyof Project)[]).flatMap((key) => {
    const [was, is] = [project[key], again[key]]
    if (same(was, is)) return []
    if (!Array.isArray(was) || !Array.isArray(is)) return [lossOf(key, null, null, at(key), was, is)]
    return listDifferences(key, was, is)
  })
}

function listDifferences(list: keyof Project, was: readonly unknown[], is: readonly unknown[]): Loss[] {
  const after = new Map(is.map((thing) => [keyOf(thing), thing]))
  const known = new Set(was.map(keyOf))
  const losses = was.flatMap((thing, place): Loss[] => {
    const other = after.get(keyOf(thing))
    if (!isPlain(thing)) return []
    if (!isPlain(other)) return [lossOf(list, thing, null, at(list, place), thing, undefined)]
    return fieldDifferences(list, thing, other, place)
  })
  const added = is.flatMap((thing, place) =>
    known.has(keyOf(thing)) || !isPlain(thing) ? [] : [lossOf(list, null, null, at(list, place), undefined, thing)],
  )
  const kept = (things: readonly unknown[], others: { has: (key: string) => boolean }) =>
    things.map(keyOf).filter((key) => others.has(key))
  if (!same(kept(was, after), kept(is, known))) losses.push(otherOrder(list))
  return [...losses, ...added]
}

function fieldDifferences(list: keyof Project, was: Thing, is: Thing, place: number): Loss[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((field) =>
    same(was[field], is[field]) ? [] : [lossOf(list, was, field, at(list, place, field), was[field], is[field])],
  )
}

type Thing = Readonly<Record<string, unknown>>

const at = (...path: (string | number)[]): Place => ({ file: '', path })
const keyOf = (thing: unknown): string => (isPlain(thing) ? String(thing['id'] ?? thing['name']) : String(thing))
const nameOf = (thing: Thing | null): string => String(thing?.['name'] || thing?.['id'] || '')

function otherOrder(list: keyof Project): Loss {
  const message = `The ${list} stand in another order: a document names them where they come first.`
  return loss('changed', at(list), undefined, issue([], 'export.other-order', message, { list }))
}

const OF_TAPWALL: ReadonlySet<keyof Project> = new Set(['name', 'layout', 'apiRelease', 'quotas', 'hosts', 'outsideHosts', 'vms'])

function lossOf(list: keyof Project, thing: Thing | null, field: string | null, place: Place, was: unknown, is: unknown): Loss {
  // What a document has no word for is read again as the usual, and not as something else that it said.
  const kind = is === undefined || is === null || OF_TAPWALL.has(list) ? 'left-out' : 'changed'
  return loss(was === undefined ? 'assumed' : kind, place, was ?? is, sentence(list, nameOf(thing), field, was))
}

function sentence(list: keyof Project, name: string, field: string | null, was: unknown): Issue {
  if (was === undefined)
    return issue([], 'export.read-as-more', 'Read again, the document has this besides, because something has to be there.', {})
  if (list === 'name' || list === 'layout' || list === 'apiRelease' || list === 'quotas')
    return issue([], 'export.of-tapwall', `The API has no word for the ${list} of a project.`, { list })
  if (list === 'hosts')
    return field === null
      ? issue([], 'export.host-without-port', `The API names a host only at its ports; ${name} has none.`, { name })
      : issue([], 'export.host-setting', `The API says nothing of an agent: ${field} of host ${name}.`, { name, field })
  if (list === 'outsideHosts')
    return issue([], 'export.outside-host', `The API has no word for ${name}, a host outside of the cloud.`, { name })
  if (list === 'vms')
    return field === null
      ? issue([], 'export.vm-without-port', `The API names a VM only at its ports; ${name} has none.`, { name })
      : issue([], 'export.vm-name', `The name of the VM ${name} belongs to nova, not to Neutron.`, { name })
  if (list === 'ports' && field === 'vif')
    return issue([], 'export.port-device', `The API has no word for the device of port ${name} on its host.`, { name })
  return issue([], 'export.otherwise', 'Read again, the document says this otherwise.', {})
}

/** neutron-lib db/constants.py, DESCRIPTION_FIELD_SIZE. */
const LONGEST_DESCRIPTION = 255

/** Comments here may be longer than a server takes. They are written whole. */
function tooLong({ securityGroups, addressGroups }: Project): Loss[] {
  const losses: Loss[] = []
  const look = (description: string, ...path: (string | number)[]): void => {
    const count = description.length > LONGEST_DESCRIPTION ? [...description].length : 0
    if (count <= LONGEST_DESCRIPTION) return
    const message = `A server takes at most ${LONGEST_DESCRIPTION} characters of a description; this has ${count}. It is written whole.`
    const found = issue([], 'export.description-long', message, { most: LONGEST_DESCRIPTION, count })
    losses.push(loss('refused', at(...path, 'description'), description, found))
  }
  securityGroups.forEach((group, place) => {
    look(group.description, 'security_groups', place)
    group.rules.forEach((rule, rulePlace) => {
      look(rule.description, 'security_groups', place, 'security_group_rules', rulePlace)
    })
  })
  addressGroups.forEach((group, place) => {
    look(group.description, 'address_groups', place)
  })
  return losses
}
