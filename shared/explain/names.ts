import type { Port, Project } from '../project/schema.ts'

const head = (id: string): string => id.slice(0, 8)

/** Of each document once: every line and caution of a port asks for its name. */
const labels = new WeakMap<Project, ReadonlyMap<string, string>>()

/** A port is spoken of by the VM that it belongs to; a VM with several ports needs the address as well. */
export function portLabel(project: Project | null, portId: string): string {
  if (project === null) return head(portId)
  const known = labels.get(project) ?? labelsOf(project)
  labels.set(project, known)
  return known.get(portId) ?? head(portId)
}

function labelsOf({ vms, ports }: Project): ReadonlyMap<string, string> {
  const names = new Map(vms.map(({ id, name }) => [id, name]))
  const count = new Map<string, number>()
  for (const { deviceId } of ports) count.set(deviceId, (count.get(deviceId) ?? 0) + 1)
  return new Map(
    ports.map((port): [string, string] => {
      const vm = names.get(port.deviceId)
      if (vm === undefined) return [port.id, port.name || head(port.id)]
      return [port.id, count.get(port.deviceId) === 1 ? vm : [vm, firstAddress(port)].filter(Boolean).join(' ')]
    }),
  )
}

const firstAddress = (port: Port): string => port.fixedIps[0]?.ipAddress ?? head(port.id)

/** A group's name, or the words for none; the head of its id for one that is not there. */
export function groupWords({ securityGroups, addressGroups }: Project, id: string, noName: string): string {
  const group = securityGroups.find((each) => each.id === id) ?? addressGroups.find((each) => each.id === id)
  return group === undefined ? head(id) : group.name || noName
}
