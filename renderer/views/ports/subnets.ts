import type { Project, Subnet } from '#shared/project/schema'

/** What the ports of a network have their addresses of. */
export const subnetsOf = (project: Project, networkId: string): readonly Subnet[] =>
  project.subnets.filter((subnet) => subnet.networkId === networkId)
