import type { Port, Project, SecurityGroupRule } from '#shared/project/schema'
import { type KernelIndex, type OriginState, originOf } from './kernel-index.ts'

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

/** A port is spoken of by the VM that it belongs to; a VM with several ports needs the address as well. */
export function portLabel(project: Project | null, portId: string): string {
  const port = project?.ports.find((p) => p.id === portId)
  if (!project || !port) return portId.slice(0, 8)
  const vm = project.vms.find((v) => v.id === port.deviceId)
  if (!vm) return port.name || portId.slice(0, 8)
  const alone = project.ports.filter((p) => p.deviceId === vm.id).length === 1
  return alone ? vm.name : [vm.name, firstAddress(port)].filter(Boolean).join(' ')
}

const firstAddress = (port: Port): string => port.fixedIps[0]?.ipAddress ?? port.id.slice(0, 8)
