import type { LabNode } from '#shared/contract/states'
import type { Project } from '#shared/project/schema'

/** Machines of a lab as they are named in a terminal. */

/** A machine by name, id or one of its addresses. */
export const findNode = (nodes: readonly LabNode[], text: string): LabNode | undefined =>
  nodes.find((n) => n.name === text || n.id === text || n.addresses.includes(text))

/** TO may be a machine's name: from outside a VM is meant by its floating IP, where it has one. */
export function addressOf(project: Project, nodes: readonly LabNode[], from: LabNode, to: string): string {
  const node = nodes.find((n) => n.name === to || n.id === to)
  if (node === undefined) return to
  const ports = project.ports.filter((p) => p.deviceId === node.id).map((p) => p.id)
  const floating = project.floatingIps.find((f) => ports.includes(f.portId))?.floatingIp
  return (from.kind === 'outside' ? floating : undefined) ?? node.addresses[0] ?? to
}
