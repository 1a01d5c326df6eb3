import type { Port, Project } from '../project/schema.ts'

const head = (id: string): string => id.slice(0, 8)

/** A port is spoken of by the VM that it belongs to; a VM with several ports needs the address as well. */
export function portLabel(project: Project | null, portId: string): string {
  const port = project?.ports.find(({ id }) => id === portId)
  if (!project || !port) return head(portId)
  const vm = project.vms.find(({ id }) => id === port.deviceId)
  if (!vm) return port.name || head(portId)
  const alone = project.ports.filter(({ deviceId }) => deviceId === vm.id).length === 1
  return alone ? vm.name : [vm.name, firstAddress(port)].filter(Boolean).join(' ')
}

const firstAddress = (port: Port): string => port.fixedIps[0]?.ipAddress ?? head(port.id)

/** A group's name, or the words for none; the head of its id for one that is not there. */
export function groupWords({ securityGroups, addressGroups }: Project, id: string, noName: string): string {
  const group = securityGroups.find((each) => each.id === id) ?? addressGroups.find((each) => each.id === id)
  return group === undefined ? head(id) : group.name || noName
}
