import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result } from '../result.ts'
import { given, unknownThing } from './edit-parts.ts'
import type { Edit } from './edit-schema.ts'
import type { Port, Project } from './schema.ts'

type Edited = Result<Project, Issue[]>
type EditOf<Name extends Edit['do']> = Extract<Edit, { do: Name }>

export const bindPort = (project: Project, { portId, groupId }: EditOf<'port.bind'>): Edited =>
  onPort(project, portId, (port) =>
    port.securityGroupIds.includes(groupId)
      ? err([alreadyBound(project, port, groupId)])
      : ok({ ...port, securityGroupIds: [...port.securityGroupIds, groupId] }),
  )

export const unbindPort = (project: Project, { portId, groupId }: EditOf<'port.unbind'>): Edited =>
  onPort(project, portId, (port) =>
    port.securityGroupIds.includes(groupId)
      ? ok({ ...port, securityGroupIds: port.securityGroupIds.filter((id) => id !== groupId) })
      : err([notBound(project, port, groupId)]),
  )

export const updatePort = (project: Project, { portId, change }: EditOf<'port.update'>): Edited =>
  onPort(project, portId, (port) => {
    const { vif, ...rest } = given(change)
    const { vif: was, ...bare } = port
    const is = vif === undefined ? was : (vif ?? undefined)
    return ok({ ...bare, ...rest, ...(is === undefined ? {} : { vif: is }) })
  })

const boundNames = (project: Project, port: Port, groupId: string) => ({
  port: port.name || port.id,
  group: project.securityGroups.find(({ id }) => id === groupId)?.name || groupId,
})

function alreadyBound(project: Project, port: Port, groupId: string): Issue {
  const names = boundNames(project, port, groupId)
  return issue([], 'port.already-bound', `Port ${names.port} already has group ${names.group}.`, names)
}

function notBound(project: Project, port: Port, groupId: string): Issue {
  const names = boundNames(project, port, groupId)
  return issue([], 'port.not-bound', `Port ${names.port} does not have group ${names.group}.`, names)
}

function onPort(project: Project, id: string, change: (port: Port) => Result<Port, Issue[]>): Edited {
  const at = project.ports.findIndex((port) => port.id === id)
  const port = project.ports[at]
  if (port === undefined) return unknownThing('port', id)
  const changed = change(port)
  return changed.ok ? ok({ ...project, ports: project.ports.with(at, changed.value) }) : changed
}
