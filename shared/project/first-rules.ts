import type { SecurityGroupRule } from './schema.ts'

/**
 * The rules that the server gives a group when it makes it: neutron/db/securitygroups_db.py, create_security_group, the same in all
 * four releases. Every group lets everything out, in both families.
 */
export const firstRules = (newId: () => string): SecurityGroupRule[] =>
  (['IPv4', 'IPv6'] as const).map((ethertype) => ({
    ...{ id: newId(), direction: 'egress', ethertype, protocol: null, portRangeMin: null, portRangeMax: null },
    ...{ remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null, description: '' },
  }))
