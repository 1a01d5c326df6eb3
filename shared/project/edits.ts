import type { Issue } from '../errors.ts'
import { err, ok, type Result, unreachable } from '../result.ts'
import { answerTo } from './answers/answer.ts'
import { checkProject } from './check.ts'
import { editAddressGroup } from './edit-address-groups.ts'
import { editGroup } from './edit-groups.ts'
import { editHost } from './edit-hosts.ts'
import { editNetwork } from './edit-networks.ts'
import { createPort, deletePort, deleteVm } from './edit-plugged.ts'
import { bindPort, unbindPort, updatePort } from './edit-ports.ts'
import type { Edit } from './edit-schema.ts'
import type { Project } from './schema.ts'

type Edited = Result<Project, Issue[]>

/**
 * The next project, or the reasons why not: it could not be compiled, or the server of the project's release would refuse the edit.
 * Pure; the answer shares all that did not change.
 */
export function applyEdit(project: Project, edit: Edit): Edited {
  const edited = edit_(project, edit)
  if (!edited.ok) return edited
  const issues = checkProject(edited.value)
  if (issues.length > 0) return err(issues)
  const answer = answerTo(project, edited.value, edit)
  return answer.length > 0 ? err(answer) : edited
}

function edit_(project: Project, edit: Edit): Edited {
  switch (edit.do) {
    case 'project.rename':
      return ok({ ...project, name: edit.name })
    case 'project.release':
      return ok({ ...project, apiRelease: edit.release })
    case 'project.quotas':
      return ok({ ...project, quotas: edit.quotas })
    case 'group.create':
    case 'group.create-default':
    case 'group.update':
    case 'group.delete':
    case 'group.duplicate':
    case 'rule.create':
    case 'rule.update':
    case 'rule.delete':
      return editGroup(project, edit)
    case 'port.bind':
      return bindPort(project, edit)
    case 'port.unbind':
      return unbindPort(project, edit)
    case 'port.update':
      return updatePort(project, edit)
    case 'port.create':
      return createPort(project, edit)
    case 'port.delete':
      return deletePort(project, edit)
    case 'vm.delete':
      return deleteVm(project, edit)
    case 'network.create':
    case 'network.update':
    case 'network.delete':
    case 'subnet.create':
    case 'subnet.update':
    case 'subnet.delete':
      return editNetwork(project, edit)
    case 'host.create':
    case 'host.update':
    case 'host.rename':
    case 'host.delete':
      return editHost(project, edit)
    case 'address-group.create':
    case 'address-group.update':
    case 'address-group.delete':
      return editAddressGroup(project, edit)
    default:
      return unreachable(edit)
  }
}
