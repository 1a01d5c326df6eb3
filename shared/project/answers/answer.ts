import { type Issue, issue } from '../../errors.ts'
import { parsePrefix } from '../../net/prefix.ts'
import { unreachable } from '../../result.ts'
import type { Edit } from '../edit-schema.ts'
import type { Project } from '../schema.ts'
import { answerToGroup } from './answer-group.ts'
import { answerToNetwork } from './answer-network.ts'
import { answerToPort } from './answer-port.ts'
import { isOld } from './api-errors.ts'

/**
 * What the server of the project's release answers to an edit that could be done: empty when it does it. Only what the edit changes is
 * asked about: whatever else a document holds was accepted by some server before. `after` is the project with the edit done.
 */
export function answerTo(before: Project, after: Project, edit: Edit): Issue[] {
  switch (edit.do) {
    case 'group.create':
    case 'group.create-default':
    case 'group.update':
    case 'group.delete':
    case 'group.duplicate':
    case 'rule.create':
    case 'rule.update':
    case 'rule.delete':
      return answerToGroup(before, edit)
    case 'port.bind':
    case 'port.update': {
      const find = ({ ports }: Project) => ports.find(({ id }) => id === edit.portId)
      const [was, is] = [find(before), find(after)]
      return was === undefined || is === undefined ? [] : answerToPort(before, was, is)
    }
    case 'address-group.create':
      return isOld(before.apiRelease) ? [noAddressGroups()] : twice(edit.group.addresses)
    case 'address-group.update':
      return isOld(before.apiRelease) ? [noAddressGroups()] : twice(edit.change.addresses ?? [])
    case 'port.create': {
      const made = after.ports.find(({ id }) => id === edit.port.id)
      const { network, subnets = [] } = edit
      return [
        ...(network === undefined ? [] : answerToNetwork(before, after, { do: 'network.create', network })),
        ...subnets.flatMap((subnet) => answerToNetwork(before, after, { do: 'subnet.create', subnet })),
        ...(made === undefined ? [] : answerToPort(after, null, made)),
      ]
    }
    case 'network.create':
    case 'network.update':
    case 'subnet.create':
    case 'subnet.update':
      return answerToNetwork(before, after, edit)
    case 'port.delete':
    case 'vm.delete':
    case 'network.delete':
    case 'subnet.delete':
    case 'port.unbind':
    case 'address-group.delete':
    case 'host.create':
    case 'host.update':
    case 'host.rename':
    case 'host.delete':
    case 'project.rename':
    case 'project.release':
    case 'project.quotas':
      return []
    default:
      return unreachable(edit)
  }
}

/** neutron/db/address_group_db.py refuses an address that the group has. */
function twice(addresses: readonly string[]): Issue[] {
  const seen = new Set<string>()
  return addresses.flatMap((typed, at): Issue[] => {
    const prefix = parsePrefix(typed)
    const text = prefix.ok ? prefix.value.text : typed
    if (!seen.has(text)) {
      seen.add(text)
      return []
    }
    return [issue(['addresses', at], 'address-group.address-twice', `${typed} is there twice. Leave one out.`, { address: typed })]
  })
}

const noAddressGroups = (): Issue =>
  issue([], 'address-group.of-release', 'A server of this release knows no address groups. Let a newer server answer.')
