import type { DefaultGroupIds } from './edit-schema.ts'
import type { Project, SecurityGroup, SecurityGroupRule } from './schema.ts'

/** By its name, in any case: the server lets nobody else have it (neutron/extensions/securitygroup.py, _validate_name_not_default). */
export const isDefaultGroup = ({ name }: Pick<SecurityGroup, 'name'>): boolean => name.toLowerCase() === 'default'

/** Default groups of several tenants can be in one document; a port of ours gets the first. */
export const defaultGroupOf = ({ securityGroups }: Project): SecurityGroup | undefined => securityGroups.find(isDefaultGroup)

/**
 * The default group as the server makes it: everything out, and in what comes from its own members, in both families
 * (securitygroups_db.py, create_security_group with default_sg). It stands first, as the server makes it before any other.
 */
export function withDefaultGroup(project: Project, { id, ruleIds }: DefaultGroupIds): Project {
  const rules = (['IPv4', 'IPv6'] as const).flatMap((ethertype, at): SecurityGroupRule[] => [
    { ...anything, id: ruleIds[2 * at] ?? id, direction: 'ingress', ethertype, remoteGroupId: id },
    { ...anything, id: ruleIds[2 * at + 1] ?? id, direction: 'egress', ethertype, remoteGroupId: null },
  ])
  const group: SecurityGroup = { id, name: 'default', description: 'Default security group', stateful: true, rules }
  return { ...project, securityGroups: [group, ...project.securityGroups] }
}

const anything = {
  ...{ protocol: null, portRangeMin: null, portRangeMax: null, remoteIpPrefix: null, remoteAddressGroupId: null },
  description: '',
}
