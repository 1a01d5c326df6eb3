import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result, unreachable } from '../result.ts'
import { given, unknownThing } from './edit-parts.ts'
import type { Edit } from './edit-schema.ts'
import type { Project } from './schema.ts'

type AddressGroupEdit = Extract<Edit, { do: `address-group.${string}` }>

/** What can be done to address groups. The answer is not checked yet. */
export function editAddressGroup(project: Project, edit: AddressGroupEdit): Result<Project, Issue[]> {
  const { addressGroups } = project
  if (edit.do === 'address-group.create') return ok({ ...project, addressGroups: [...addressGroups, edit.group] })
  const at = addressGroups.findIndex(({ id }) => id === edit.id)
  const group = addressGroups[at]
  if (group === undefined) return unknownThing('address-group', edit.id)
  switch (edit.do) {
    case 'address-group.update':
      return ok({ ...project, addressGroups: addressGroups.with(at, { ...group, ...given(edit.change) }) })
    case 'address-group.delete': {
      const users = project.securityGroups.flatMap(({ rules }) => rules).filter((rule) => rule.remoteAddressGroupId === edit.id)
      return users.length > 0
        ? err([inUse(group.name, users.length)])
        : ok({ ...project, addressGroups: addressGroups.toSpliced(at, 1) })
    }
    default:
      return unreachable(edit)
  }
}

/** Neutron: 409 AddressGroupInUse. */
const inUse = (name: string, count: number): Issue =>
  issue(
    [],
    'address-group.in-use',
    `Address group ${name} is the remote of ${count} ${count === 1 ? 'rule' : 'rules'}. Delete ${count === 1 ? 'it' : 'them'} first.`,
    { name, count },
  )
