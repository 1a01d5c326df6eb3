import type { HostReview } from '../contract/review.ts'
import type { Port, Project } from '../project/schema.ts'
import type { ProjectChange } from './project-changes.ts'

type Origin = HostReview['origins'][string]

/** From a line or a set of the kernel to the changes of the project that it can come from, by their keys. */
export interface Causes {
  readonly ofLine: (origin: Origin | undefined, host: string) => readonly string[]
  readonly ofSet: (name: string, host: string) => readonly string[]
}

/**
 * What a change reaches is told by origins: a rule its lines, a binding the lines of its group on its port, a port all of its lines,
 * settings of a host all of the host. Members reach the sets of the group, and its lines where each member is a line of its own.
 */
export function causesOf(changes: readonly ProjectChange[], applied: Project, edited: Project): Causes {
  const index = new Map<string, string[]>()
  const add = (reached: string, { key }: ProjectChange) => {
    const keys = index.get(reached) ?? []
    index.set(reached, keys)
    if (!keys.includes(key)) keys.push(key)
  }
  const portsOf = (id: string) =>
    [applied, edited].map((project) => project.ports.find((port) => port.id === id)).filter((port) => port !== undefined)
  for (const change of changes) for (const reached of reach(change, portsOf)) add(reached, change)

  const remotes = new Map<string, readonly string[]>()
  for (const { securityGroups } of [applied, edited])
    for (const { rules } of securityGroups)
      for (const { id, remoteGroupId, remoteAddressGroupId } of rules)
        remotes.set(
          id,
          [remoteGroupId, remoteAddressGroupId].filter((remote) => remote !== null && remote !== undefined),
        )
  const ids = [...new Set([applied, edited].flatMap((p) => [...p.securityGroups, ...p.addressGroups].map(({ id }) => id)))]
  const all = (...reached: readonly string[]) => [...new Set(reached.flatMap((each) => index.get(each) ?? []))]
  return {
    ofLine: (origin, host) => {
      const own = ['all', `host ${host}`]
      if (origin === undefined || origin.kind === 'skeleton') return all(...own)
      if (origin.kind !== 'group-rule') return all(...own, `port ${origin.portId}`, `first ${origin.portId}`)
      const { portId, groupId, ruleId, member } = origin
      const joined = member === null ? [] : (remotes.get(ruleId) ?? []).map((id) => `members ${id}`)
      return all(...own, `port ${portId}`, `rule ${ruleId}`, `group ${groupId}`, `bound ${portId} ${groupId}`, ...joined)
    },
    ofSet: (name, host) => {
      // Neutron, ipset_manager.py (get_name): a prefix, the address family, as much of the group's id as there is room for.
      const head = /^N?IPv[46](.+)$/.exec(name)?.[1]
      const group = head === undefined ? undefined : ids.find((id) => id.startsWith(head))
      return group === undefined ? [] : all('all', `host ${host}`, `members ${group}`, `named ${group}`)
    },
  }
}

function reach(change: ProjectChange, portsOf: (id: string) => readonly Port[]): readonly string[] {
  switch (change.kind) {
    case 'group': {
      const { before, after } = change
      const isOther = before === null || after === null || before.stateful !== after.stateful
      return isOther ? [`group ${(after ?? before)?.id}`] : []
    }
    case 'rule':
      return [change.before, change.after].flatMap((rule) => {
        if (rule === null) return []
        const named = rule.remoteGroupId ?? rule.remoteAddressGroupId
        return named == null ? [`rule ${rule.id}`] : [`rule ${rule.id}`, `named ${named}`]
      })
    case 'binding': {
      const { portId, group } = change
      // The first group of a port brings its chains, and the last one takes them away.
      const isFirst = portsOf(portId).some(({ securityGroupIds }) => securityGroupIds.length === 0)
      return [`bound ${portId} ${group.id}`, `members ${group.id}`, ...(isFirst ? [`first ${portId}`] : [])]
    }
    case 'ports':
      return [`port ${change.id}`, ...portsOf(change.id).flatMap((port) => port.securityGroupIds.map((id) => `members ${id}`))]
    case 'addressGroups':
      return [`members ${change.id}`]
    case 'hosts':
      return [`host ${change.id}`]
    case 'layout':
      return ['all']
    case 'vms':
    case 'networks':
    case 'subnets':
    case 'routers':
    case 'floatingIps':
    case 'outsideHosts':
    case 'apiRelease':
    case 'quotas':
      return []
  }
}
