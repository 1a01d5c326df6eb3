import { z } from 'zod'
import { decodeIssues } from '../decode-issues.ts'
import type { Issue } from '../errors.ts'
import { err, ok, type Result } from '../result.ts'
import { AddressGroup, Description, Host, Id, MOST, Name, Network, Port, Quotas, Release, SecurityGroupRule } from './schema.ts'

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
  /** What is given takes the place of what was; `securityGroupIds` beside it, since port security goes only with or without groups. */
  z.strictObject({ do: z.literal('port.update'), portId: Id, change: PortChange() }),
  z.strictObject({ do: z.literal('network.update'), networkId: Id, change: Network.pick({ portSecurityEnabled: true }) }),
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
  }).partial()
}

/** What was typed as an edit within its limits, or what is wrong with it. Main decodes by the contract; this is for the page, before it asks. */
export function decodeEdit(asked: unknown): Result<Edit, Issue[]> {
  const decoded = Edit.safeParse(asked)
  return decoded.success ? ok(decoded.data) : err(decodeIssues(decoded.error, asked))
}
