import type { Project } from '../project/schema.ts'
import { commandsBetween, withIdNote } from './commands.ts'
import { namesOf } from './names.ts'
import { setPort } from './port-lines.ts'
import { type Client, type Script, scriptWriter } from './script.ts'

/** The commands that make what the project has: a group with its rules, a rule, what a port has. Null when the project has it not. */
export function commandsOfGroup(project: Project, id: string, client: Client): Script | null {
  const rest = project.securityGroups.filter((group) => group.id !== id)
  if (rest.length === project.securityGroups.length) return null
  return commandsBetween({ ...project, securityGroups: rest }, project, client)
}

export function commandsOfRule(project: Project, groupId: string, ruleId: string, client: Client): Script | null {
  const at = project.securityGroups.findIndex(({ id }) => id === groupId)
  const group = project.securityGroups[at]
  const rules = group?.rules.filter(({ id }) => id !== ruleId) ?? []
  if (group === undefined || rules.length === group.rules.length) return null
  return commandsBetween({ ...project, securityGroups: project.securityGroups.with(at, { ...group, rules }) }, project, client)
}

export function commandsOfPort(project: Project, id: string, client: Client): Script | null {
  const port = project.ports.find((each) => each.id === id)
  if (port === undefined) return null
  const out = scriptWriter()
  const names = namesOf(project, project)
  setPort({ client, release: project.apiRelease, names, out }, port)
  return withIdNote(out.script(), names.usedIds())
}

/**
 * The commands that take a VM's port out and put it in again: novaclient's, which wants the port's id (v1_1/shell.py, do_interface_detach),
 * and python-openstackclient's (compute/v2/server.py, RemovePort and AddPort). Null for a port of no VM.
 */
export function commandsOfPlug(project: Project, id: string, client: Client): Script | null {
  const port = project.ports.find((each) => each.id === id)
  const vm = project.vms.find((each) => each.id === port?.deviceId)
  if (port === undefined || vm === undefined) return null
  const out = scriptWriter()
  const names = namesOf(project, project)
  const server = names.vm(vm.id)
  if (client === 'neutron') {
    out.command(['nova', 'interface-detach', server, id])
    out.command(['nova', 'interface-attach', '--port-id', id, server])
    return withIdNote(out.script(), true)
  }
  const named = names.port(id)
  out.command(['openstack', 'server', 'remove', 'port', server, named])
  out.command(['openstack', 'server', 'add', 'port', server, named])
  return withIdNote(out.script(), names.usedIds())
}

/** The commands that put a group on a port that has all its other groups. Null when the project has it not. */
export function commandsOfBinding(project: Project, portId: string, groupId: string, client: Client): Script | null {
  const at = project.ports.findIndex(({ id }) => id === portId)
  const port = project.ports[at]
  const securityGroupIds = port?.securityGroupIds.filter((id) => id !== groupId) ?? []
  if (port === undefined || securityGroupIds.length === port.securityGroupIds.length) return null
  return commandsBetween({ ...project, ports: project.ports.with(at, { ...port, securityGroupIds }) }, project, client)
}

/** The columns of the article's `neutron port-list`. */
export const ARTICLE_PORT_COLUMNS = ['security_groups', 'id', 'mac_address', 'fixed_ips', 'device_id'] as const

/** The commands that list what Groups and Ports show; with a group, its rules and its ports. */
export function listCommands(project: Project, groupId: string | null, client: Client): Script {
  const out = scriptWriter()
  const names = namesOf(project, project)
  const group = groupId === null ? null : names.group(groupId)
  if (client === 'neutron') {
    out.command(['neutron', 'security-group-list'])
    out.command(['neutron', 'security-group-rule-list'])
    if (group !== null) out.command(['neutron', 'security-group-show', group])
    out.command(['neutron', 'port-list', ...ARTICLE_PORT_COLUMNS.flatMap((column) => ['-c', column])])
  } else {
    out.command(['openstack', 'security', 'group', 'list'])
    out.command(['openstack', 'security', 'group', 'rule', 'list', ...(group === null ? [] : [group])])
    if (group !== null) out.command(['openstack', 'security', 'group', 'show', group])
    out.command(['openstack', 'port', 'list', '--long'])
    // The server compares ids here, and the client does not look the name up.
    if (groupId !== null) out.command(['openstack', 'port', 'list', '--security-group', groupId])
    if (project.addressGroups.length > 0) out.command(['openstack', 'address', 'group', 'list'])
  }
  return withIdNote(out.script(), names.usedIds() || (groupId !== null && client === 'openstack'))
}
