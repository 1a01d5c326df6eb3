import { portLabel } from '#shared/explain/names'
import type { ReasonSubject } from '#shared/explain/reason'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { chainKey, type IndexedChain, type KernelIndex, type OriginState, originOf } from './kernel-index.ts'
import { seeRule } from './kernel-rule.ts'

/** Where a kernel rule comes from, with the names that the project has for it. */
export type SeenOrigin =
  | { readonly kind: 'policy' | 'foreign' }
  | { readonly kind: 'built-in'; readonly origin: Exclude<OriginState, { kind: 'group-rule' }>; readonly portName: string }
  | {
      readonly kind: 'group-rule'
      readonly groupId: string
      readonly groupName: string
      readonly ruleId: string
      /** Place in the group's table, from 1; null when the rule is no longer there. */
      readonly number: number | null
      readonly rule: SecurityGroupRule | null
      readonly portName: string
    }

export function seeOrigin(index: KernelIndex, row: number, project: Project | null): SeenOrigin {
  if (index.rows[row]?.rule === null) return { kind: 'policy' }
  const origin = originOf(index, row)
  if (origin === null) return { kind: 'foreign' }
  return seenOrigin(origin, project)
}

/** What was written for `origin`, with the names that the project has for it. */
export function seenOrigin(origin: OriginState, project: Project | null): SeenOrigin {
  const portName = origin.kind === 'skeleton' ? '' : portLabel(project, origin.portId)
  if (origin.kind !== 'group-rule') return { kind: 'built-in', origin, portName }
  const group = project?.securityGroups.find((g) => g.id === origin.groupId)
  const at = group?.rules.findIndex((rule) => rule.id === origin.ruleId) ?? -1
  return {
    kind: 'group-rule',
    groupId: origin.groupId,
    groupName: group?.name ?? origin.groupId.slice(0, 8),
    ruleId: origin.ruleId,
    number: at === -1 ? null : at + 1,
    rule: group?.rules[at] ?? null,
    portName,
  }
}

/** What the reason of a kernel rule depends on; null for a rule of others and for a policy. */
export function subjectOf(index: KernelIndex, { family, table, role }: IndexedChain, row: number): ReasonSubject | null {
  const origin = originOf(index, row)
  if (origin === null) return null
  const { jump, source } = seeRule(index.rows[row]?.text ?? '')
  const target = jump === null ? null : (index.chainByName.get(chainKey(family, table, jump))?.role ?? 'foreign')
  return { origin, role, target, source }
}
