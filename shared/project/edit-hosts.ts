import { type Issue, issue } from '../errors.ts'
import { err, ok, type Result, unreachable } from '../result.ts'
import { given, unknownThing } from './edit-parts.ts'
import type { Edit } from './edit-schema.ts'
import { MOST, type Project } from './schema.ts'

type Edited = Result<Project, Issue[]>
type HostEdit = Extract<Edit, { do: `host.${string}` }>

/** What can be done to compute nodes. They are no things of the API, so no server answers. The answer is not checked yet. */
export function editHost(project: Project, edit: HostEdit): Edited {
  if (edit.do === 'host.create')
    return project.hosts.length < MOST.hosts ? ok({ ...project, hosts: [...project.hosts, edit.host] }) : err([tooMany()])
  const at = project.hosts.findIndex(({ name }) => name === edit.name)
  const host = project.hosts[at]
  if (host === undefined) return unknownThing('host', edit.name)
  switch (edit.do) {
    case 'host.update':
      return ok({ ...project, hosts: project.hosts.with(at, { ...host, ...given(edit.change) }) })
    case 'host.rename':
      return ok({
        ...project,
        hosts: project.hosts.with(at, { ...host, name: edit.to }),
        // Its ports stay on it.
        ports: project.ports.map((port) => (port.hostName === host.name ? { ...port, hostName: edit.to } : port)),
      })
    case 'host.delete':
      return deleteHost(project, host.name)
    default:
      return unreachable(edit)
  }
}

function deleteHost(project: Project, name: string): Edited {
  const count = project.ports.filter(({ hostName }) => hostName === name).length
  if (count > 0)
    return err([
      issue([], 'host.in-use', `Host ${name} has ${count} ${count === 1 ? 'port' : 'ports'}. Put them on another host first.`, {
        name,
        count,
      }),
    ])
  if (project.hosts.length === 1)
    return err([
      issue([], 'host.last', `${name} is the only host. Make another one first: counters are read from the first host.`, { name }),
    ])
  return ok({ ...project, hosts: project.hosts.filter((host) => host.name !== name) })
}

const tooMany = (): Issue =>
  issue(['hosts'], 'project.too-many-hosts', `A project holds at most ${MOST.hosts} hosts.`, { most: MOST.hosts })
