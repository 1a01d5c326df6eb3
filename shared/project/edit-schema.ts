import { z } from 'zod'
import { decodeIssues } from '../decode-issues.ts'
import type { Issue } from '../errors.ts'
import { err, ok, type Result } from '../result.ts'
import {
  AddressGroup,
  Description,
  Host,
  Id,
  MOST,
  Name,
  Network,
  Port,
  Quotas,
  RaMode,
  Release,
  SecurityGroupRule,
  Subnet,
  Vif,
  Vm,
} from './schema.ts'

/** Ids of a tenant's default group and of the four rules that it begins with. */
const DefaultGroupIds = z.strictObject({ id: Id, ruleIds: z.array(Id).length(4) })
export type DefaultGroupIds = z.infer<typeof DefaultGroupIds>

/**
 * Everything that can be done to a project, by name. The page and main run the same `applyEdit`; main's answer is the truth.
 * An edit carries the ids of what it makes, so that doing it twice on equal projects gives equal projects.
 */
export const Edit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('project.rename'), name: Name.min(1) }),
  z.strictObject({ do: z.literal('project.release'), release: Release }),
  z.strictObject({ do: z.literal('project.quotas'), quotas: Quotas }),
  /** `rules`: what the group begins with; Neutron gives a new one two that let everything out. */
  z.strictObject({
    do: z.literal('group.create'),
    id: Id,
    name: Name,
    description: Description,
    stateful: z.boolean().optional(),
    rules: z.array(SecurityGroupRule).max(4).optional(),
  }),
  z.strictObject({
    do: z.literal('group.update'),
    id: Id,
    name: Name.optional(),
    description: Description.optional(),
    stateful: z.boolean().optional(),
  }),
  /** The default group, as the server makes it for a tenant that has none. */
  z.strictObject({ do: z.literal('group.create-default'), group: DefaultGroupIds }),
  z.strictObject({ do: z.literal('group.delete'), id: Id }),
  z.strictObject({
    do: z.literal('group.duplicate'),
    id: Id,
    newId: Id,
    name: Name,
    ruleIds: z.array(Id).max(MOST.rulesOfGroup),
  }),
  /** `at`: place among the group's rules, counted from 0; absent puts it last. */
  z.strictObject({ do: z.literal('rule.create'), groupId: Id, rule: SecurityGroupRule, at: z.int().min(0).optional() }),
  z.strictObject({ do: z.literal('rule.update'), groupId: Id, rule: SecurityGroupRule }),
  z.strictObject({ do: z.literal('rule.delete'), groupId: Id, ruleId: Id }),
  z.strictObject({ do: z.literal('port.bind'), portId: Id, groupId: Id }),
  z.strictObject({ do: z.literal('port.unbind'), portId: Id, groupId: Id }),
  /** What is given takes the place of what was; `securityGroupIds` beside it, since port security goes only with or without groups. `vif` null: named after its id. */
  z.strictObject({ do: z.literal('port.update'), portId: Id, change: PortChange() }),
  /**
   * Made first: `network` and `subnets`, where the port's are new; `defaultGroup`, where a port asks for the default group and there is
   * none. `vm`: the VM it belongs to, where that is new.
   */
  z.strictObject({
    do: z.literal('port.create'),
    port: Port,
    vm: Vm.optional(),
    network: Network.optional(),
    subnets: z.array(Subnet).max(MOST.fixedIpsOfPort).optional(),
    defaultGroup: DefaultGroupIds.optional(),
  }),
  z.strictObject({ do: z.literal('port.delete'), portId: Id }),
  /** Its ports go with it. */
  z.strictObject({ do: z.literal('vm.delete'), vmId: Id }),
  z.strictObject({ do: z.literal('network.create'), network: Network }),
  z.strictObject({
    do: z.literal('network.update'),
    networkId: Id,
    change: Network.pick({ name: true, external: true, portSecurityEnabled: true }).partial(),
  }),
  z.strictObject({ do: z.literal('network.delete'), networkId: Id }),
  z.strictObject({ do: z.literal('subnet.create'), subnet: Subnet }),
  /** `ipv6RaMode`: null for none. */
  z.strictObject({
    do: z.literal('subnet.update'),
    subnetId: Id,
    change: Subnet.pick({ cidr: true, gatewayIp: true, enableDhcp: true }).extend({ ipv6RaMode: RaMode.nullable() }).partial(),
  }),
  z.strictObject({ do: z.literal('subnet.delete'), subnetId: Id }),
  z.strictObject({ do: z.literal('host.create'), host: Host }),
  /** Its ports stay on it. */
  z.strictObject({ do: z.literal('host.rename'), name: Host.shape.name, to: Host.shape.name }),
  z.strictObject({ do: z.literal('host.delete'), name: Host.shape.name }),
  z.strictObject({ do: z.literal('host.update'), name: Host.shape.name, change: Host.omit({ name: true }).partial() }),
  z.strictObject({ do: z.literal('address-group.create'), group: AddressGroup }),
  z.strictObject({
    do: z.literal('address-group.update'),
    id: Id,
    change: AddressGroup.pick({ name: true, description: true, addresses: true }).partial(),
  }),
  z.strictObject({ do: z.literal('address-group.delete'), id: Id }),
])
export type Edit = z.infer<typeof Edit>
export type EditName = Edit['do']

function PortChange() {
  return Port.pick({
    name: true,
    macAddress: true,
    fixedIps: true,
    allowedAddressPairs: true,
    portSecurityEnabled: true,
    securityGroupIds: true,
    hostName: true,
    deviceId: true,
    deviceOwner: true,
  })
    .extend({ vif: Vif.nullable() })
    .partial()
}

/** What was typed as an edit within its limits, or what is wrong with it. Main decodes by the contract; this is for the page, before it asks. */
export function decodeEdit(asked: unknown): Result<Edit, Issue[]> {
  const decoded = Edit.safeParse(asked)
  return decoded.success ? ok(decoded.data) : err(decodeIssues(decoded.error, asked))
}
